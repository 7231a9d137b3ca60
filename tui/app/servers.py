"""Model servers on this machine that speak OpenAI's protocol. Asked only after the user agreed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

PORTS: Mapping[str, int] = MappingProxyType(
    {"ollama": 11434, "llama-server": 8080, "lm-studio": 1234, "vllm": 8000}
)
"""The servers' usual ports."""

_SECONDS = 1.5
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Server:
    """A server that answered."""

    name: str
    base_url: str
    """Up to and including the version."""
    models: tuple[str, ...]
    """What it calls its models; at least one."""


def servers_here(ports: Mapping[str, int]) -> tuple[Server, ...]:
    """The servers that list at least one model on a port of 127.0.0.1.

    Args:
        ports: name of a server, and where it usually listens.
    """
    with ThreadPoolExecutor(len(ports)) as threads:
        found = threads.map(_asked, ports, ports.values())
        return tuple(server for server in found if server is not None)


def _asked(name: str, port: int) -> Server | None:
    base_url = f"http://127.0.0.1:{port}/v1"
    # A proxy from the environment must not see a question that is for this machine alone.
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(f"{base_url}/models", timeout=_SECONDS) as response:
            document = json.loads(response.read(_MOST_BYTES))
        models = tuple(str(each["id"]) for each in document["data"])
    except (URLError, OSError, ValueError, KeyError, TypeError):
        return None
    return Server(name, base_url, models) if models else None
