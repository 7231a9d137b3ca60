"""From a director id to a chat model. The models' own retries are off: a turn counts its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from langchain_core.language_models.chat_models import BaseChatModel
from pydantic import SecretStr

from agent.models.keys import FILE, find_key
from agent.models.strict_stream import StrictChatOpenAI
from schemas.errors import UsageError
from schemas.settings import Endpoint

_SECONDS = 120.0
"""Longest silence of a server, seconds."""


def open_chat_model(
    director_id: str,
    endpoints: Mapping[str, Endpoint],
    environment: Mapping[str, str],
    config: Path,
) -> BaseChatModel:
    """The chat model of `openai:MODEL`, or of an endpoint of the config; connects to nothing yet.

    Args:
        director_id: as the user names it.
        endpoints: from the settings.
        environment: the process's variables, for keys.
        config: the user's config folder, for keys.

    Raises:
        UsageError: there is no such director, or its key is missing.
    """
    if director_id in endpoints:
        endpoint = endpoints[director_id]
        key = SecretStr("none")
        if endpoint.key_env is not None:
            key = _required_key(director_id, endpoint.key_env, environment, config)
        return _openai(endpoint.model, endpoint.base_url, key)
    provider, _, model = director_id.partition(":")
    if provider == "openai" and model:
        # Explicit, because the client would else take its address from OPENAI_BASE_URL.
        key = _required_key(director_id, "OPENAI_API_KEY", environment, config)
        return _openai(model, "https://api.openai.com/v1", key)
    known = ", ".join(["pocket", "openai:MODEL", *sorted(endpoints)])
    raise UsageError(
        f"unknown director {director_id!r}",
        hint=f"the directors are: {known}; [endpoints.NAME] in config.toml adds one",
    )


def _required_key(
    director_id: str, name: str, environment: Mapping[str, str], config: Path
) -> SecretStr:
    key = find_key(name, environment, config)
    if key is None:
        raise UsageError(
            f"the director {director_id!r} needs a key, and there is no {name}",
            hint=f"set {name}, or write {name}=KEY into {config / FILE} with mode 600",
        )
    return key


def _openai(model: str, base_url: str, key: SecretStr) -> BaseChatModel:
    return StrictChatOpenAI(
        model=model,
        base_url=base_url,
        api_key=key,
        streaming=True,
        stream_usage=True,
        max_retries=0,
        timeout=_SECONDS,
        use_responses_api=False,
    )
