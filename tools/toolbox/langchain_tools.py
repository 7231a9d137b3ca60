"""The typed edits as LangChain tools. Tools take ids, never paths, addresses or commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, get_args

from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, Field, create_model

from schemas.base import Value
from schemas.drafts import ScriptDraft
from schemas.edits import Edit, Redo, Undo
from schemas.errors import ScriptError
from tools.toolbox.workpiece import Workpiece

_Base = Annotated[
    int, Field(ge=1, description="Number of the state that this edit is written for.")
]


class _Nothing(Value):
    """No arguments."""


def editing_tools(workpiece: Workpiece) -> tuple[BaseTool, ...]:
    """A tool for each typed edit, and undo and redo, working on `workpiece`.

    What the script refuses goes back to the model as an error message that it can act on.
    """
    kinds: tuple[type[Value], ...] = get_args(get_args(Edit)[0])
    edits = (_editing_tool(kind, workpiece) for kind in kinds)
    return (
        *edits,
        _tool("undo", Undo.__doc__ or "", _Nothing, lambda: workpiece.travel(Undo())),
        _tool("redo", Redo.__doc__ or "", _Nothing, lambda: workpiece.travel(Redo())),
    )


def writing_tool(accept: Callable[[ScriptDraft], str]) -> BaseTool:
    """The tool with which a director hands over a whole new script.

    Args:
        accept: takes the script and tells the model so, or raises ScriptError.
    """

    def write_script(**fields: Any) -> str:  # noqa: ANN401 - validated by the schema
        return accept(ScriptDraft(**fields))

    return _tool("write_script", ScriptDraft.__doc__ or "", ScriptDraft, write_script)


def _editing_tool(kind: type[Value], workpiece: Workpiece) -> BaseTool:
    fields: dict[str, Any] = {
        name: (info.annotation, info) for name, info in kind.model_fields.items() if name != "op"
    }
    name: str = kind.model_fields["op"].default
    schema = create_model(name, __base__=Value, base=(_Base, ...), **fields)

    def edit(base: int, **values: Any) -> str:  # noqa: ANN401 - validated by the schema
        return workpiece.edit(base, lambda: kind(**values))  # pyright: ignore[reportArgumentType] - kind is one of Edit's

    return _tool(name, kind.__doc__ or "", schema, edit)


def _tool(
    name: str, description: str, schema: type[BaseModel], run: Callable[..., str]
) -> BaseTool:
    def answering(**arguments: Any) -> str:  # noqa: ANN401 - validated by the schema
        try:
            return run(**arguments)
        except ScriptError as error:
            raise ToolException(f"{error.message}; {error.hint}") from error

    return StructuredTool.from_function(
        answering, name=name, description=description, args_schema=schema, handle_tool_error=True
    )
