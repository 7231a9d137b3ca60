"""Choosing the dialect."""

from __future__ import annotations

from schemas.render import Dialect
from schemas.script import Frame, FrameScript
from schemas.vocabulary import Vocabulary
from tools.pocket.dialect import VIEWS
from tools.render.dialects.pocket import pocket_prompt
from tools.render.dialects.prompt import FramePrompt
from tools.render.dialects.prose import prose_prompt
from tools.render.dialects.tags import tags_prompt
from tools.render.seeds import noise_seed


def compile_prompt(
    frame: Frame, script: FrameScript, dialect: Dialect, vocabulary: Vocabulary | None
) -> FramePrompt:
    """The frame prompt of `frame` in the renderer's dialect.

    Raises:
        ValueError: the pocket dialect without a vocabulary; it has no words of its own.
    """
    match dialect:
        case "pocket":
            if vocabulary is None:
                raise ValueError("the pocket dialect needs the renderer's vocabulary")
            # A small model cannot read a layout off the noise, so the seed speaks in its caption.
            seed = noise_seed(script.seed, frame.shot, frame.variation)
            return pocket_prompt(frame, 1 + seed % VIEWS, vocabulary)
        case "tags":
            return tags_prompt(frame, script)
        case "prose":
            return prose_prompt(frame, script)
