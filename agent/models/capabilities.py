"""Records of probes in the user's cache, and a model that is adapted to its record."""

from __future__ import annotations

import hashlib
from pathlib import Path

from langchain_core.language_models.chat_models import BaseChatModel
from pydantic import ValidationError

from schemas.capabilities import Capabilities
from tools.disk import write_atomically

_FOLDER = "capabilities"


def stored(cache: Path, director: str, model: str, base_url: str | None) -> Capabilities | None:
    """The record of the last probe; None if there is none, or the endpoint has changed since.

    Args:
        cache: the user's cache folder.
        director: director id.
        model: what the server calls the model.
        base_url: address of the server; None where there is none of the user's own.
    """
    try:
        found = Capabilities.model_validate_json(_path(cache, director).read_bytes())
    except (OSError, ValidationError):
        # A cache may be deleted or damaged at any time; probing again fills it.
        return None
    return found if (found.model, found.base_url) == (model, base_url) else None


def store(cache: Path, record: Capabilities) -> None:
    """Keeps the record instead of the earlier one.

    Raises:
        DiskFull: the disk took no more.
        ProjectError: the cache folder cannot be written to.
    """
    write_atomically(_path(cache, record.director), record.model_dump_json(indent=2).encode())


def adapted(model: BaseChatModel, record: Capabilities | None) -> BaseChatModel:
    """The model, used only in the ways that were found to work; as it is without a record."""
    if record is None:
        return model
    if record.tools and not record.tool_streaming:
        wanted = {"disable_streaming": "tool_calling", "streaming": False}
        known = type(model).model_fields
        return model.model_copy(update={name: wanted[name] for name in wanted if name in known})
    return model


def _path(cache: Path, director: str) -> Path:
    # Ids hold colons and slashes, which are no file names.
    return cache / _FOLDER / f"{hashlib.sha256(director.encode()).hexdigest()[:24]}.json"
