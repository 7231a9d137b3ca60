"""A server on loopback that speaks OpenAI's wire format, and misbehaves as it is told."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from agent.conversing.director import ToolCallingDirector
from agent.models.registry import open_chat_model
from schemas.settings import Endpoint

KEY = "sk-canary-0123456789abcdef"
Respond = Callable[[BaseHTTPRequestHandler], None]
Faults = Callable[[BaseHTTPRequestHandler, dict[str, Any]], Iterator[str]]
"""What a real server would refuse in a request."""


def any_request(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> Iterator[str]:
    """Finds no fault."""
    yield from ()


@dataclass
class Server:
    """Answers each request with the next response; the last one is repeated."""

    root: str = ""
    """Address without a path."""
    responses: list[Respond] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    check: Faults = any_request
    faults: list[str] = field(default_factory=list)
    """Found by `check`; a request with one is answered with status 400."""

    @property
    def url(self) -> str:
        """Where it speaks OpenAI's format."""
        return f"{self.root}/v1"

    def will(self, *responses: Respond) -> None:
        self.responses[:] = responses
        self.requests.clear()

    def director(self) -> ToolCallingDirector:
        endpoint = Endpoint(base_url=self.url, model="toy", key_env="TOY_KEY")
        model = open_chat_model("toy", {"toy": endpoint}, {"TOY_KEY": KEY}, Path("nowhere"))
        return ToolCallingDirector("toy", model)


@pytest.fixture(scope="session")
def running() -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.requests.append(json.loads(body))
            server.headers.append({k.lower(): v for k, v in self.headers.items()})
            position = min(len(server.requests), len(server.responses)) - 1
            respond = server.responses[position]
            if found := list(server.check(self, server.requests[-1])):
                server.faults += found
                respond = status(400)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                respond(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    server.root = f"http://127.0.0.1:{httpd.server_address[1]}"
    yield server
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr("agent.conversing.explaining.LONGEST_WAIT", 0.05)
    running.headers.clear()
    running.faults.clear()
    running.check = any_request
    return running


def sse(*events: object) -> Respond:
    """Streams these events; a str is sent as it is."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        for event in events:
            text = event if isinstance(event, str) else json.dumps(event)
            handler.wfile.write(f"data: {text}\n\n".encode())
        handler.wfile.flush()

    return respond


def status(code: int, body: object = None, **headers: str) -> Respond:
    content = json.dumps(body or {"error": {"message": f"no, {KEY}"}}).encode()
    return send(code, content, **headers)


def send(code: int, content: bytes, **headers: str) -> Respond:
    """Answers with that JSON."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return respond


def require(holds: bool, fault: str) -> Iterator[str]:
    """The fault, where something does not hold."""
    if not holds:
        yield fault


def delta(finish: str | None = None, **fields: object) -> dict[str, Any]:
    choice = {"index": 0, "delta": fields, "finish_reason": finish}
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "toy",
        "choices": [choice],
    }


def says(text: str) -> Respond:
    return sse(delta(role="assistant", content=text), delta("stop"), "[DONE]")


def pieces(text: str, size: int) -> Sequence[str]:
    return [text[start : start + size] for start in range(0, len(text), size)] or [""]


def calls(*wanted: tuple[str, object], text: str = "", size: int = 7) -> Respond:
    """Tool calls, their arguments in fragments of `size`; str arguments are sent as they are."""
    events: list[object] = [delta(role="assistant", content=text or None)]
    for index, (name, arguments) in enumerate(wanted):
        head = {
            "index": index,
            "id": f"call_{index}",
            "type": "function",
            "function": {"name": name, "arguments": ""},
        }
        events.append(delta(tool_calls=[head]))
        raw = arguments if isinstance(arguments, str) else json.dumps(arguments)
        for piece in pieces(raw, size):
            events.append(delta(tool_calls=[{"index": index, "function": {"arguments": piece}}]))
    return sse(*events, delta("tool_calls"), "[DONE]")
