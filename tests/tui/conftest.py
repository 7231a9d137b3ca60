"""Clips and stills of flat colours, and waiting by predicate."""

from __future__ import annotations

import asyncio
import inspect
import json
import subprocess
import threading
from collections.abc import Callable, Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

COLOURS = ((200, 40, 40), (40, 160, 60), (40, 60, 200), (220, 200, 60))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Runs a test that is a coroutine; Textual's pilot is used from inside one."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture(autouse=True)
def no_animations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def make_clip(tmp_path: Path) -> Callable[..., Path]:
    """Makes an MP4 of flat frames, one colour for each `hold` frames."""

    def make(frames: int = 24, *, hold: int = 6, fps: int = 24, name: str = "clip.mp4") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = b"".join(flat_picture(number // hold).tobytes() for number in range(frames))
        subprocess.run(
            [
                *(imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error"),
                *("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "64x64", "-r", str(fps), "-i", "-"),
                *("-pix_fmt", "yuv420p", "-crf", "10", str(path)),
            ],
            input=raw,
            check=True,
        )
        return path

    return make


@pytest.fixture
def make_still(tmp_path: Path) -> Callable[..., Path]:
    """Writes a PNG of one colour."""

    def make(number: int, name: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(flat_picture(number)).save(path)
        return path

    return make


def flat_picture(number: int) -> np.ndarray:
    return np.full((64, 64, 3), COLOURS[number % len(COLOURS)], dtype=np.uint8)


@pytest.fixture
def model_server() -> Generator[int]:
    """A server on the loopback that lists two models; the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"data": [{"id": "small"}, {"id": "large"}]}).encode()
            self.send_response(200 if self.path == "/v1/models" else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running.server_address[1]
        running.shutdown()
        thread.join()
