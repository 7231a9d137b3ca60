"""What a director may do in a turn, as values. Ids and numbers only: no paths, no addresses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Value
from schemas.edits import Edit, FrameIds, Redo, Undo


class EditScript(Value):
    """Makes one typed edit."""

    kind: Literal["edit"] = "edit"
    base: Annotated[int, Field(ge=1)]
    """Number of the state that the edit was written for; another current one refuses it."""
    edit: Edit


class Travel(Value):
    """Goes back or forth by one change."""

    kind: Literal["travel"] = "travel"
    command: Annotated[Undo | Redo, Field(discriminator="op")]


class Render(Value):
    """Draws what the edits of this turn changed, and measures it."""

    kind: Literal["render"] = "render"


class ShowFrames(Value):
    """Tells everything about some frames."""

    kind: Literal["show"] = "show"
    ids: FrameIds


class MeasureFrames(Value):
    """Measures the stills of some frames."""

    kind: Literal["measure_frames"] = "measure_frames"
    ids: FrameIds


class ListRevisions(Value):
    """Lists the last revisions."""

    kind: Literal["list_revisions"] = "list_revisions"


Operation = EditScript | Travel | Render | ShowFrames | MeasureFrames | ListRevisions
