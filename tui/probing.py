"""Trying what a director's model can do, and what was found when it was tried last."""

from __future__ import annotations

import os
from collections.abc import Mapping

from schemas.capabilities import Capabilities
from schemas.errors import UsageError
from schemas.settings import Settings


def probe_director(director_id: str, settings: Settings) -> Capabilities:
    """Sends a director's model four tiny requests, and keeps the record in the user's cache.

    Raises:
        UsageError: there is no such director, or it lacks a key.
        DirectorError: its server cannot be reached.
    """
    if director_id == "pocket":
        raise UsageError(
            "the pocket director needs no probe: it is part of storyreel",
            hint="name another one: /probe ID",
        )
    # LangChain takes seconds to import.
    from agent.models.capabilities import store
    from agent.models.probing import probe
    from agent.models.registry import open_chat_model

    folders = settings.folders
    endpoint = settings.endpoints.get(director_id)
    name = endpoint.model if endpoint else director_id.partition(":")[2]
    model = open_chat_model(director_id, settings.endpoints, os.environ, folders.config)
    record = probe(director_id, model, name, endpoint.base_url if endpoint else None)
    store(folders.cache, record)
    return record


def known_records(settings: Settings) -> Mapping[str, Capabilities]:
    """What was found of the user's own endpoints, by their ids; those never tried are not in it."""
    if not settings.endpoints:
        return {}
    from agent.models.capabilities import stored

    cache = settings.folders.cache
    found = {
        name: stored(cache, name, endpoint.model, endpoint.base_url)
        for name, endpoint in settings.endpoints.items()
    }
    return {name: record for name, record in found.items() if record is not None}
