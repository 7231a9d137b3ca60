"""What somebody says to a render plan before it is carried out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Value
from schemas.edits import FrameIds


class Approved(Value):
    """Render as planned."""

    decision: Literal["approve"] = "approve"


class RenderOnly(Value):
    """Render some of the planned frames now; the others stay as they are until `render`."""

    decision: Literal["edit"] = "edit"
    frames: FrameIds


class Rejected(Value):
    """Render nothing now. The script is kept, and so is every still."""

    decision: Literal["reject"] = "reject"
    reason: str = ""
    """What the director is told; empty where nobody gave one."""


Decision = Annotated[Approved | RenderOnly | Rejected, Field(discriminator="decision")]
