"""New frames in words: "add a frame after 3 where the fox sleeps"."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from agent.director import Answer, Brief
from agent.pocket.casting import Cast, Member, cast_of
from agent.pocket.lexicon import words_of
from agent.pocket.revising.asking import Asked
from agent.pocket.staging import Stage
from agent.pocket.telling import Teller, Told
from agent.pocket.words import DETERMINERS
from schemas.drafts import FrameDraft
from schemas.edits import InsertFrame
from schemas.script import FRAMES_LIMIT

if TYPE_CHECKING:
    from agent.local.engine import Engine

_ASKS: Final = re.compile(
    r"\b(?:insert|add|put|create|append|squeeze|write|include|make|draw|want|need)\b"
    r"[^,.;:]*?\b(?:frames?|panels?|shots?|scenes?|one|pictures?|images?)\b(?P<rest>.*)$|^insert\b(?P<bare>.*)$"
)
_OPENING: Final = re.compile(
    r"^[\s,:;-]*(?:(?:in which|where|when|that shows?|that has|showing|of|with|featuring|about"
    r"|saying|there|just|so that|and|while|as|here)\s+)*"
)
_LONGEST: Final = 200


def read_insertion(asked: Asked, engine: Callable[[], Engine]) -> Answer | None:
    """The answer to a request for a new frame; None where it asks for none.

    What the frame shows is taken from the words; where they say nothing, or only name a thing,
    the model writes the sentence.
    """
    found = _ASKS.search(asked.text)
    if found is None or not _inserts(asked):
        return None
    rest = found["rest"] if found["rest"] is not None else found["bare"]
    return insertion(asked, engine, rest or "")


def insertion(asked: Asked, engine: Callable[[], Engine], shown: str) -> Answer:
    """The answer that inserts a frame where the words say, or at the end.

    Args:
        asked: the request.
        engine: loads the model; called where `shown` tells nothing.
        shown: what the frame shows, in the user's words; may be empty.
    """
    described = _OPENING.sub("", shown).strip(" ,.;:")[:_LONGEST]
    after = asked.place.after if asked.place else asked.script.frames[-1].id
    frame = _frame(asked, engine, after, described)
    place = asked.script.index_of(after) if after else 0
    return Answer(
        commands=(InsertFrame(after=after, frame=frame),),
        reply=f"I added a frame as number {place + 1}: {frame.action}",
    )


def _inserts(asked: Asked) -> bool:
    """Whether no frame that exists is acted on: "make frame 5 a night frame" adds none."""
    return asked.place is not None or not asked.scope.named


def _frame(
    asked: Asked, engine: Callable[[], Engine], after: str | None, described: str
) -> FrameDraft:
    frames = asked.script.frames
    index = asked.script.index_of(after) if after else 0
    neighbour = frames[max(index - 1, 0)]
    cast = _cast(asked, described)
    sentence = _as_sentence(described)
    stage = Stage(cast, asked.lexicon, neighbour.background, step=index)
    stage.time_of_day, stage.weather = neighbour.time_of_day, neighbour.weather
    if sentence is None:
        told = _continued(asked, engine(), cast, index)
    else:
        told = Told(sentence, cast.subject, _verb(sentence, cast))
    frame = stage.frame(told)
    return frame.model_copy(update={"cut": frame.background != neighbour.background})


def _cast(asked: Asked, described: str) -> Cast:
    """Whoever the description names first; the story's subject otherwise."""
    script = asked.script
    known = cast_of(script.premise, asked.lexicon, _seen(asked))
    named = [each for each in asked.lexicon.mentions(described) if each.kind == "object"]
    if not named:
        return known
    members = tuple(dict.fromkeys(Member(each.name, each.said, each.plural) for each in named))
    return Cast(members[0], members[1:], (), None, None, None)


def _seen(asked: Asked) -> tuple[Member, ...]:
    names = [each.name for frame in asked.script.frames for each in frame.objects]
    common = max(dict.fromkeys(names), key=names.count) if names else "somebody"
    return (Member(common, common),)


def _as_sentence(described: str) -> str | None:
    """The description as a sentence where it is one ("the fox sleeps"), else None."""
    words = words_of(described)
    has_verb = any(
        word.endswith("s") and not word.endswith("ss") and word not in DETERMINERS
        for word in words[1:]
    ) or any(word in {"are", "is"} or word.endswith("ing") for word in words[1:])
    if len(words) < 2 or not has_verb:
        return None
    return f"{described[:1].upper()}{described[1:]}."


def _verb(sentence: str, cast: Cast) -> str:
    words = words_of(sentence)
    behind = [each for each in words if each.endswith("s") and each not in cast.subject.said]
    return behind[0] if behind else ""


def _continued(asked: Asked, engine: Engine, cast: Cast, index: int) -> Told:
    """What the model tells between the frames before and the rest."""
    script = asked.script
    engine.forget()
    brief = Brief(
        premise=script.premise,
        num_frames=min(len(script.frames) + 1, FRAMES_LIMIT),
        seed=script.seed,
        writing="stepwise",
        vocabulary=asked.lexicon.vocabulary,
    )
    teller = Teller(engine, asked.lexicon, cast, brief)
    for frame in script.frames[:index]:
        teller.accept(frame.action)
    for frame in script.frames[index:]:
        teller.avoid(frame.action)
    return teller.tell()
