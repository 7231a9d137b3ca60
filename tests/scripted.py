"""What stands at the ports in fast tests: a scripted director and a renderer of flat colours."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Generator

from PIL import Image

from agent.director import Answer, Brief
from schemas.drafts import FrameDraft, ScriptDraft
from schemas.render import Capabilities, RenderEvent, RenderRequest, StepDone, StillDone
from schemas.revisions import Scope
from schemas.script import FrameScript, SceneObject
from schemas.vocabulary import Vocabulary

Decide = Callable[[FrameScript, str, Scope], Answer]


class ScriptedDirector:
    """Writes numbered frames about a fox, and answers requests as it was told."""

    id = "pocket"

    def __init__(
        self, decide: Decide = lambda script, request, scope: Answer(commands=(), reply="ok")
    ) -> None:
        self._decide = decide

    def load(self) -> None:
        pass

    def write(self, brief: Brief) -> Generator[FrameDraft, None, ScriptDraft]:
        frames: list[FrameDraft] = []
        for number in range(1, brief.num_frames + 1):
            frame = FrameDraft(
                action=f"A fox takes step {number}.",
                objects=(SceneObject(name="fox"),),
                background="forest",
                hold=0.25,
            )
            frames.append(frame)
            yield frame
        return ScriptDraft(title="Fox", frames=tuple(frames))

    def revise(
        self, script: FrameScript, request: str, scope: Scope, vocabulary: Vocabulary | None
    ) -> Answer:
        return self._decide(script, request, scope)


class ScriptedRenderer:
    """Draws a flat colour that depends on prompt and seed alone."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        """Frames in the order in which they were drawn."""

    def capabilities(self) -> Capabilities:
        return Capabilities(
            id="pocket",
            weights="0" * 64,
            version="scripted",
            scheduler="{}",
            dialect="prose",
            vocabulary=None,
            modes=("none",),
            width=64,
            height=64,
            num_inference_steps=2,
            guidance_scale=1.0,
            dtype="float32",
            device="cpu",
        )

    def warm(self) -> None:
        pass

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        for job in request.jobs:
            for step in (1, 2):
                yield StepDone(frames=(job.frame,), step=step, num_inference_steps=2)
            colour = hashlib.sha256(f"{job.prompt}/{job.seed}".encode()).digest()
            pixels = (64 + colour[0] // 2, 64 + colour[1] // 2, 64 + colour[2] // 2)
            file = io.BytesIO()
            Image.new("RGB", (request.settings.width, request.settings.height), pixels).save(
                file, "PNG"
            )
            self.drawn.append(job.frame)
            yield StillDone(frame=job.frame, key=job.key, png=file.getvalue(), seconds=0.01)
