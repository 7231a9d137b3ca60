"""Renderers that misbehave, importable in a child process."""

from __future__ import annotations

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
