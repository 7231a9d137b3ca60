"""The outdoor backgrounds: everything but the sky, in day colours, as SVG on 256 x 256 units.

Each function draws layers from far to near and keeps the middle calm, so that things placed on it
stay readable. The sky is left transparent: `light.py` paints it for the time of day.
"""

from random import Random

from tools.pocket.training.draw import (
    SIDE,
    ellipse,
    fir,
    hills,
    house,
    peaks,
    polygon,
    rect,
    round_tree,
)


def forest(random: Random) -> str:
    """Tall trees in two rows with a path between them."""
    y = random.uniform(150, 164)
    parts = [hills(random, y - 34, 5, "#5f9a55", 60), hills(random, y, 4, "#6fae4e")]
    for x in range(-10, 270, 34):
        parts.append(
            round_tree(
                x + random.uniform(-8, 8), y + 4, random.uniform(84, 110), "#4a8a45", "#6a4f3a"
            )
        )
    middle = random.uniform(104, 152)
    parts.append(
        polygon([(middle - 8, y + 4), (middle + 8, y + 4), (190, SIDE), (66, SIDE)], "#c9a873")
    )
    for x in (random.uniform(-6, 20), random.uniform(236, 262)):
        parts.append(round_tree(x, 226, random.uniform(180, 205), "#2f6e37", "#54402f"))
    return "".join(parts)


def snowy_forest(random: Random) -> str:
    """White ground and snowed firs."""
    y = random.uniform(150, 164)
    parts = [hills(random, y - 16, 6, "#d5e4f0", 120), hills(random, y, 4, "#eef5fb")]
    for x in range(-6, 270, 36):
        height = random.uniform(78, 104)
        parts.append(fir(x + random.uniform(-8, 8), y + 5, height, "#4d7f78", "#5d4a3f", "#f4f9ff"))
    parts.append(hills(random, 222, 6, "#ffffff", 200))
    for x in (random.uniform(2, 20), random.uniform(236, 254)):
        parts.append(fir(x, 228, random.uniform(150, 175), "#2f625d", "#4d3c33", "#ffffff"))
    return "".join(parts)


def meadow(random: Random) -> str:
    """Rolling green hills with small flowers."""
    y = random.uniform(142, 160)
    parts = [
        hills(random, y - 18, 12, "#a8d86a", 200),
        hills(random, y + 6, 10, "#8fcb55", 170),
        hills(random, y + 44, 7, "#7bbd48", 220),
    ]
    for _ in range(26):
        x, at = random.uniform(4, 252), random.uniform(y + 40, 250)
        radius = 2.0 + (at - y) / 60
        parts.append(
            ellipse(x, at, radius, radius, random.choice(("#ffffff", "#ffe14d", "#ff9ec4")))
        )
    return "".join(parts)


def mountains(random: Random) -> str:
    """High snow-capped peaks above a valley."""
    y = random.uniform(156, 168)
    return (
        peaks(random, y, random.uniform(104, 122), "#8d98ac", "#ffffff")
        + peaks(random, y + 4, random.uniform(50, 66), "#6f7c92")
        + hills(random, y, 4, "#7fa56c", 130)
        + hills(random, y + 34, 6, "#6a935c", 200)
    )


def desert(random: Random) -> str:
    """Yellow dunes."""
    y = random.uniform(148, 162)
    return (
        polygon(
            [(random.uniform(20, 60), y), (random.uniform(90, 110), y - 36), (160, y)], "#e3b266"
        )
        + hills(random, y, 7, "#efc678", 180)
        + hills(random, y + 24, 9, "#e8b661", 240)
        + hills(random, y + 58, 8, "#f3cf86", 200)
    )


def beach(random: Random) -> str:
    """Sand, a strip of sea and a palm at one side."""
    y = random.uniform(128, 140)
    x = random.choice((random.uniform(6, 22), random.uniform(234, 250)))
    lean = 14 if x < 128 else -14
    palm = polygon(
        [(x - 5, 236), (x + 5, 236), (x + lean + 3, 112), (x + lean - 3, 112)], "#a0774a"
    )
    for dx, dy in ((-44, 8), (-34, -16), (0, -28), (34, -16), (44, 8)):
        palm += polygon(
            [(x + lean, 110), (x + lean + dx * 0.5, 106 + dy * 1.3), (x + lean + dx, 114 + dy)],
            "#3f9a4d",
        )
    return (
        rect(0, y, SIDE, 60, "#38a8d8")
        + hills(random, y + 36, 3, "#c9f0f5", 90)
        + hills(random, y + 44, 5, "#f6e0a6", 150)
        + hills(random, y + 84, 6, "#efd391", 220)
        + palm
    )


