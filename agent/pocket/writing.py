"""A script from a brief, in both ways of writing."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from agent.director import Brief
from agent.local.engine import Engine
from agent.pocket.casting import Cast, cast_of
from agent.pocket.documents import story_lines
from agent.pocket.guessing import likeliest_cast, likeliest_place
from agent.pocket.lexicon import Lexicon
from agent.pocket.openness import premise_vocabulary
from agent.pocket.staging import Stage
from agent.pocket.telling import Teller, Told
from agent.pocket.titles import characters_of, title_of
from schemas.drafts import FrameDraft, ScriptDraft


def write(engine: Engine, brief: Brief) -> Generator[FrameDraft, None, ScriptDraft]:
    """Yields each frame when its sentence is told; returns the whole script."""
    engine.forget()
    lexicon = Lexicon(brief.vocabulary or premise_vocabulary(brief.premise))
    cast = _cast(engine, brief.premise, lexicon)
    stage = Stage(cast, lexicon, _beginning(engine, brief.premise, cast, lexicon))
    frames: list[FrameDraft] = []
    for told in _story(engine, brief, lexicon, cast):
        frames.append(stage.frame(told))
        yield frames[-1]
    return ScriptDraft(title=title_of(cast), characters=characters_of(cast), frames=tuple(frames))


def _story(engine: Engine, brief: Brief, lexicon: Lexicon, cast: Cast) -> Iterator[Told]:
    teller = Teller(engine, lexicon, cast, brief)
    if brief.writing == "whole":
        for line in story_lines(engine, brief, cast):
            yield teller.tell() if teller.repeats(line) else teller.accept(line)
    else:
        for _ in range(brief.num_frames):
            yield teller.tell()


def _cast(engine: Engine, premise: str, lexicon: Lexicon) -> Cast:
    if any(mention.kind == "object" for mention in lexicon.mentions(premise)):
        return cast_of(premise, lexicon, ())
    guessed = likeliest_cast(engine, premise, lexicon.vocabulary.objects)
    return cast_of(premise, lexicon, guessed)


def _beginning(engine: Engine, premise: str, cast: Cast, lexicon: Lexicon) -> str:
    if cast.places:
        return cast.places[0].name
    return likeliest_place(engine, premise, lexicon.vocabulary.backgrounds)
