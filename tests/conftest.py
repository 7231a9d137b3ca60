"""What holds for every test: an own home, no network, no GPU."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every user-level folder lies in a temporary one."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("STORYREEL_HOME", str(home / "storyreel"))
    for name in (
        "STORYREEL_DIRECTOR",
        "STORYREEL_RENDERER",
        "STORYREEL_FRAMES",
        "OPENAI_API_KEY",
    ):
        monkeypatch.delenv(name, raising=False)
    # Measuring which is fastest takes seconds in every home anew.
    monkeypatch.setenv("STORYREEL_PRECISION", "float32")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    return home


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A connection to anything but loopback is an error, not a slow test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address and address[0] not in _LOOPBACK:
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    yield
