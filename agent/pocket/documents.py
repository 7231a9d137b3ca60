"""A whole story as one document under one grammar, read while it is written."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from agent.director import Brief
from agent.local.choosing import Sampler
from agent.local.engine import Engine
from agent.pocket.casting import Cast
from agent.pocket.prompting import story_prompt
from agent.pocket.sentences import numbered_sentences

_TOKENS_PER_LINE = 40
_TEMPERATURE = 0.6
"""Lower than where the best of several is taken: here the first is final."""


def story_lines(engine: Engine, brief: Brief, cast: Cast) -> Iterator[str]:
    """Yields each of `brief.num_frames` sentences as soon as the document holds all of it."""
    pieces = engine.write(
        engine.prompt(story_prompt(brief.premise, brief.num_frames)),
        Sampler(torch.Generator().manual_seed(brief.seed), temperature=_TEMPERATURE),
        grammar=numbered_sentences(cast.members, brief.num_frames),
        limit=_TOKENS_PER_LINE * brief.num_frames,
    )
    tokens: list[int] = []
    read = 0
    for piece in pieces:
        tokens += piece.tokens
        lines = engine.decode(tokens).split("\n")
        whole = [line.split(".", 1)[1].strip() for line in lines if line.endswith(".")]
        yield from (line for line in whole[read:] if line)
        read = max(read, len([line for line in whole if line]))
