"""The port behind which a director stands: the pocket director, or any other LLM."""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated, Literal, Protocol, runtime_checkable

from pydantic import Field

from agent.remembering import Memory
from schemas.base import Value
from schemas.drafts import FrameDraft, ScriptDraft
from schemas.edits import Edit, Redo, Undo
from schemas.events import Event
from schemas.revisions import Scope
from schemas.script import FRAMES_LIMIT, FrameScript, Seed
from schemas.text import Premise
from schemas.vocabulary import Vocabulary
from tools.toolbox.operations import Operation

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


class Request(Value):
    """What a director gets to answer in a conversation."""

    words: str
    """What the user says now."""
    memory: Memory
    """What was said before."""
    vocabulary: Vocabulary | None
    """What the renderer can draw; None where it is open."""


class Desk(Protocol):
    """The frame script and its pictures, as a director works on them in one turn.

    Everything is done in the thread that runs the turn. Nothing is committed before it is over.
    """

    def state(self) -> Generator[Event, None, str]:
        """The script as it is now, compact, for a model to read."""
        ...

    def operate(self, operation: Operation) -> Generator[Event, None, str]:
        """Does what the director wants; returns what to tell it.

        Raises:
            ScriptError: it is refused; the director may try something else.
        """
        ...

    def objection(self) -> Generator[Event, None, str]:
        """What speaks against ending the turn now, for the director to mend; empty: nothing."""
        ...


class Writer(Protocol):
    """Writes scripts. Deterministic for a seed where the model behind it allows that."""

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

    def write(self, brief: Brief) -> Generator[FrameDraft | Event, None, ScriptDraft]:
        """Yields each frame as soon as it is written; returns the whole script.

        Closing the generator stops the writing.

        Raises:
            DirectorError: the model failed or wrote nothing usable.
        """
        ...


class Director(Writer, Protocol):
    """A director that decides at once what a request means."""

    def revise(
        self, script: FrameScript, request: str, scope: Scope, vocabulary: Vocabulary | None
    ) -> Answer:
        """Turns a request into edits inside `scope`.

        Raises:
            DirectorError: the model failed, or the request could not be understood.
        """
        ...


@runtime_checkable
class ConversingDirector(Writer, Protocol):
    """A director that works through tool calls, and sees what came of them."""

    def converse(self, request: Request, desk: Desk) -> Generator[Event, None, str]:
        """Works on `desk` until it has an answer for the user, and returns that.

        Closing the generator stops the director within one piece of its model's answer.

        Raises:
            DirectorError: the model failed.
        """
        ...


AnyDirector = Director | ConversingDirector
