"""Render requests, events and settings: what crosses the Renderer port."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.base import Value
from schemas.script import FrameId
from schemas.vocabulary import Vocabulary

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in hexadecimal."""

Mode = Literal["anchor", "rotate", "none"]
"""Where the keys and values of a shot's self-attention come from; see DESIGN in the README."""

Dialect = Literal["pocket", "tags", "prose"]

DType = Literal["float32", "bfloat16", "float16"]
"""Precision of weights and of what is computed with them, by torch's names."""

Precision = DType | Literal["auto"]
"""`auto`: whichever is fastest on this machine and exact enough."""


class Capabilities(Value):
    """What a renderer is and can do. Everything in it that shapes pixels goes into render keys."""

    id: str
    """`pocket`, a model id or a folder."""
    weights: Digest
    version: str
    """Version of the renderer's own code; raised when its pictures change."""
    scheduler: str
    """Canonical JSON of the scheduler's class and configuration."""
    dialect: Dialect
    vocabulary: Vocabulary | None
    """None: open."""
    modes: tuple[Mode, ...]
    """Consistency modes that it supports; the first is its default."""
    width: int
    """Native width, pixels."""
    height: int
    """Native height, pixels."""
    num_inference_steps: int
    """Default number of denoising steps."""
    guidance_scale: float
    """Default; 1 is no guidance."""
    dtype: str
    device: Literal["cpu", "cuda", "mps"]


class RenderSettings(Value):
    """How to render; shared by all frames of a request."""

    width: Annotated[int, Field(ge=64, le=2048)]
    height: Annotated[int, Field(ge=64, le=2048)]
    num_inference_steps: Annotated[int, Field(ge=1, le=200)]
    guidance_scale: Annotated[float, Field(ge=1.0, le=30.0)]
    mode: Mode
    filter_fraction: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0
    """Dual-softmax filtering: the fraction p of queries that keep their own value; 0 is off."""


class Over(Value):
    """An earlier still over which a frame is drawn (img2img), so that its composition stays."""

    key: Digest
    """Of that still."""
    strength: Annotated[float, Field(gt=0.0, lt=1.0)]
    """The share of the denoising steps that is run; the others are taken as done."""


class FrameJob(Value):
    """One still to render."""

    frame: FrameId
    key: Digest
    shot: str
    prompt: str
    negative: str
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    """Seed of the frame's own generator, on the CPU."""
    anchor: Digest | None
    """Key of the anchor frame it depends on; None where it depends on nothing else."""
    over: Over | None = None
    """None: it is drawn from noise."""


class RenderRequest(Value):
    """Stills to render, in the order in which the caller wants them."""

    jobs: Annotated[tuple[FrameJob, ...], Field(min_length=1)]
    settings: RenderSettings
    attended: tuple[FrameJob, ...] = ()
    """The frames that the jobs attend to, in frame order, whether or not they are among the jobs.

    In the mode `anchor` the anchors of the jobs, in `rotate` every frame of their shots. What is
    not among the jobs is denoised as far as they need it, and has no still.
    """
    latents: dict[Digest, bytes] = Field(default_factory=dict)
    """Of the stills that jobs are drawn over, by key, as their `StillDone` gave them."""
    previews: bool = False
    """Whether somebody watches: a `PreviewDrawn` now and then costs a little time."""


class LoadingModel(Value):
    """The renderer loads its weights."""

    type: Literal["loading_model"] = "loading_model"
    renderer: str


class StepDone(Value):
    """One denoising step is done, for all frames of the batch."""

    type: Literal["step_done"] = "step_done"
    frames: tuple[FrameId, ...]
    step: int
    """1-based."""
    num_inference_steps: int
    seconds_left: float | None = None
    """Until the last still of the request, as its passes have gone so far; None: not known."""


class PreviewDrawn(Value):
    """What a still may become, a few times while it is denoised.

    Something to look at while waiting: small, soft, never stored, and no part of the still. It
    comes after the `StepDone` of its step; show it in the frame's panel until the next preview or
    the frame's `StillStored`. A frame may have none.
    """

    type: Literal["preview_drawn"] = "preview_drawn"
    frame: FrameId
    step: int
    """1-based: the denoising step whose estimate it shows."""
    png: bytes
    """PNG file, 8-bit RGB, in the still's proportions, at most 128 pixels along each side."""


class Working(Value):
    """The renderer is busy, and has nothing new to tell.

    It comes at least twice a second while nothing else does (weights load, a step is long), so
    that whoever watches may stop it there and then.
    """

    type: Literal["working"] = "working"


class StillDone(Value):
    """One still is finished."""

    type: Literal["still_done"] = "still_done"
    frame: FrameId
    key: Digest
    png: bytes
    """PNG file, 8-bit RGB."""
    seconds: float
    """Wall time of its share of the batch."""
    peak_memory: int | None = None
    """Most bytes that the renderer's process has held until then; None: not known."""
    latents: bytes = b""
    """What the picture was decoded from, as a safetensors file, for jobs that are drawn over it;
    empty where the renderer cannot draw over anything."""


RenderEvent = Annotated[
    LoadingModel | Working | StepDone | PreviewDrawn | StillDone, Field(discriminator="type")
]
