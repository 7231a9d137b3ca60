"""Which chat models the user could name, and what each still lacks. Connects to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from agent.models.capabilities import stored
from agent.models.hub import chat_models, hub_cache
from agent.models.keys import find_key
from schemas.capabilities import Capabilities
from schemas.checks import ModelState
from schemas.settings import Endpoint


def chat_model_states(
    endpoints: Mapping[str, Endpoint], environment: Mapping[str, str], config: Path, cache: Path
) -> Iterator[ModelState]:
    """The endpoints of the config, the providers, and the models on this disk.

    A key is looked for and never shown.

    Args:
        endpoints: from the settings.
        environment: the process's variables, for keys and folders.
        config: the user's config folder, for keys.
        cache: the user's cache folder, for records of probes.

    Raises:
        UsageError: the key file can be read by others than its owner.
    """
    for name, endpoint in sorted(endpoints.items()):
        record = stored(cache, name, endpoint.model, endpoint.base_url)
        lacking = endpoint.key_env and _lacking(endpoint.key_env, environment, config)
        detail = f"{endpoint.model} at {endpoint.base_url}; {lacking or described(record)}"
        yield _state(name, detail, ready=not lacking)
    lacking = _lacking("OPENAI_API_KEY", environment, config)
    yield _state("openai:MODEL", lacking or "key found", ready=not lacking)
    lacking = _absent("anthropic") or _lacking("ANTHROPIC_API_KEY", environment, config)
    yield _state("anthropic:MODEL", lacking or "key found", ready=not lacking)
    lacking = _absent("ollama")
    yield _state("ollama:MODEL", lacking or "package installed", ready=not lacking)
    for name, size in chat_models(hub_cache(environment)):
        yield _state(f"transformers:{name}", f"{size / 1e9:.2f} GB on this disk", ready=True)


def described(record: Capabilities | None) -> str:
    """The record of a probe in a line."""
    if record is None:
        return "not probed"
    marks = {
        "tools": record.tools,
        "tool streaming": record.tool_streaming,
        "forced choice": record.forced_choice,
        "JSON schema": record.json_schema,
        "usage": record.usage,
    }
    return ", ".join(name if works else f"no {name}" for name, works in marks.items())


def _state(name: str, detail: str, *, ready: bool) -> ModelState:
    return ModelState(
        kind="director", id=name, state="ready" if ready else "missing", detail=detail
    )


def _lacking(key: str, environment: Mapping[str, str], config: Path) -> str:
    return "" if find_key(key, environment, config) else f"no {key}"


def _absent(provider: str) -> str:
    if find_spec(f"langchain_{provider}"):
        return ""
    return f"run `python -m pip install 'storyreel[{provider}]'`"
