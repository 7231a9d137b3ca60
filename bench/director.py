"""How fast and how well the pocket director works: `python -m bench.director [--json]`.

On the held-out requests and questions of tests/data, each share with its 95 % bootstrap interval:

valid_calls           requests whose edits could be applied
right_operation       requests answered by an operation that serves them
right_scope           requests that leave every frame alone that they do not mean
right_value           requests after which all holds that they ask for
no_edit               questions and small talk answered without an edit
revise_seconds_median seconds until a request is decided and turned into edits
first_token_seconds   seconds until the first token of an answer, its prompt read before
words_only, model_only, base    the same shares where only the words are read, where the model
                      decides alone, and where it decides without its adapter

On the held-out premises: the measures of bench.stories (subject_share, neighbour_duplicates, ...).

write_seconds_8       seconds to write 8 frames, mean over the premises, model loaded
first_frame_seconds   seconds until the first of them
tokens_per_second     plain: free greedy text; constrained: the same length under a grammar that
                      leaves every token open; forced: a JSON document whose skeleton the
                      grammar forces
constraint_cost       share of the decoding time of scripts that the grammar took
things_share          share of frames that show a thing which the premise names
load_seconds          seconds to load the prepared model
llama_cpp_ratio       tokens a second, divided by llama.cpp's; null where it is not at hand
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from agent.director import Answer, Brief
from agent.local.choosing import greedy
from agent.local.engine import Engine
from agent.local.grammar import Grammar, from_json_schema, from_lark
from agent.pocket.deciding.carrying_out import carry_out
from agent.pocket.deciding.deciding import decide
from agent.pocket.deciding.settling import settle
from agent.pocket.director import PocketDirector
from agent.pocket.lexicon import Lexicon
from agent.pocket.revising.answering import not_understood
from agent.pocket.revising.asking import Asked
from agent.pocket.revising.revising import revise
from bench.cases import HELD_OUT, Cases
from bench.decisions import decisions
from bench.judging import Revise
from bench.llama_cpp import llama_cpp_ratio
from bench.stories import stories
from schemas.drafts import FrameDraft
from schemas.settings import read_settings
from schemas.vocabulary import Vocabulary
from tools.render.catalog import pocket_vocabulary

PREMISES = (
    "a red fox finds a lantern in the snowy forest and follows a butterfly to the lighthouse",
    "a tired robot learns to cook in a small kitchen at night",
    "two rabbits race a turtle across the meadow in the rain",
)
FRAMES = 8
TOKENS = 96


def main(words: Sequence[str] | None = None) -> None:
    """Measures and prints, as a table or as one JSON document."""
    parser = argparse.ArgumentParser(prog="bench.director", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--premises", type=int, default=40, help="how many of the held-out ones")
    arguments = parser.parse_args(words)
    figures = measure(read_settings(None).folders.cache, premises=arguments.premises)
    if arguments.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        shown = value if isinstance(value, dict) else {"": value}
        for part, figure in shown.items():
            if isinstance(figure, dict):
                figure = figure["mean"]
            print(f"{f'{name} {part}':32} {'-' if figure is None else format(figure, '10.3f')}")


def measure(cache: Path, *, premises: int) -> dict[str, Any]:
    """All figures; the model is prepared in `cache` first if it is not yet.

    Args:
        cache: the user's cache folder.
        premises: how many held-out premises to write scripts for.
    """
    PocketDirector(cache).load()
    director = PocketDirector(cache)
    started = time.perf_counter()
    director.load()
    load_seconds = time.perf_counter() - started
    vocabulary = pocket_vocabulary()
    before = director.engine.tally.copy()
    runs = [written(director, premise, vocabulary) for premise in PREMISES]
    spent = director.engine.tally.since(before)
    return {
        "write_seconds_8": fmean(run[0] for run in runs),
        "first_frame_seconds": fmean(run[1] for run in runs),
        "tokens_per_second": speeds(director.engine),
        "constraint_cost": spent.constraint_cost,
        "things_share": fmean(run[2] for run in runs),
        "load_seconds": load_seconds,
        "first_token_seconds": first_token(director.decider),
        "llama_cpp_ratio": llama_cpp_ratio(),
        **decided(director, vocabulary, HELD_OUT),
        **stories(lambda premise: frames_for(director, premise, vocabulary), vocabulary, premises),
    }


def decided(
    director: PocketDirector,
    vocabulary: Vocabulary,
    cases: Cases,
    count: int | None = None,
) -> dict[str, Any]:
    """The figures of the director's decisions, and of its halves alone.

    Args:
        director: the director.
        vocabulary: what can be drawn.
        cases: the requests and questions.
        count: how many of them to ask at most; None for all.
    """
    lexicon = Lexicon(vocabulary)

    def by(read: Callable[[Asked], Answer]) -> Revise:
        return lambda script, request, scope: read(
            Asked.of(script, request, scope, lexicon, closed=True)
        )

    def model(engine: Engine) -> Revise:
        return by(
            lambda asked: (
                carry_out(decide(engine, asked).calls, asked, lambda: director.engine)
                or not_understood(asked)
            )
        )

    both = decisions(
        by(lambda asked: settle(asked, lambda: director.decider, lambda: director.engine)),
        cases,
        count,
    )
    return {
        **both,
        "words_only": decisions(
            by(lambda asked: revise(lambda: director.engine, asked)), cases, count
        ),
        "model_only": decisions(model(director.decider), cases, count),
        "base": decisions(model(director.engine), cases, count),
    }


def first_token(engine: Engine) -> float:
    """Seconds to the first token of a greedy answer whose prompt was read, but for its end."""
    prompt = engine.prompt([{"role": "user", "content": "Tell me a long story about a fox."}])
    _ = engine.score(prompt[:-4], [" The"])
    started = time.perf_counter()
    _ = next(engine.write(prompt, greedy, grammar=None, limit=1))
    return time.perf_counter() - started


def frames_for(
    director: PocketDirector, premise: str, vocabulary: Vocabulary
) -> tuple[FrameDraft, ...]:
    """Eight frames for a premise."""
    brief = Brief(
        premise=premise, num_frames=FRAMES, seed=7, writing="stepwise", vocabulary=vocabulary
    )
    return tuple(director.write(brief))


def written(
    director: PocketDirector, premise: str, vocabulary: Vocabulary
) -> tuple[float, float, float]:
    """Seconds for all frames, seconds for the first, share of frames with a named thing."""
    order = Brief(
        premise=premise, num_frames=FRAMES, seed=7, writing="stepwise", vocabulary=vocabulary
    )
    started = time.perf_counter()
    frames: list[FrameDraft] = []
    first = 0.0
    for frame in director.write(order):
        first = first or time.perf_counter() - started
        frames.append(frame)
    seconds = time.perf_counter() - started
    named = {each.name for each in Lexicon(vocabulary).mentions(premise)}
    with_named = [f for f in frames if named & {each.name for each in f.objects}]
    return seconds, first, len(with_named) / len(frames)


def speeds(engine: Engine) -> dict[str, float]:
    """Tokens a second of single texts, in three kinds of freedom."""
    frame = {
        "type": "object",
        "properties": {
            "action": {"type": "string", "pattern": "^The fox [a-z ]{10,40}\\.$"},
            "background": {"enum": ["snowy forest", "beach", "castle hall"]},
            "time_of_day": {"enum": ["dawn", "day", "dusk", "night"]},
            "weather": {"enum": ["clear", "rain", "snow"]},
        },
        "required": ["action", "background", "time_of_day", "weather"],
        "additionalProperties": False,
    }
    frames = {"type": "array", "items": frame, "minItems": 3, "maxItems": 3}
    document = {"type": "object", "properties": {"frames": frames}, "required": ["frames"]}
    return {
        "plain": speed(engine, None),
        "constrained": speed(engine, from_lark("start: /(.|\\n)*/")),
        "forced": speed(engine, from_json_schema({**document, "additionalProperties": False})),
    }


def speed(engine: Engine, grammar: Grammar | None) -> float:
    """Tokens a second of one greedy text, reading the prompt not counted."""
    prompt = engine.prompt([{"role": "user", "content": "Tell me a long story about a fox."}])
    _ = engine.score(prompt, [" The"])
    started = time.perf_counter()
    count = sum(
        len(piece.tokens) for piece in engine.write(prompt, greedy, grammar=grammar, limit=TOKENS)
    )
    return count / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