def ocean(random: Random) -> str:
    """Open sea up to the horizon."""
    y = random.uniform(134, 150)
    parts = [rect(0, y, SIDE, SIDE - y, "#2f86c8")]
    shades = ("#3a95d4", "#2b7dbd", "#3f9ddb", "#2672b0")
    for k, shade in enumerate(shades):
        parts.append(hills(random, y + 14 + k * 26, 5 + k, shade, 44 + k * 10))
    for _ in range(12):
        x, at = random.uniform(0, 240), random.uniform(y + 10, 246)
        parts.append(rect(x, at, random.uniform(12, 26), 3, "#d9f2ff", 'rx="1.5"'))
    return "".join(parts)


def lake(random: Random) -> str:
    """A calm lake between a far shore and a near one."""
    y = random.uniform(132, 144)
    parts = [hills(random, y - 26, 9, "#7fae86", 150)]
    for x in range(4, 256, 28):
        parts.append(
            fir(x + random.uniform(-8, 8), y + 4, random.uniform(26, 44), "#3f7d5b", "#5d4a3f")
        )
    parts += [
        rect(0, y, SIDE, 92, "#6fc3e0"),
        rect(0, y, SIDE, 7, "#4f9fbd"),
        ellipse(random.uniform(80, 180), y + 36, 60, 4, "#a8e2f2"),
        ellipse(random.uniform(40, 200), y + 58, 46, 4, "#a8e2f2"),
        hills(random, y + 82, 5, "#88b860", 200),
    ]
    for x in (random.uniform(6, 24), random.uniform(230, 250)):
        for k in range(4):
            parts.append(rect(x + k * 5 - 8, y + 56 + k % 2 * 8, 3, 40, "#5b8a3f"))
    return "".join(parts)


