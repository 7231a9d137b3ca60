"""A director on any chat model that can call tools."""

from __future__ import annotations

from collections.abc import Generator

from langchain_core.language_models.chat_models import BaseChatModel

import prompts
from agent.conversing.assembly import run_turn
from agent.director import Answer, Brief
from prompts import Prompt
from schemas.drafts import FrameDraft, ScriptDraft
from schemas.errors import DirectorError, ScriptError
from schemas.revisions import Scope
from schemas.script import FrameScript
from schemas.vocabulary import Vocabulary
from tools.toolbox.drawable import require_drawable
from tools.toolbox.langchain_tools import editing_tools, writing_tool
from tools.toolbox.workpiece import Workpiece


class ToolCallingDirector:
    """Writes and revises through tool calls; what they may do is decided in the tools.

    Args:
        director_id: as the user names it.
        model: answers in words and tool calls.
    """

    def __init__(self, director_id: str, model: BaseChatModel) -> None:
        self._id = director_id
        self._model = model

    @property
    def id(self) -> str:
        """As the user names it."""
        return self._id

    def load(self) -> None:
        """Nothing: the model is elsewhere."""

    def write(self, brief: Brief) -> Generator[FrameDraft, None, ScriptDraft]:
        """Yields the frames when the whole script has been accepted; both writing modes.

        Raises:
            DirectorError: the model failed, or handed over no script that can be drawn.
        """
        accepted: list[ScriptDraft] = []

        def accept(draft: ScriptDraft) -> str:
            _require_fitting(draft, brief)
            accepted.append(draft)
            return "The script is accepted. Say so in one sentence."

        try:
            run_turn(
                self._id,
                self._model,
                [writing_tool(accept)],
                lambda: prompts.render(
                    Prompt.DIRECTOR_WRITE, count=brief.num_frames, **_words(brief.vocabulary)
                ),
                brief.premise,
            )
        except DirectorError:
            # The script is there; only the closing word after it failed.
            if not accepted:
                raise
        if not accepted:
            raise DirectorError(
                f"the director {self._id!r} handed over no script",
                hint="try again, say more in the premise, or use another director",
            )
        yield from accepted[-1].frames
        return accepted[-1]

    def revise(
        self, script: FrameScript, request: str, scope: Scope, vocabulary: Vocabulary | None
    ) -> Answer:
        """Lets the model edit until it answers in words.

        Raises:
            DirectorError: the model failed, or neither changed nor said anything.
        """
        workpiece = Workpiece(script, scope, vocabulary)
        words = _words(vocabulary)
        reply = run_turn(
            self._id,
            self._model,
            editing_tools(workpiece),
            lambda: prompts.render(
                Prompt.DIRECTOR_REVISE,
                objects=words["objects"],
                backgrounds=words["backgrounds"],
                state=workpiece.state(),
            ),
            request,
        )
        commands = workpiece.commands
        if not commands and not reply:
            raise DirectorError(
                f"the director {self._id!r} neither changed nor said anything",
                hint="try other words or another director",
            )
        return Answer(commands=commands, reply=reply or "Done.")


def _require_fitting(draft: ScriptDraft, brief: Brief) -> None:
    if len(draft.frames) != brief.num_frames:
        raise ScriptError(
            f"the script has {len(draft.frames)} frames", hint=f"write exactly {brief.num_frames}"
        )
    for first, second in zip(draft.frames, draft.frames[1:], strict=False):
        if first.action == second.action:
            raise ScriptError(
                f"two neighbouring frames have the action {first.action!r}",
                hint="let each frame take the story further",
            )
    require_drawable(draft.frames, brief.vocabulary)


def _words(vocabulary: Vocabulary | None) -> dict[str, str]:
    if vocabulary is None:
        return {"objects": "", "backgrounds": "", "lightings": ""}
    return {
        "objects": ", ".join(vocabulary.objects),
        "backgrounds": ", ".join(vocabulary.backgrounds),
        "lightings": ", ".join(vocabulary.lightings),
    }
