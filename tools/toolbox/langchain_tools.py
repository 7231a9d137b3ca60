"""The operations as LangChain tools. Tools take ids, never paths, addresses or commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, get_args

from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, Field, create_model

from schemas.base import Value
from schemas.drafts import ScriptDraft
from schemas.edits import Edit, FrameIds, Redo, Undo
from schemas.errors import ScriptError
from tools.toolbox.operations import (
    EditScript,
    ListRevisions,
    MeasureFrames,
    Operation,
    Render,
    ShowFrames,
    Travel,
)

Operate = Callable[[Operation], str]
"""Does an operation and returns what to tell the model, or raises ScriptError for it to read."""

_Base = Annotated[
    int, Field(ge=1, description="Number of the state that this edit is written for.")
]


class _Nothing(Value):
    """No arguments."""


class _Frames(Value):
    """Some frames, by their ids."""

    ids: FrameIds


def turn_tools(operate: Operate) -> tuple[BaseTool, ...]:
    """A tool for each typed edit, and undo, redo, render, show, measure_frames, list_revisions.

    What the project refuses goes back to the model as an error message that it can act on.
    """

    def show(ids: FrameIds) -> str:
        return operate(ShowFrames(ids=ids))

    def measure(ids: FrameIds) -> str:
        return operate(MeasureFrames(ids=ids))

    kinds: tuple[type[Value], ...] = get_args(get_args(Edit)[0])
    edits = (_editing_tool(kind, operate) for kind in kinds)
    return (
        *edits,
        _tool("undo", Undo, _Nothing, lambda: operate(Travel(command=Undo()))),
        _tool("redo", Redo, _Nothing, lambda: operate(Travel(command=Redo()))),
        _tool("render", Render, _Nothing, lambda: operate(Render())),
        _tool("show", ShowFrames, _Frames, show),
        _tool("measure_frames", MeasureFrames, _Frames, measure),
        _tool("list_revisions", ListRevisions, _Nothing, lambda: operate(ListRevisions())),
    )


def writing_tool(accept: Callable[[ScriptDraft], str]) -> BaseTool:
    """The tool with which a director hands over a whole new script.

    Args:
        accept: takes the script and tells the model so, or raises ScriptError.
    """

    def write_script(**fields: Any) -> str:  # noqa: ANN401 - validated by the schema
        return accept(ScriptDraft(**fields))

    return _tool("write_script", ScriptDraft, ScriptDraft, write_script)


def _editing_tool(kind: type[Value], operate: Operate) -> BaseTool:
    fields: dict[str, Any] = {
        name: (info.annotation, info) for name, info in kind.model_fields.items() if name != "op"
    }
    name: str = kind.model_fields["op"].default
    schema = create_model(name, __base__=Value, base=(_Base, ...), **fields)

    def edit(base: int, **values: Any) -> str:  # noqa: ANN401 - validated by the schema
        return operate(EditScript.model_validate({"base": base, "edit": kind(**values)}))

    return _tool(name, kind, schema, edit)


def _tool(
    name: str, described: type[BaseModel], schema: type[BaseModel], run: Callable[..., str]
) -> BaseTool:
    def answering(**arguments: Any) -> str:  # noqa: ANN401 - validated by the schema
        try:
            return run(**arguments)
        except ScriptError as error:
            raise ToolException(f"{error.message}; {error.hint}") from error

    return StructuredTool.from_function(
        answering,
        name=name,
        description=described.__doc__ or "",
        args_schema=schema,
        handle_tool_error=True,
    )
