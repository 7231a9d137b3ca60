"""What a chat model was found to be able to do."""

from __future__ import annotations

from datetime import datetime

from schemas.base import Value


class Capabilities(Value):
    """The findings of one probe. A field is False where it failed, whatever the reason."""

    director: str
    """Director id, as the user names it."""
    model: str
    """What the server calls the model."""
    base_url: str | None
    """Address of the server; None where there is none of the user's own."""
    probed: datetime
    """When, with time zone."""
    tools: bool
    """A tool call came back, in one piece, with the arguments that were asked for."""
    tool_streaming: bool
    """A tool call came back the same way when the answer was streamed."""
    forced_choice: bool
    """A tool was called because the request demanded it, not because the words suggested it."""
    json_schema: bool
    """An answer followed a JSON schema given as the response format."""
    usage: bool
    """A streamed answer told its tokens."""
    problems: tuple[str, ...] = ()
    """What went wrong, a line each: the part of the probe and the kind of error."""
