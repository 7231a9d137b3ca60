"""From a director id to a chat model. The models' own retries are off: a turn counts its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from langchain_core.language_models.chat_models import BaseChatModel
from pydantic import SecretStr

from agent.models.capabilities import adapted, stored
from agent.models.keys import FILE, find_key
from agent.models.strict_openai import StrictChatOpenAI
from schemas.errors import UsageError
from schemas.settings import Endpoint, Folders

if TYPE_CHECKING:
    from agent.local.speaking import Speaker

KEYS: Final[Mapping[str, str]] = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
"""Where the key of each provider of a cloud lies."""
FORMS: Final = (
    "pocket",
    "openai:MODEL",
    "anthropic:MODEL",
    "ollama:MODEL",
    "transformers:ID-or-folder",
)
"""The director ids that need no entry in config.toml."""

ADDRESSES: Final[Mapping[str, str]] = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
}
"""Where the providers of a cloud are; without these, their clients would ask the environment."""

_SECONDS = 120.0
"""Longest silence of a server, seconds."""
_LOADING_SECONDS = 300.0
"""Longest silence of an Ollama server, which loads the model before it answers, seconds."""
_CONTEXT = 16_384
"""Tokens that Ollama is to keep of a conversation.

Its own default is 2048 or 4096, and it drops what does not fit without a word, which for a script
of a dozen frames is the script: the tools and their rules alone take some 6000.
"""


def open_chat_model(
    director_id: str,
    endpoints: Mapping[str, Endpoint],
    environment: Mapping[str, str],
    config: Path,
) -> BaseChatModel:
    """The chat model of a director id; connects to nothing and loads nothing yet.

    Where the endpoint was probed (`storyreel models probe`), the model is adapted to the record.

    Args:
        director_id: as the user names it: an endpoint of the config, or one of `FORMS`.
        endpoints: from the settings.
        environment: the process's variables, for keys and folders.
        config: the user's config folder, for keys.

    Raises:
        UsageError: there is no such director, its key is missing, or its package is not installed.
        ModelMissing: its weights are not on this disk.
    """
    if director_id in endpoints:
        endpoint = endpoints[director_id]
        key = SecretStr("none")
        if endpoint.key_env is not None:
            key = _required_key(director_id, endpoint.key_env, environment, config)
        model = _openai(endpoint.model, endpoint.base_url, key)
        cache = _folders(environment).cache
        return adapted(model, stored(cache, director_id, endpoint.model, endpoint.base_url))
    provider, _, name = director_id.partition(":")
    if provider in KEYS and name:
        key = _required_key(director_id, KEYS[provider], environment, config)
        model = _openai if provider == "openai" else _anthropic
        return adapted(
            model(name, ADDRESSES[provider], key),
            stored(_folders(environment).cache, director_id, name, None),
        )
    if provider == "ollama" and name:
        model = _ollama(name, environment)
        return adapted(model, stored(_folders(environment).cache, director_id, name, None))
    if director_id == "pocket" or (provider == "transformers" and name):
        return _in_process(director_id, name, environment)
    known = ", ".join([*FORMS, *sorted(endpoints)])
    raise UsageError(
        f"unknown director {director_id!r}",
        hint=f"the directors are: {known}; [endpoints.NAME] in config.toml adds one",
    )


def _folders(environment: Mapping[str, str]) -> Folders:
    home = environment.get("STORYREEL_HOME")
    return Folders.of(Path(home).expanduser() if home else None)


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


def _anthropic(model: str, base_url: str, key: SecretStr) -> BaseChatModel:
    try:
        from agent.models.strict_anthropic import StrictChatAnthropic
    except ImportError as error:
        raise _absent("anthropic", model) from error
    return StrictChatAnthropic(
        model_name=model,
        base_url=base_url,
        api_key=key,
        stop=None,
        streaming=True,
        max_retries=0,
        timeout=_SECONDS,
    )


def _ollama(model: str, environment: Mapping[str, str]) -> BaseChatModel:
    try:
        from agent.models.strict_ollama import StrictChatOllama
    except ImportError as error:
        raise _absent("ollama", model) from error
    return StrictChatOllama(
        model=model,
        base_url=environment.get("OLLAMA_HOST"),
        num_ctx=_CONTEXT,
        client_kwargs={"timeout": _LOADING_SECONDS},
    )


def _absent(provider: str, model: str) -> UsageError:
    return UsageError(
        f"{provider}:{model} needs the package langchain-{provider}, which is not installed",
        hint=f"run `python -m pip install 'storyreel[{provider}]'`",
    )


def _in_process(director_id: str, source: str, environment: Mapping[str, str]) -> BaseChatModel:
    # torch and transformers take seconds to import, and models elsewhere do not need them.
    from agent.local.chat import ChatTransformers

    if director_id == "pocket":
        from agent.local.preparing import prepare
        from agent.pocket.director import SMOLLM2

        cache = _folders(environment).cache
        return ChatTransformers(
            model=SMOLLM2.id, speaker=lambda: _opened(prepare(SMOLLM2, cache), SMOLLM2.repair)
        )
    from agent.models.hub import folder_of, hub_cache

    folder = folder_of(source, hub_cache(environment))
    return ChatTransformers(
        model=source, speaker=lambda: _opened(folder, f"storyreel models pull {source}")
    )


def _opened(folder: Path, repair: str) -> Speaker:
    from agent.local.opening import open_speaker

    return open_speaker(folder, repair=repair)
