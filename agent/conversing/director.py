"""A director on any chat model that can call tools."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

import prompts
from agent.conversing.apart import Line, run_apart
from agent.conversing.assembly import ToolAgent
from agent.conversing.objecting import Objecting
from agent.director import Brief, Desk, Request
from prompts import Prompt
from schemas.drafts import FrameDraft, ScriptDraft
from schemas.errors import DirectorError, ScriptError
from schemas.events import Event
from schemas.usage import Price
from schemas.vocabulary import Vocabulary
from tools.project.transcript import Utterance
from tools.toolbox.drawable import require_drawable
from tools.toolbox.langchain_tools import turn_tools, writing_tool


class ToolCallingDirector:
    """Writes and revises through tool calls; what they may do is decided in the tools.

    Args:
        director_id: as the user names it.
        model: answers in words and tool calls.
        price: of the model; None where it is not known.
    """

    def __init__(self, director_id: str, model: BaseChatModel, price: Price | None = None) -> None:
        self._id = director_id
        self._model = model
        self._price = price

    @property
    def id(self) -> str:
        """As the user names it."""
        return self._id

    def load(self) -> None:
        """Nothing: the model is elsewhere, or loads with its first answer."""

    def write(self, brief: Brief) -> Generator[FrameDraft | Event, None, ScriptDraft]:
        """Yields the frames when the whole script has been accepted; both writing modes.

        Raises:
            DirectorError: the model failed, or handed over no script that can be drawn.
        """
        accepted: list[ScriptDraft] = []

        def accept(draft: ScriptDraft) -> str:
            _require_fitting(draft, brief)
            accepted.append(draft)
            return "The script is accepted. Say so in one sentence."

        def system() -> str:
            return prompts.render(
                Prompt.DIRECTOR_WRITE, count=brief.num_frames, **_words(brief.vocabulary)
            )

        agent = ToolAgent(self._id, self._model, self._price, [writing_tool(accept)], system)
        try:
            yield from run_apart(lambda line: agent.run(line, [HumanMessage(brief.premise)]))
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

    def converse(self, request: Request, desk: Desk) -> Generator[Event, None, str]:
        """Lets the model work until it answers in words.

        Raises:
            DirectorError: the model failed, or did not come to an end.
        """
        words = _words(request.vocabulary)
        earlier = "\n".join(f"- {asked}" for asked in request.memory.earlier)

        def work(line: Line) -> str:
            def system() -> str:
                return prompts.render(
                    Prompt.DIRECTOR_REVISE,
                    objects=words["objects"],
                    backgrounds=words["backgrounds"],
                    earlier=earlier,
                    state=line.do(desk.state),
                )

            agent = ToolAgent(
                self._id,
                self._model,
                self._price,
                turn_tools(lambda operation: line.do(lambda: desk.operate(operation))),
                system,
                [Objecting(lambda: line.do(desk.objection))],
            )
            said = _messages(request.memory.recent)
            return agent.run(line, [*said, HumanMessage(request.words)])

        return (yield from run_apart(work))


def _messages(said: Sequence[Utterance]) -> list[AnyMessage]:
    return [
        HumanMessage(each.text) if each.role == "user" else AIMessage(each.text) for each in said
    ]


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
