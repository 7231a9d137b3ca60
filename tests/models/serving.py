"""Servers on loopback for the tests of models: one that chats, one that is a hub."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@contextlib.contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Runs a server and gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Able:
    """A chat server of OpenAI's format, able to do only what is named."""

    abilities: frozenset[str]
    requests: list[dict[str, Any]] = field(default_factory=list)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        able = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                able.requests.append(body)
                if body.get("stream"):
                    able.stream(self)
                else:
                    able.answer(self, body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler

    def answer(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        forced = isinstance(body.get("tool_choice"), dict)
        message: dict[str, Any] = {"role": "assistant", "content": "Hello."}
        if "response_format" in body and "json_schema" in self.abilities:
            message["content"] = '{"value": 7}'
        elif ("forced_choice" if forced else "tools") in self.abilities and body.get("tools"):
            message = {"role": "assistant", "content": None, "tool_calls": [_call()]}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        reply = {"id": "c", "object": "chat.completion", "created": 1, "model": "toy"}
        _send(handler, "application/json", json.dumps({**reply, "choices": [choice]}).encode())

    def stream(self, handler: BaseHTTPRequestHandler) -> None:
        delta: dict[str, Any] = {"role": "assistant", "content": "Hello."}
        if "tool_streaming" in self.abilities:
            delta = {"role": "assistant", "tool_calls": [{"index": 0, **_call()}]}
        head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "toy"}
        events: list[dict[str, Any]] = [
            {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]},
            {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        ]
        if "usage" in self.abilities:
            counts = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
            events.append({**head, "choices": [], "usage": counts})
        lines = [f"data: {json.dumps(event)}\n\n" for event in events]
        _send(handler, "text/event-stream", "".join([*lines, "data: [DONE]\n\n"]).encode())


def _call() -> dict[str, Any]:
    function = {"name": "set_number", "arguments": '{"value": 7}'}
    return {"id": "call_1", "type": "function", "function": function}


def _send(handler: BaseHTTPRequestHandler, kind: str, content: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


@dataclass
class Hub:
    """The part of the hub's interface that fetching a model uses."""

    files: dict[str, bytes]
    fetched: list[str] = field(default_factory=list)
    """Files whose content was asked for."""
    damaged: frozenset[str] = frozenset()
    """Files that arrive with another content than announced."""
    status: int = 200

    def handler(self) -> type[BaseHTTPRequestHandler]:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if hub.status != 200:
                    self.send_response(hub.status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                elif "/tree/" in self.path:
                    _send(self, "application/json", json.dumps(hub.tree()).encode())
                elif "/api/models/" in self.path:
                    _send(self, "application/json", json.dumps(hub.info()).encode())
                else:
                    hub.send(self)

            do_HEAD = do_GET

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler

    def tree(self) -> list[dict[str, Any]]:
        return [
            {
                "type": "file",
                "path": each["rfilename"],
                "size": each["size"],
                "oid": each["blobId"],
                "lfs": {"oid": each["lfs"]["sha256"], "size": each["size"], "pointerSize": 130},
            }
            for each in self.info()["siblings"]
        ]

    def info(self) -> dict[str, Any]:
        siblings = [
            {
                "rfilename": name,
                "size": len(content),
                "blobId": hashlib.sha1(content).hexdigest(),
                "lfs": {
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "size": len(content),
                    "pointerSize": 130,
                },
            }
            for name, content in self.files.items()
        ]
        return {"id": "toy/model", "modelId": "toy/model", "sha": COMMIT, "siblings": siblings}

    def send(self, handler: BaseHTTPRequestHandler) -> None:
        name = handler.path.partition(f"/resolve/{COMMIT}/")[2]
        content = self.files[name]
        announced = hashlib.sha256(content).hexdigest()
        if name in self.damaged:
            content = bytes([content[0] ^ 1]) + content[1:]
        handler.send_response(200)
        handler.send_header("X-Repo-Commit", COMMIT)
        handler.send_header("ETag", f'"{announced}"')
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if handler.command == "GET":
            self.fetched.append(name)
            handler.wfile.write(content)
