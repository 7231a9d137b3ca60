"""Anthropic's Messages format, as its server streams it and as it checks what it is sent.

After https://docs.claude.com/en/api/messages and .../build-with-claude/streaming.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from agent.conversing.director import ToolCallingDirector
from agent.models import registry
from agent.models.registry import open_chat_model
from tests.conversing.conftest import KEY, Respond, pieces, require, send

ID = "anthropic:toy"
READ, WRITTEN = 512, 34
"""Tokens that every answer reports."""
MORE = b"""event: content_block_delta
data: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "more "}}

"""
"""A piece of an answer that goes on."""


def director(url: str, monkeypatch: pytest.MonkeyPatch) -> ToolCallingDirector:
    """The director of that provider, which is at `url`."""
    monkeypatch.setattr(registry, "ADDRESSES", {"anthropic": url})
    environment = {"ANTHROPIC_API_KEY": KEY, "STORYREEL_HOME": "nowhere"}
    return ToolCallingDirector(ID, open_chat_model(ID, {}, environment, Path("nowhere")))


def says(text: str) -> Respond:
    return streamed(*_opening(), *_text(0, text), *closing("end_turn"))


def calls(*wanted: tuple[str, object], text: str = "", size: int = 7) -> Respond:
    """Tool calls, their arguments in fragments of `size`; str arguments are sent as they are."""
    return streamed(*_opening(), *_blocks(wanted, text, size), *closing("tool_use"))


def cut(*wanted: tuple[str, object], text: str = "") -> Respond:
    """The same, ended by the limit of tokens."""
    return streamed(*_opening(), *_blocks(wanted, text, 7), *closing("max_tokens"))


def broken_off(text: str) -> Respond:
    """Words, and then the connection ends."""
    return streamed(*_opening(), *_text(0, text)[:-1])


def failing_within(kind: str, text: str) -> Respond:
    """Words, and then an error in the stream, such as `overloaded_error`."""
    error = {"type": "error", "error": {"type": kind, "message": f"no, {KEY}"}}
    return streamed(*_opening(), *_text(0, text)[:-1], error)


def refuses() -> Respond:
    return streamed(*_opening(), *closing("refusal"))


def thinks(thought: str, text: str) -> Respond:
    block = {"type": "thinking", "thinking": "", "signature": ""}
    steps = [
        {"type": "thinking_delta", "thinking": thought},
        {"type": "signature_delta", "signature": "EqQBCgIYAhIM"},
    ]
    return streamed(*_opening(), *_block(0, block, steps), *_text(1, text), *closing("end_turn"))


def streamed(*events: object) -> Respond:
    """These events; a str is sent as it is."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
        handler.end_headers()
        for event in events:
            if isinstance(event, dict):
                handler.wfile.write(
                    f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
                )
            else:
                handler.wfile.write(f"{event}\n\n".encode())
        handler.wfile.flush()

    return respond


def status(code: int, kind: str = "api_error", **headers: str) -> Respond:
    error = {"type": "error", "error": {"type": kind, "message": f"no, {KEY}"}}

    return send(code, json.dumps(error).encode(), **headers)


def closing(reason: str) -> list[dict[str, Any]]:
    delta = {"stop_reason": reason, "stop_sequence": None}
    usage = {"input_tokens": READ, "output_tokens": WRITTEN}
    return [{"type": "message_delta", "delta": delta, "usage": usage}, {"type": "message_stop"}]


def _opening() -> list[dict[str, Any]]:
    message = {
        "id": "msg_01",
        "type": "message",
        "role": "assistant",
        "model": "toy",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": READ, "output_tokens": 1},
    }
    return [{"type": "message_start", "message": message}, {"type": "ping"}]


def _blocks(wanted: Sequence[tuple[str, object]], text: str, size: int) -> Iterator[dict[str, Any]]:
    if text:
        yield from _text(0, text)
    for index, (name, arguments) in enumerate(wanted, start=int(bool(text))):
        raw = arguments if isinstance(arguments, str) else json.dumps(arguments)
        block = {"type": "tool_use", "id": f"toolu_{index:02}", "name": name, "input": {}}
        # The first fragment of a real server is always empty.
        fragments = ["", *pieces(raw, size)]
        steps = [{"type": "input_json_delta", "partial_json": each} for each in fragments]
        yield from _block(index, block, steps)


def _text(index: int, text: str) -> list[dict[str, Any]]:
    steps = [{"type": "text_delta", "text": piece} for piece in pieces(text, 5)]
    return _block(index, {"type": "text", "text": ""}, steps)


def _block(
    index: int, block: dict[str, Any], steps: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    return [
        {"type": "content_block_start", "index": index, "content_block": block},
        *({"type": "content_block_delta", "index": index, "delta": step} for step in steps),
        {"type": "content_block_stop", "index": index},
    ]


def results(request: dict[str, Any]) -> list[str]:
    """What the tools told the model, in order."""
    blocks = [
        b for m in request["messages"] if isinstance(m["content"], list) for b in m["content"]
    ]
    found = [block["content"] for block in blocks if block["type"] == "tool_result"]
    return [each if isinstance(each, str) else each[0]["text"] for each in found]


def system(request: dict[str, Any]) -> str:
    told = request["system"]
    return told if isinstance(told, str) else "".join(block["text"] for block in told)


def faults(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> Iterator[str]:
    """What Anthropic's server would refuse in a request."""
    yield from require(handler.path == "/v1/messages", f"path {handler.path}")
    # Newer clients send the key as a bearer's, which the server takes as well.
    keys = {handler.headers["x-api-key"], handler.headers["authorization"]}
    yield from require(bool({KEY, f"Bearer {KEY}"} & keys), "no key")
    yield from require(bool(handler.headers["anthropic-version"]), "no version")
    yield from require(request.get("stream") is True, "not streamed")
    yield from require(isinstance(request.get("max_tokens"), int), "max_tokens: required")
    for tool in request.get("tools", []):
        schema = tool["input_schema"]
        yield from require(schema.get("type") == "object", f"{tool['name']}: no object")
        mixed = {"anyOf", "oneOf", "allOf"} & schema.keys()
        yield from require(not mixed, f"{tool['name']}: {mixed} at the top level")
    messages = request["messages"]
    yield from require(messages[0]["role"] == "user", "the first message is not the user's")
    for place, message in enumerate(messages):
        yield from require(message["role"] in {"user", "assistant"}, f"role {message['role']}")
        yield from require(bool(message["content"]), f"messages.{place}: content is empty")
        yield from _faults_in_blocks(messages, place)


def _faults_in_blocks(messages: list[dict[str, Any]], place: int) -> Iterator[str]:
    blocks = _list(messages[place]["content"])
    for block in blocks:
        empty = block["type"] == "text" and not block["text"]
        yield from require(not empty, f"messages.{place}: text content blocks must be non-empty")
        strange = block.keys() - {"type", "text", "id", "name", "input", "tool_use_id", "content",
                                  "is_error", "thinking", "signature", "cache_control"}  # fmt: skip
        yield from require(not strange, f"messages.{place}: extra inputs {strange}")
        if block["type"] == "tool_use":
            yield from require(isinstance(block["input"], dict), f"messages.{place}: input")
    asked = {block["id"] for block in blocks if block["type"] == "tool_use"}
    following = messages[place + 1]["content"] if place + 1 < len(messages) else []
    answered = {b["tool_use_id"] for b in _list(following) if b["type"] == "tool_result"}
    yield from require(asked == answered, f"messages.{place}: tool_use without tool_result")


def _list(content: str | list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content
