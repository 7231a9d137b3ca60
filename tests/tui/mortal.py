"""Renderers that meet trouble, importable in a child process."""

from __future__ import annotations

import io
import os
import random
import signal
from collections.abc import Generator
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from schemas.render import RenderEvent, RenderRequest, StillDone
from tests.scripted import ScriptedRenderer


class MortalRenderer(ScriptedRenderer):
    """Draws one frame and is killed, once; `marker` is there when it has happened."""

    def __init__(self, marker: Path) -> None:
        super().__init__()
        self._marker = marker

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        for event in super().render(request):
            yield event
            if isinstance(event, StillDone) and not self._marker.exists():
                self._marker.touch()
                os.kill(os.getpid(), signal.SIGKILL)


class BulkyRenderer(ScriptedRenderer):
    """Draws stills of `size` bytes, which no disk that is nearly full has room for."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        bulk = PngInfo()
        bulk.add_text("bulk", random.Random(0).randbytes(self._size // 2).hex())
        for event in super().render(request):
            if isinstance(event, StillDone):
                file = io.BytesIO()
                Image.open(io.BytesIO(event.png)).save(file, "PNG", pnginfo=bulk)
                yield event.model_copy(update={"png": file.getvalue()})
            else:
                yield event
