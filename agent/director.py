"""The port behind which a director stands: the pocket director, or any other LLM."""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated, Literal, Protocol

from pydantic import Field

from schemas.base import Value
from schemas.drafts import FrameDraft, ScriptDraft
from schemas.edits import Edit, Redo, Undo
from schemas.revisions import Scope
from schemas.script import FRAMES_LIMIT, FrameScript, Seed
from schemas.text import Premise
from schemas.vocabulary import Vocabulary

Writing = Literal["stepwise", "whole"]


class Brief(Value):
    """What a director gets to write a script from."""

    premise: Premise
    num_frames: Annotated[int, Field(ge=1, le=FRAMES_LIMIT)]
    """Most frames to write; a director in stepwise mode may end the video sooner only if asked."""
    seed: Seed
    writing: Writing
    """stepwise: each frame from the premise and the frames before it; whole: all in one call."""
    vocabulary: Vocabulary | None
    """What the renderer can draw; None where it is open."""


class Answer(Value):
    """What a director makes of a request."""

    commands: tuple[Annotated[Edit | Undo | Redo, Field(discriminator="op")], ...]
    """Empty where the request asks for no change (a question, small talk)."""
    reply: str
    """What to tell the user, one or two sentences."""


class Director(Protocol):
    """Writes and revises. Deterministic for a seed where the model behind it allows that."""

    @property
    def id(self) -> str:
        """Director id as in the settings: `pocket`, `openai:MODEL`, ..."""
        ...

    def load(self) -> None:
        """Loads what the first call needs. Later calls return at once.

        Raises:
            ModelMissing: weights are absent or damaged.
        """
        ...

    def write(self, brief: Brief) -> Generator[FrameDraft, None, ScriptDraft]:
        """Yields each frame as soon as it is written; returns the whole script.

        Closing the generator stops the writing.

        Raises:
            DirectorError: the model failed or wrote nothing usable.
        """
        ...

    def revise(
        self, script: FrameScript, request: str, scope: Scope, vocabulary: Vocabulary | None
    ) -> Answer:
        """Turns a request into edits inside `scope`.

        Raises:
            DirectorError: the model failed, or the request could not be understood.
        """
        ...
