"""Ollama's /api/chat format: one JSON document a line, tool calls whole.

After https://github.com/ollama/ollama/blob/main/docs/api.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from agent.conversing.director import ToolCallingDirector
from agent.models.registry import open_chat_model
from tests.conversing.conftest import KEY, Respond, pieces, require, send

ID = "ollama:toy"
READ, WRITTEN = 512, 34
"""Tokens that every answer reports."""
MORE = b'{"model": "toy", "message": {"role": "assistant", "content": "more "}, "done": false}\n'
"""A piece of an answer that goes on."""
_CHARACTERS_PER_TOKEN = 3
"""Of our prompts, at the least; JSON takes more tokens than English."""


def director(url: str, monkeypatch: pytest.MonkeyPatch) -> ToolCallingDirector:
    """The director of that provider, which is at `url`."""
    environment = {"OLLAMA_HOST": url, "STORYREEL_HOME": "nowhere"}
    return ToolCallingDirector(ID, open_chat_model(ID, {}, environment, Path("nowhere")))


def says(text: str) -> Respond:
    return streamed(*_words(text), closing("stop"))


def calls(*wanted: tuple[str, object], text: str = "", size: int = 7) -> Respond:
    """Tool calls, each whole; the server does not stream fragments of one."""
    return streamed(*_words(text), *_calls(wanted), closing("stop"))


def cut(*wanted: tuple[str, object], text: str = "") -> Respond:
    """The same, ended by the limit of tokens."""
    return streamed(*_words(text), *_calls(wanted), closing("length"))


def broken_off(text: str) -> Respond:
    """Words, and then the connection ends."""
    return streamed(*_words(text))


def failing_within(kind: str, text: str) -> Respond:
    """Words, and then an error in the stream."""
    return streamed(*_words(text), {"error": f"{kind}, {KEY}"})


def streamed(*lines: object) -> Respond:
    """These lines; a str is sent as it is."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/x-ndjson")
        handler.end_headers()
        for line in lines:
            text = line if isinstance(line, str) else json.dumps(line)
            handler.wfile.write(f"{text}\n".encode())
        handler.wfile.flush()

    return respond


def status(code: int, kind: str = "internal error", **headers: str) -> Respond:
    return send(code, json.dumps({"error": f"{kind}, {KEY}"}).encode(), **headers)


def closing(reason: str) -> dict[str, Any]:
    counts = {"prompt_eval_count": READ, "eval_count": WRITTEN, "total_duration": 4_883_583_458}
    return _line({"content": ""}, done=True, done_reason=reason, **counts)


def _words(text: str) -> list[dict[str, Any]]:
    return [_line({"content": piece}) for piece in pieces(text, 5) if piece]


def _calls(wanted: tuple[tuple[str, object], ...]) -> list[dict[str, Any]]:
    return [
        _line(
            {
                "content": "",
                "tool_calls": [
                    {
                        "id": f"call_{index}",
                        "function": {"index": index, "name": name, "arguments": arguments},
                    }
                ],
            }
        )
        for index, (name, arguments) in enumerate(wanted)
    ]


def _line(message: dict[str, Any], *, done: bool = False, **fields: object) -> dict[str, Any]:
    told = {"role": "assistant", **message}
    return {
        "model": "toy",
        "created_at": "2026-11-24T12:00:00.000000Z",
        "message": told,
        "done": done,
        **fields,
    }


def results(request: dict[str, Any]) -> list[str]:
    """What the tools told the model, in order."""
    return [each["content"] for each in request["messages"] if each["role"] == "tool"]


def system(request: dict[str, Any]) -> str:
    return "".join(each["content"] for each in request["messages"] if each["role"] == "system")


def faults(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> Iterator[str]:
    """What Ollama's server would refuse in a request, or drop without a word."""
    yield from require(handler.path == "/api/chat", f"path {handler.path}")
    yield from require(request["model"] == "toy", f"model {request['model']}")
    yield from require(request["stream"] is True, "not streamed")
    tokens = len(json.dumps(request)) / _CHARACTERS_PER_TOKEN
    room = request["options"]["num_ctx"]
    yield from require(tokens < room, f"{tokens:.0f} tokens do not fit {room}")
    asked = 0
    for place, message in enumerate(request["messages"]):
        role = message["role"]
        yield from require(role in {"system", "user", "assistant", "tool"}, f"role {role}")
        yield from require(
            isinstance(message.get("content", ""), str), f"messages.{place}: content"
        )
        for call in message.get("tool_calls") or ():
            asked += 1
            given = isinstance(call["function"]["arguments"], dict)
            yield from require(given, f"messages.{place}: arguments are no object")
        if role == "tool":
            asked -= 1
            yield from require(asked >= 0, f"messages.{place}: a result without a call")
