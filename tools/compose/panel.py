"""One panel of a storyboard: a frame's picture between its number and its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image, ImageDraw

from schemas.grade import Grade
from schemas.script import Frame
from tools.compose.lettering import set_lines, shortened, typeface
from tools.compose.marks import Colour, camera_mark, lock_mark

INK: Colour = (34, 32, 40)
FAINT: Colour = (112, 108, 116)
_MAT: Colour = (226, 221, 210)

_HEAD = 34
_LINE = 22
_NOTE_LINE = 20
_ACTION_LINES = 3
_TEXT = 16
_SMALL = 14


def panel_height(picture_height: int) -> int:
    """Pixels from a panel's top to its bottom."""
    return _HEAD + picture_height + 10 + _ACTION_LINES * _LINE + 2 * _NOTE_LINE


class Panel(NamedTuple):
    """What a panel shows."""

    frame: Frame
    number: int
    """The frame's index."""
    picture: Image.Image
    """Its still or sketch, RGB."""
    shot_colour: Colour
    """Colour of the number, the same for all frames of a shot."""


def draw_panel(
    page: Image.Image, corner: tuple[int, int], box: tuple[int, int], panel: Panel
) -> None:
    """Draws a panel on a page.

    Args:
        page: RGB picture to draw on.
        corner: the panel's left upper corner on the page, pixels.
        box: width and height that the picture may take; it is scaled to fit, and centred.
        panel: what to show.
    """
    left, top = corner
    width, height = box
    _draw_head(page, corner, width, panel)
    _draw_picture(page, (left, top + _HEAD), box, panel.picture)
    draw = ImageDraw.Draw(page)
    line = top + _HEAD + height + 9
    font = typeface("regular", _TEXT)
    for text in set_lines(panel.frame.action, font, width, _ACTION_LINES):
        draw.text((left, line), text, font=font, fill=INK)
        line += _LINE
    small = typeface("regular", _SMALL)
    for text in _notes(panel.frame):
        draw.text((left, line), shortened(text, small, width), font=small, fill=FAINT)
        line += _NOTE_LINE


def _draw_picture(
    page: Image.Image, corner: tuple[int, int], box: tuple[int, int], picture: Image.Image
) -> None:
    left, top = corner
    place = (left, top, left + box[0] - 1, top + box[1] - 1)
    draw = ImageDraw.Draw(page)
    draw.rectangle(place, fill=_MAT)
    scale = min(box[0] / picture.width, box[1] / picture.height)
    width, height = (max(1, round(side * scale)) for side in picture.size)
    shown = picture.resize((width, height), Image.Resampling.LANCZOS)
    page.paste(shown, (left + (box[0] - width) // 2, top + (box[1] - height) // 2))
    draw.rectangle(place, outline=INK)


def _draw_head(page: Image.Image, corner: tuple[int, int], width: int, panel: Panel) -> None:
    left, top = corner
    frame, number = panel.frame, str(panel.number)
    draw = ImageDraw.Draw(page)
    bottom = top + _HEAD - 8
    middle = (top + bottom) // 2
    bold, small = typeface("bold", 17), typeface("regular", _SMALL)
    badge = round(bold.getlength(number)) + 18
    draw.rounded_rectangle((left, top, left + badge, bottom), radius=5, fill=panel.shot_colour)
    draw.text((left + badge / 2, middle), number, font=bold, fill=(255, 255, 255), anchor="mm")
    words = f"{frame.id}  ·  shot {frame.shot}  ·  {frame.hold:g} s"
    draw.text((left + badge + 9, middle), words, font=small, fill=FAINT, anchor="lm")
    right = left + width
    for mark in _head_marks(frame):
        right -= mark.width
        page.paste(INK, (right, middle - mark.height // 2), mark)
        right -= 6


def _head_marks(frame: Frame) -> Iterator[Image.Image]:
    if frame.camera != "static":
        yield camera_mark(frame.camera, 26)
    if frame.locked:
        yield lock_mark(22)


def _notes(frame: Frame) -> Iterator[str]:
    yield f"{frame.camera}  ·  {frame.time_of_day}  ·  {frame.weather}"
    notes = ["locked"] if frame.locked else []
    if not frame.grade.is_neutral:
        notes.append(f"grade: {_grade_words(frame.grade)}")
    if notes:
        yield "  ·  ".join(notes)


def _grade_words(grade: Grade) -> str:
    words = (
        (grade.exposure, 0.0, f"exposure {grade.exposure:+.2g}"),
        (grade.contrast, 1.0, f"contrast {grade.contrast:.2g}"),
        (grade.saturation, 1.0, f"colour {grade.saturation:.2g}"),
        (grade.temperature, 0.0, f"temperature {grade.temperature:+.2g}"),
    )
    return ", ".join(text for value, neutral, text in words if value != neutral)
