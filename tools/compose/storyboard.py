"""The storyboard: a contact sheet with every frame of a script as a panel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

from schemas.script import Frame, FrameId, FrameScript
from tools.compose.canvas import open_still
from tools.compose.lettering import set_lines, shortened, typeface
from tools.compose.marks import Colour
from tools.compose.panel import FAINT, INK, Panel, draw_panel, panel_height
from tools.compose.sketch import sketch

_PAPER: Colour = (248, 245, 238)
_SHOT_COLOURS: tuple[Colour, ...] = ((44, 98, 128), (172, 84, 52), (72, 114, 76), (112, 80, 134))
_MARGIN = 44
_GAP = 28
_PREMISE_LINE = 25
_TALLEST = 1.4
"""Most height of a picture, as a share of its width; taller ones get bars at their sides."""


class _Layout(NamedTuple):
    columns: int
    width: int
    """Of a picture, pixels."""
    height: int
    """Of a picture, pixels."""


def storyboard(script: FrameScript, stills: Mapping[FrameId, Path]) -> Image.Image:
    """The contact sheet of `script`, an RGB picture.

    Each panel has the frame's index, id, shot, hold, picture, action, camera, time and weather,
    and says whether it is locked or graded. The number has one colour per shot.

    Args:
        script: what to show.
        stills: the PNG of each frame as shown; a frame without one gets its sketch.

    Raises:
        ProjectDamaged: a still's file is missing or damaged.
    """
    layout = _layout(script)
    rows = -(-len(script.frames) // layout.columns)
    width = 2 * _MARGIN + layout.columns * (layout.width + _GAP) - _GAP
    premise = set_lines(script.premise, typeface("regular", 18), width - 2 * _MARGIN, 2)
    head = 150 + _PREMISE_LINE * len(premise)
    step = panel_height(layout.height) + _GAP
    page = Image.new("RGB", (width, head + rows * step + _MARGIN - _GAP), _PAPER)
    _draw_head(page, script, premise)
    shots = [shot.id for shot in script.shots]
    for place, frame in enumerate(script.frames):
        row, column = divmod(place, layout.columns)
        colour = _SHOT_COLOURS[shots.index(frame.shot) % len(_SHOT_COLOURS)]
        panel = Panel(frame, place + 1, _picture(script, frame, stills), colour)
        corner = (_MARGIN + column * (layout.width + _GAP), head + row * step)
        draw_panel(page, corner, (layout.width, layout.height), panel)
    return page


def _layout(script: FrameScript) -> _Layout:
    """More frames make more columns of smaller pictures, so that a page stays readable whole."""
    count = len(script.frames)
    if count > 24:
        columns, width = 6, 280
    elif count > 9:
        columns, width = 4, 340
    else:
        columns, width = {1: 2, 2: 2, 3: 3, 5: 3, 6: 3, 9: 3}.get(count, 4), 340
    shape = min(script.height / script.width, _TALLEST)
    return _Layout(columns, width, max(48, round(width * shape)))


def _picture(script: FrameScript, frame: Frame, stills: Mapping[FrameId, Path]) -> Image.Image:
    if frame.id in stills:
        return open_still(frame, stills)
    return sketch(frame, (script.width, script.height))


def _draw_head(page: Image.Image, script: FrameScript, premise: tuple[str, ...]) -> None:
    draw = ImageDraw.Draw(page)
    width = page.width - 2 * _MARGIN
    title, text, small = typeface("bold", 38), typeface("regular", 18), typeface("regular", 15)
    draw.text((_MARGIN, 32), shortened(script.title, title, width), font=title, fill=INK)
    line = 86
    for words in premise:
        draw.text((_MARGIN, line), words, font=text, fill=INK)
        line += _PREMISE_LINE
    facts = shortened("  ·  ".join(_facts(script)), small, width)
    draw.text((_MARGIN, line + 5), facts, font=small, fill=FAINT)


def _facts(script: FrameScript) -> Iterator[str]:
    yield _counted(len(script.frames), "frame")
    yield _counted(len(script.shots), "shot")
    yield f"{sum(frame.hold for frame in script.frames):.3g} s"
    if script.style:
        yield script.style


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