def city_street(random: Random) -> str:
    """Tall buildings in perspective on both sides of a road."""
    y = 172
    parts: list[str] = []
    x = -6.0
    while x < SIDE:
        width = random.uniform(34, 52)
        near = abs(x + width / 2 - 128) / 128
        height = 60 + 96 * near * random.uniform(0.85, 1.05)
        wall = random.choice(("#8794a8", "#a08f8a", "#788ba6", "#b09a86", "#6f7d90"))
        parts.append(rect(x, y - height, width, height + 20, wall))
        for row in range(int((height - 12) // 18)):
            for column in range(int(width // 14)):
                parts.append(rect(x + 5 + column * 14, y - height + 8 + row * 18, 7, 9, "#ffe7a3"))
        x += width + 1
    parts += [
        rect(0, y, SIDE, SIDE - y, "#b9bcc2"),
        polygon([(110, y), (146, y), (240, SIDE), (16, SIDE)], "#5b6068"),
    ]
    for k in range(3):
        at = y + 10 + k * 26
        parts.append(polygon([(126, at), (130, at), (132, at + 14), (124, at + 14)], "#f5f5f0"))
    return "".join(parts)


def village(random: Random) -> str:
    """A row of small coloured houses along a lane."""
    y = random.uniform(160, 170)
    parts = [hills(random, y - 30, 8, "#9cc97a", 180), rect(0, y - 8, SIDE, SIDE, "#8fbf6a")]
    walls = ["#f3dfc0", "#e9c9b0", "#d8e2ea", "#f2e7a8", "#e6d0de"]
    roofs = ["#b5533f", "#7c5a8a", "#4f7b9c", "#9c5b3b", "#b5533f"]
    x = random.uniform(-14, 0)
    k = random.randrange(5)
    while x < SIDE:
        size = random.uniform(40, 50)
        parts.append(house(x, y, size, walls[k % 5], roofs[k % 5]))
        x += size * 1.22
        k += 1
    parts.append(hills(random, y + 18, 3, "#d8bd92", 220))
    parts.append(hills(random, y + 66, 4, "#7fb25c", 220))
    return "".join(parts)


def farm(random: Random) -> str:
    """A red barn, a fence and ploughed fields."""
    y = random.uniform(148, 158)
    x = random.choice((random.uniform(4, 26), random.uniform(166, 188)))
    barn = (
        rect(x, y - 46, 64, 54, "#b8382f")
        + polygon(
            [(x - 6, y - 44), (x + 12, y - 72), (x + 52, y - 72), (x + 70, y - 44)], "#7c4a3c"
        )
        + rect(x + 20, y - 26, 24, 34, "#f4ead8")
        + polygon([(x + 20, y - 26), (x + 24, y - 26), (x + 44, y + 8), (x + 40, y + 8)], "#b8382f")
    )
    parts = [hills(random, y - 14, 5, "#a9cf68", 200), hills(random, y, 3, "#c2b24f"), barn]
    for k in range(9):
        left = -120 + k * 56
        parts.append(
            polygon(
                [(110 + k * 5, y + 12), (113 + k * 5, y + 12), (left + 26, SIDE), (left, SIDE)],
                "#8a6a3c",
            )
        )
    for at in range(4, 256, 26):
        parts.append(rect(at, y + 2, 5, 26, "#efe3cc"))
    parts.append(rect(0, y + 8, SIDE, 4, "#efe3cc"))
    parts.append(rect(0, y + 18, SIDE, 4, "#efe3cc"))
    return "".join(parts)


def jungle(random: Random) -> str:
    """Dense dark leaves, hanging vines."""
    y = random.uniform(164, 178)
    parts = [rect(0, 52, SIDE, 204, "#2c7a4b"), hills(random, 60, 14, "#2c7a4b", 70)]
    for x in range(-10, 270, 26):
        parts.append(
            ellipse(x, random.uniform(80, 150), 24, 34, random.choice(("#22683f", "#35905a")))
        )
    parts.append(hills(random, y, 5, "#3f7f3a", 120))
    for x in (8, 30, 226, 250):
        parts.append(rect(x + random.uniform(-4, 4), 0, 4, random.uniform(70, 130), "#6fae3a"))
    for x in (-12, 268):
        for k in range(6):
            at = 90 + k * 28 + random.uniform(-8, 8)
            inward = 66 if x < 0 else -66
            parts.append(
                polygon(
                    [
                        (x, at),
                        (x + inward * 0.6, at - 16),
                        (x + inward, at + 12),
                        (x + inward * 0.5, at + 16),
                    ],
                    "#1d5a33",
                )
            )
    return "".join(parts)


def moon(random: Random) -> str:
    """A grey plain with craters and a ringed planet in the sky."""
    y = random.uniform(150, 164)
    x = random.choice((random.uniform(40, 80), random.uniform(176, 216)))
    parts = [
        ellipse(x, 64, 22, 22, "#e08a5a"),
        ellipse(x, 64, 40, 7, "none", 'stroke="#f2c9a0" stroke-width="4"'),
        peaks(random, y + 6, 30, "#83858f"),
        hills(random, y, 4, "#a5a7b0", 150),
        hills(random, y + 40, 5, "#bcbec6", 200),
    ]
    for _ in range(7):
        at = random.uniform(y + 16, 246)
        rx = 8 + (at - y) * 0.2
        cx = random.uniform(0, 256)
        parts.append(ellipse(cx, at, rx, rx * 0.35, "#85878f"))
        parts.append(ellipse(cx, at + 2, rx * 0.8, rx * 0.24, "#9a9ca5"))
    return "".join(parts)


def underwater(random: Random) -> str:
    """Blue water, sand, seaweed, coral and bubbles. Covers the sky."""
    y = random.uniform(190, 204)
    parts = [
        '<defs><linearGradient id="w" x1="0" y1="0" x2="0" y2="1"><stop offset="0" '
        'stop-color="#7fe0ee" stop-opacity="0.75"/><stop offset="0.25" stop-color="#2fb0d4"/>'
        '<stop offset="1" stop-color="#14609c"/></linearGradient></defs>',
        rect(0, 0, SIDE, SIDE, "url(#w)"),
    ]
    for k in range(3):
        x = 40 + k * 70 + random.uniform(-14, 14)
        parts.append(
            polygon(
                [(x, 0), (x + 22, 0), (x - 10, 150), (x - 40, 150)], "#ffffff", 'opacity="0.12"'
            )
        )
    parts.append(hills(random, y, 6, "#e2cf9a", 170))
    for x in (10, 26, 44, 212, 230, 246):
        half = random.uniform(25, 50)
        parts.append(
            f'<path d="M{x} {y + 20} q-12 -{half * 0.66:.0f} 0 -{half:.0f} t0 -{half:.0f}" '
            'stroke="#2f9a5f" stroke-width="7" fill="none" stroke-linecap="round"/>'
        )
    for x in (random.uniform(60, 90), random.uniform(170, 196)):
        for dx in (-10, 0, 10):
            parts.append(rect(x + dx, y - 12 - abs(dx), 6, 34, "#f0708a", 'rx="3"'))
    for _ in range(12):
        r = random.uniform(2, 5)
        parts.append(
            ellipse(
                random.uniform(0, 256), random.uniform(10, 190), r, r, "#ffffff", 'opacity="0.5"'
            )
        )
    return "".join(parts)
