"""The indoor backgrounds, as SVG on 256 x 256 units. Windows and openings stay transparent."""

from random import Random

from tools.pocket.training.draw import SIDE, ellipse, polygon, rect


def _wall_with_hole(fill: str, x: float, y: float, width: float, height: float) -> str:
    hole = f"M{x} {y}h{width}v{height}h{-width}z"
    return f'<path fill-rule="evenodd" fill="{fill}" d="M0 0H{SIDE}V{SIDE}H0z{hole}"/>'


def _frame(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="{colour}" '
        'stroke-width="6"/>'
        + rect(x + width / 2 - 2, y, 4, height, colour)
        + rect(x, y + height / 2 - 2, width, 4, colour)
    )


def castle_hall(random: Random) -> str:
    """A stone hall: two tall windows, columns, banners, a red carpet."""
    stone, dark = "#9a93a0", "#77707f"
    y = random.uniform(176, 186)
    left = random.uniform(84, 92)
    hole = "".join(f"M{x} 110V54a14 14 0 0 1 28 0V110z" for x in (left, left + 58))
    parts = [f'<path fill-rule="evenodd" fill="{stone}" d="M0 0H{SIDE}V{SIDE}H0z{hole}"/>']
    for row in range(9):
        for column in range(5):
            x = column * 58 + row % 2 * 29 - 20
            if left - 34 < x + 8 < left + 90 and row < 6:
                continue
            parts.append(rect(x, row * 20 + 6, 22, 7, "#8b8492"))
    parts.append(rect(0, y, SIDE, SIDE - y, "#6d6675"))
    parts.append(polygon([(108, y), (148, y), (206, SIDE), (50, SIDE)], "#b02f3c"))
    for x in (6, 226):
        parts += [rect(x, 0, 24, y + 14, dark), rect(x - 5, y + 8, 34, 10, "#5f5966")]
    for x in (40, 194):
        parts.append(
            polygon([(x, 30), (x + 24, 30), (x + 24, 96), (x + 12, 84), (x, 96)], "#3a5aa8")
        )
        parts.append(ellipse(x + 12, 56, 6, 6, "#f0c64a"))
    return "".join(parts)


def cave(random: Random) -> str:
    """A rocky cavern with an opening to the sky and hanging stones."""
    x, y = random.uniform(112, 144), random.uniform(96, 108)
    rx, ry = random.uniform(54, 64), random.uniform(54, 62)
    hole = f"M{x - rx} {y}a{rx} {ry} 0 1 0 {2 * rx} 0a{rx} {ry} 0 1 0 {-2 * rx} 0z"
    parts = [
        f'<path fill-rule="evenodd" fill="#5d4d48" d="M0 0H{SIDE}V{SIDE}H0z{hole}"/>',
        polygon([(x - 60, 156), (x, 142), (x + 60, 156), (x + 40, 190), (x - 40, 190)], "#7a665d"),
        polygon([(0, 176), (90, 160), (170, 162), (SIDE, 178), (SIDE, SIDE), (0, SIDE)], "#74615a"),
        polygon([(0, 0), (44, 0), (30, 120), (0, 190)], "#463a37"),
        polygon([(SIDE, 0), (212, 0), (228, 120), (SIDE, 190)], "#463a37"),
    ]
    for k in range(7):
        at = 10 + k * 38 + random.uniform(-8, 8)
        drop = random.uniform(22, 50)
        parts.append(polygon([(at - 12, 0), (at + 12, 0), (at, drop)], "#3c3230"))
    for at in (random.uniform(14, 50), random.uniform(206, 240)):
        parts.append(ellipse(at, 226, 22, 14, "#51433f"))
    return "".join(parts)


def kitchen(random: Random) -> str:
    """A tiled kitchen: a window, cupboards, a cooker, a chequered floor."""
    x = random.uniform(88, 104)
    parts = [_wall_with_hole("#f5e6c8", x, 34, 70, 64)]
    parts.append(_frame(x, 34, 70, 64, "#ffffff"))
    for at in (4, x + 84):
        parts += [
            rect(at, 20, 68, 56, "#4fa3a0", 'rx="3"'),
            rect(at + 4, 24, 28, 48, "#66b8b4"),
            rect(at + 36, 24, 28, 48, "#66b8b4"),
        ]
    parts += [
        rect(0, 120, SIDE, 8, "#d9c7a2"),
        rect(0, 128, SIDE, 50, "#4fa3a0"),
        rect(0, 124, SIDE, 8, "#8a5f3f"),
        rect(186, 132, 52, 46, "#d7d9dd"),
        rect(192, 144, 40, 26, "#3d4046"),
        rect(16, 100, 22, 24, "#c8503f", 'rx="4"'),
        rect(210, 108, 30, 16, "#9aa0a8", 'rx="3"'),
        rect(0, 178, SIDE, 78, "#efe2cf"),
    ]
    for row in range(3):
        for column in range(-1, 6):
            at = column * 52 + row % 2 * 26
            parts.append(rect(at, 178 + row * 26, 26, 26, "#c98f6b"))
    return "".join(parts)


def bedroom(random: Random) -> str:
    """A room with a bed, a window with curtains, a picture and a rug."""
    side = random.choice((0, 1))
    window, bed = (146, 4) if side else (40, 138)
    wall = random.choice(("#c9b7e0", "#d3bfe6"))
    parts = [_wall_with_hole(wall, window, 32, 68, 74), _frame(window, 32, 68, 74, "#fff7ea")]
    parts += [
        polygon(
            [(window - 12, 26), (window + 10, 26), (window - 4, 116), (window - 14, 116)], "#e07a9a"
        ),
        polygon(
            [(window + 80, 26), (window + 58, 26), (window + 72, 116), (window + 82, 116)],
            "#e07a9a",
        ),
        rect(0, 170, SIDE, 86, "#b98a5e"),
        rect(0, 164, SIDE, 7, "#f2ead8"),
        rect(bed, 108, 12, 96, "#7a5236"),
        rect(bed, 150, 112, 44, "#7a5236"),
        rect(bed + 8, 134, 104, 40, "#5a86c8", 'rx="10"'),
        rect(bed + 10, 122, 40, 24, "#ffffff", 'rx="9"'),
        ellipse(128 + random.uniform(-14, 14), 228, 84, 18, "#e7a8a0"),
        ellipse(128, 228, 56, 11, "#f2c9c0"),
        rect(bed + 44, 44, 40, 32, "#8a5f3f"),
        rect(bed + 48, 48, 32, 24, "#9fd8c8"),
    ]
    return "".join(parts)
