"""Renderers that misbehave, importable in a child process."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from collections.abc import Generator

from schemas.errors import OutOfMemory
from schemas.render import RenderEvent, RenderRequest, StepDone
from tests.scripted import ScriptedRenderer


class EndlessRenderer(ScriptedRenderer):
    """Goes on denoising, unless it is asked for one frame alone; then it draws it."""

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        if len(request.jobs) == 1:
            yield from super().render(request)
            return
        while True:
            time.sleep(0.02)
            yield StepDone(frames=("f1",), step=1, num_inference_steps=2)


class HungryRenderer(ScriptedRenderer):
    """Finds too little memory, and then breaks in a way that nobody thought of."""

    def __init__(self) -> None:
        super().__init__()
        self._times = 0

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        self._times += 1
        yield StepDone(frames=("f1",), step=1, num_inference_steps=2)
        if self._times == 1:
            raise OutOfMemory("not enough memory to draw", hint="choose a smaller size")
        raise ZeroDivisionError("by nought")


class StuckRenderer(ScriptedRenderer):
    """Says nothing at all."""

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        threading.Event().wait()
        yield from super().render(request)


class LoudRenderer(ScriptedRenderer):
    """Writes on the terminal in every way that a library may."""

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        print("python out", flush=True)
        print("python err", file=sys.stderr, flush=True)
        os.write(2, b"native err\n")
        yield from super().render(request)


class DyingRenderer(ScriptedRenderer):
    """Ends its process, as a library's abort does."""

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        os.write(2, b"fatal: no such kernel\n")
        os._exit(3)
        yield from super().render(request)


class CrashingRenderer(ScriptedRenderer):
    """Reads where there is no memory."""

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        ctypes.string_at(0)
        yield from super().render(request)
