"""The configurations of a model folder, read when they are asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from tools.render.safetensors_file import damaged

_Json = TypeAdapter(dict[str, Any])


class Configs:
    """model_index.json and the config.json of each part.

    Attributes:
        folder: the model folder.
        index: the content of model_index.json.
    """

    def __init__(self, folder: Path) -> None:
        """Reads the index.

        Raises:
            ModelMissing: it is absent or no JSON object.
        """
        self.folder = folder
        self.index = read_json(folder / "model_index.json")

    def of(self, part: str) -> dict[str, Any]:
        """The configuration of a part, or of the scheduler.

        Raises:
            ModelMissing: it is absent or no JSON object.
        """
        return read_json(self.path(part))

    def path(self, part: str) -> Path:
        """Where the configuration of a part lies."""
        name = "scheduler_config.json" if part == "scheduler" else "config.json"
        return self.folder / part / name

    def class_of(self, part: str) -> str | None:
        """The name of a part's class; None where the index has no such part."""
        match self.index.get(part):
            case [str(), str(name)]:
                return name
            case _:
                return None


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file.

    Raises:
        ModelMissing: the file is absent, unreadable or holds something else.
    """
    try:
        return _Json.validate_python(json.loads(path.read_bytes()))
    except FileNotFoundError as error:
        raise damaged(path, "is missing") from error
    except OSError as error:
        raise damaged(path, f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise damaged(path, "is not readable as a JSON object") from error
