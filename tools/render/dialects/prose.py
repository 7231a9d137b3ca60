"""The prose dialect of models that read whole sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.script import Camera, Frame, FrameScript, SceneObject
from tools.render.dialects.prompt import FramePrompt

_CAMERA: dict[Camera, str] = {
    "static": "static",
    "pan left": "panning left",
    "pan right": "panning right",
    "tilt up": "tilting up",
    "tilt down": "tilting down",
    "zoom in": "zooming in",
    "zoom out": "zooming out",
}
_PLACE = {"left": "on the left", "center": "in the center", "right": "on the right"}
_SCALE = {"far": "far away", "medium": "at medium distance", "close-up": "in close-up"}


def prose_prompt(frame: Frame, script: FrameScript) -> FramePrompt:
    """`frame` in sentences.

    They carry what the template of the paper carries (DirecT2V, arXiv:2305.14330: "In this frame,
    there are {objects} in the {background}. The {objects} have {attributes}. The camera is
    {movement}."), and the action, time, weather, lighting and style that the template lacks.
    """
    text = " ".join(_sentences(frame, script))
    return FramePrompt(text=text, negative=frame.negative)


def _sentences(frame: Frame, script: FrameScript) -> Iterator[str]:
    yield _scene(frame)
    looks = {each.name.casefold(): each.look for each in script.characters}
    for thing in frame.objects:
        yield f"The {thing.name} is {_PLACE[thing.position]}, {_SCALE[thing.scale]}."
        if thing.attributes:
            yield f"The {thing.name} has these attributes: {', '.join(thing.attributes)}."
        if look := looks.get(thing.name.casefold()):
            yield _ended(f"The {thing.name} looks like this: {look}")
    yield _ended(frame.action)
    yield f"The time is {frame.time_of_day}, the weather is {frame.weather}."
    yield f"The lighting is {frame.lighting}."
    yield f"The camera is {_CAMERA[frame.camera]}."
    if script.style:
        yield _ended(f"The style is {script.style}")


def _scene(frame: Frame) -> str:
    place = frame.background.rstrip(". ")
    if not frame.objects:
        return f"This frame shows the {place}."
    verb = "is" if len(frame.objects) == 1 else "are"
    return f"In this frame, there {verb} {_listed(frame.objects)} in the {place}."


def _listed(things: Sequence[SceneObject]) -> str:
    names = [f"{_article(each.name)} {each.name}" for each in things]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _article(name: str) -> str:
    return "an" if name[0].casefold() in "aeiou" else "a"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
