"""The tags dialect of SD 1.5 and SDXL: comma-separated, the most important first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.script import Frame, FrameScript, SceneObject
from tools.render.dialects.prompt import FramePrompt, Replacement

CLIP_TOKENS = 77
"""Length of CLIP's text window, start and end mark included; it cuts what is beyond."""

_WEATHER = {
    "clear": "clear sky",
    "cloudy": "cloudy sky",
    "rain": "rain",
    "snow": "falling snow",
    "fog": "fog",
}
_SCALE = {"far": "far away", "medium": "", "close-up": "close-up"}
_PLACE = {"left": "on the left", "center": "", "right": "on the right"}


def tags_prompt(frame: Frame, script: FrameScript) -> FramePrompt:
    """What can be seen in `frame`, within CLIP's window by a careful estimate.

    Tags that no longer fit are left out and told in `replaced`. The camera's movement is not said:
    the composer performs it on the finished still.
    """
    room = CLIP_TOKENS - 2
    said: list[str] = []
    dropped: list[Replacement] = []
    for tag in _tags(frame, script):
        cost = estimated_tokens(tag) + (1 if said else 0)
        if cost <= room:
            said.append(tag)
            room -= cost
        else:
            dropped.append(Replacement(wanted=tag, said=None))
    text = ", ".join(said)
    return FramePrompt(text=text, negative=frame.negative, replaced=tuple(dropped))


def estimated_tokens(text: str) -> int:
    """At least as many tokens as CLIP's byte-pair encoding makes of ordinary `text`.

    A word of up to five ASCII letters counts as one, every further two letters as one more; a
    digit, a punctuation mark and each byte of other scripts count as one each.
    """
    total = 0
    for piece in re.findall(r"[a-zA-Z]+|[^\sa-zA-Z]", text):
        if piece[0].isascii() and piece[0].isalpha():
            total += 1 + max(0, len(piece) - 4) // 2
        else:
            total += len(piece.encode())
    return total


def _tags(frame: Frame, script: FrameScript) -> Iterator[str]:
    looks = {each.name.casefold(): each.look for each in script.characters}
    for thing in frame.objects:
        yield _thing_tag(thing)
    yield frame.action.rstrip(". ")
    yield frame.background.rstrip(". ")
    yield frame.time_of_day
    yield _WEATHER[frame.weather]
    if script.style:
        yield script.style
    yield f"{frame.lighting} lighting"
    for thing in frame.objects:
        if look := looks.get(thing.name.casefold()):
            yield f"{thing.name}: {look}"


def _thing_tag(thing: SceneObject) -> str:
    words = (_SCALE[thing.scale], *thing.attributes, thing.name, _PLACE[thing.position])
    return " ".join(word for word in words if word)
