"""Which stills are drawn over an earlier still of their frame."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter

from schemas.render import Digest, Over
from tools.project.project_settings import ProjectSettings

_NAME = "light edits"
_Edits = TypeAdapter(dict[Digest, Over])


class LightEdits:
    """By the render key that a still would have if it were drawn from noise.

    They are facts of the project, as two drawings of one frame differ a little: once a still has
    been drawn over another, undo, redo and resuming have to find it again.
    """

    def __init__(self, settings: ProjectSettings) -> None:
        """Takes the project's texts by name, of which this is one."""
        self._settings = settings

    def all(self) -> Mapping[Digest, Over]:
        """Everything that was noted.

        Raises:
            ProjectDamaged: it cannot be read.
        """
        return self._settings.read(_NAME, _Edits.validate_json) or {}

    def note(self, edits: Mapping[Digest, Over]) -> None:
        """Notes some more; what was noted of a key before stays."""
        known = self.all()
        if edits.keys() - known.keys():
            self._settings.set(_NAME, _Edits.dump_json({**edits, **known}).decode())
