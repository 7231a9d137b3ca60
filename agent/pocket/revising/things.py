"""Wishes about the things in a frame: put in, take out, replace, move, size, direction."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from agent.pocket.lexicon import Mention
from agent.pocket.revising.asking import Asked, Wish, joined, with_article
from schemas.script import Frame, Position, Scale, SceneObject

_PUT: Final = (
    r"put|add|place|include|insert|give|draw|bring|show|have|with|want|need|introduce"
    r"|there (?:is|are|should be)|there's|more"
)
_TAKE: Final = (
    r"remove|delete|erase|take out|take away|take|get rid of|without|drop|lose|no more|no|cut"
    r"|hide|clear|eliminate"
)
_REPLACE: Final = re.compile(
    r"\b(?:replace|swap|exchange|substitute|switch|change|turn|transform|make)\b\s+(?P<old>.+?)\s+"
    r"(?:with|for|by|into|to|a|an)\b\s*(?P<new>.+)$"
)
_INSTEAD: Final = re.compile(
    r"(?P<new>.+?)\s+(?:instead of|rather than|in place of)\s+(?P<old>.+)$"
)
_POSITIONS: Final[tuple[tuple[str, Position], ...]] = (
    (r"left", "left"),
    (r"right", "right"),
    (r"center|centre|middle", "center"),
)
_SCALES: Final[tuple[tuple[str, Scale], ...]] = (
    (r"close[- ]?ups?|closer|close up|huge|giant|fill the frame", "close-up"),
    (r"far|farther|further|far away|in the distance|distant|tiny|wide shot|long shot", "far"),
    (r"medium|normal size|medium shot", "medium"),
)
_PREFERRED: Final[tuple[Position, ...]] = ("right", "left", "center")
_SIZES: Final[tuple[Scale, ...]] = ("far", "medium", "close-up")
_FACING: Final = re.compile(r"\b(?:fac\w+|look\w*|turn\w*)\b(?: \w+){0,4} (left|right)\b")
_ONLY_THING: Final = re.compile(r"(?:an?|some|another|two|three|more)\b")
"""A request that begins like this wants the thing: "a dog in frame 3"."""
_MOST: Final = 6

ValueT = TypeVar("ValueT")


def read_things(asked: Asked) -> Iterator[Wish]:
    """Yields a wish for each change of things that the words ask for."""
    replacement = _replacement(asked)
    if replacement is not None:
        yield replacement
        return
    named = [each for each in asked.lexicon.mentions(asked.text) if each.kind == "object"]
    where, scale = _arrangement(asked)
    if named and asked.has(_TAKE) and not _adds_first(asked):
        yield _taken(named)
    elif named and (asked.has(_PUT) or _ONLY_THING.match(asked.text)):
        yield _put(asked, named, where, scale)
    elif where or scale or asked.has("bigger|larger|smaller|enlarge|shrink"):
        yield from _arranged(asked, named, where, scale)


def _replacement(asked: Asked) -> Wish | None:
    for form in (_INSTEAD, _REPLACE):
        found = form.search(asked.text)
        if found is None:
            continue
        old = _thing(asked, found["old"])
        new = _thing(asked, found["new"])
        if old is not None and new is not None and old.name != new.name:
            return Wish(
                f"with {with_article(new.name)} instead of the {old.said}",
                _replaced(old, new),
                _nearest_note(new),
            )
    return None


def _replaced(old: Mention, new: Mention) -> Callable[[Frame], dict[str, object]]:
    def change(frame: Frame) -> dict[str, object]:
        if all(each.name != old.name for each in frame.objects):
            return {}
        objects = {
            (new.name if each.name == old.name else each.name): (
                each.model_copy(update={"name": new.name}) if each.name == old.name else each
            )
            for each in frame.objects
        }
        called = f"{re.escape(old.said)}|{re.escape(old.name)}"
        action = re.sub(rf"\b(?:{called})\b", new.said, frame.action)
        changed: dict[str, object] = {"objects": tuple(objects.values())}
        return changed | ({"action": action} if action != frame.action else {})

    return change


def _taken(named: list[Mention]) -> Wish:
    names = {each.name for each in named}

    def change(frame: Frame) -> dict[str, object]:
        there = tuple(each.name for each in frame.objects if each.name in names)
        return {"remove_objects": there} if there else {}

    return Wish(f"without the {joined([each.said for each in named])}", change)


def _put(asked: Asked, named: list[Mention], where: Position | None, scale: Scale | None) -> Wish:
    def change(frame: Frame) -> dict[str, object]:
        things = {each.name: each for each in frame.objects}
        added: list[SceneObject] = []
        for mention in named:
            known = things.get(mention.name)
            position = where or (known.position if known else _free(things.values()))
            thing = SceneObject(
                name=mention.name,
                attributes=known.attributes if known else (),
                position=position,
                scale=scale or (known.scale if known else "medium"),
            )
            if thing != known and (known or len(things) < _MOST):
                things[mention.name] = thing
                added.append(thing)
        return {"add_objects": tuple(added)} if added else {}

    said = joined([with_article(each.name) for each in named])
    place = f" {_on(where)}" if where else ""
    return Wish(f"with {said}{place}", change, " ".join(filter(None, map(_nearest_note, named))))


def _arranged(
    asked: Asked, named: list[Mention], where: Position | None, scale: Scale | None
) -> Iterator[Wish]:
    """Where no thing is named, the first of each frame is meant."""
    names = {each.name for each in named}
    facing = _FACING.search(asked.text)
    step = 1 if asked.has("bigger|larger|enlarge") else -1 if asked.has("smaller|shrink") else 0

    def change(frame: Frame) -> dict[str, object]:
        meant = [each for each in frame.objects if each.name in names] or (
            list(frame.objects[:1]) if not names else []
        )
        moved = [
            _rearranged(each, where, scale, step, facing and facing.group(1)) for each in meant
        ]
        fresh = tuple(new for old, new in zip(meant, moved, strict=True) if old != new)
        return {"add_objects": fresh} if fresh else {}

    parts = [
        f"facing {facing.group(1)}" if facing else f"{_on(where)}" if where else "",
        {"far": "far away", "medium": "at medium size", "close-up": "in close-up"}.get(
            scale or "", ""
        ),
        {1: "larger", -1: "smaller", 0: ""}[step],
    ]
    who = f"with the {joined([each.said for each in named])} " if named else ""
    yield Wish(who + joined([part for part in parts if part]), change)


def _rearranged(
    thing: SceneObject, where: Position | None, scale: Scale | None, step: int, facing: str | None
) -> SceneObject:
    if facing is not None:
        others = tuple(each for each in thing.attributes if not each.startswith("facing "))
        return thing.model_copy(update={"attributes": (*others, f"facing {facing}")})
    size = _SIZES[min(max(_SIZES.index(thing.scale) + step, 0), len(_SIZES) - 1)]
    return thing.model_copy(update={"position": where or thing.position, "scale": scale or size})


def _arrangement(asked: Asked) -> tuple[Position | None, Scale | None]:
    text = re.sub(
        r"\b(?:pan|tilt|zoom)\w*(?: \w+){0,3} (?:left|right|up|down|in|out)\b", " ", asked.text
    )
    text = re.sub(r"\bright (?:now|away|after|before)\b", " ", text)
    return _first(text, _POSITIONS), _first(text, _SCALES)


def _first(text: str, table: Iterable[tuple[str, ValueT]]) -> ValueT | None:
    return next((value for word, value in table if re.search(rf"\b(?:{word})\b", text)), None)


def _adds_first(asked: Asked) -> bool:
    put = re.search(rf"\b(?:{_PUT})\b", asked.text)
    take = re.search(rf"\b(?:{_TAKE})\b", asked.text)
    return bool(put and take and put.start() < take.start())


def _thing(asked: Asked, phrase: str) -> Mention | None:
    found = asked.lexicon.meaning(phrase)
    return found if found is not None and found.kind == "object" else None


def _free(things: Iterable[SceneObject]) -> Position:
    taken = {each.position for each in things}
    for position in _PREFERRED:
        if position not in taken:
            return position
    return _PREFERRED[0]


def _on(where: Position | None) -> str:
    return "in the centre" if where == "center" else f"on the {where}"


def _nearest_note(mention: Mention) -> str:
    plain = mention.said.removesuffix("s") if mention.plural else mention.said
    if plain == mention.name or mention.plural or plain.endswith(mention.name):
        return ""
    return f"I can't draw {with_article(mention.said)}; {with_article(mention.name)} comes nearest."
