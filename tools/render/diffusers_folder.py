"""The renderer over a model folder in the diffusers layout of Stable Diffusion."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import RenderError
from schemas.render import (
    Capabilities,
    Dialect,
    LoadingModel,
    Mode,
    RenderEvent,
    RenderRequest,
    RenderSettings,
)
from schemas.vocabulary import Vocabulary
from tools.render.memory import memory_errors_named
from tools.render.model_folder import open_model_folder

if TYPE_CHECKING:
    from tools.render.drawing import Drawing

RENDERER_VERSION = "1"
"""Raised when the same job would come out with other pixels."""

_MODES: tuple[Mode, ...] = ("none", "anchor", "rotate")

_ANCHOR_CACHE_BYTES = 256 * 2**20
"""Keys and values of some fifteen anchors of the pocket renderer; none of SD 1.5 at 512 pixels."""


class FolderRenderer:
    """Draws on the CPU, in float32, with the weights in a folder.

    Making one costs nothing; configurations are read when they are asked for, weights when the
    first still is drawn. Torch runs with its own number of threads (the physical cores, or
    OMP_NUM_THREADS); with another number the last bits differ.
    """

    def __init__(
        self, name: str, folder: Path, vocabulary: Vocabulary | None, cache_folder: Path
    ) -> None:
        """Takes note of the folder; reads nothing yet.

        Args:
            name: its id in capabilities and messages.
            folder: the model folder.
            vocabulary: what it can draw, which also chooses the pocket dialect; None: open, and
                prompts are tags.
            cache_folder: where digests of weights are remembered.
        """
        self._name = name
        self._folder = folder
        self._vocabulary = vocabulary
        self._cache_folder = cache_folder
        self._drawing: Drawing | None = None

    def capabilities(self) -> Capabilities:
        """See `Renderer`; also raises ModelMissing."""
        source = open_model_folder(self._folder)
        dialect: Dialect = "tags" if self._vocabulary is None else "pocket"
        return Capabilities(
            id=self._name,
            weights=source.digest(self._cache_folder),
            version=RENDERER_VERSION,
            scheduler=source.scheduler,
            dialect=dialect,
            vocabulary=self._vocabulary,
            modes=_MODES,
            width=source.width,
            height=source.height,
            num_inference_steps=source.defaults.num_inference_steps,
            guidance_scale=source.defaults.guidance_scale,
            dtype="float32",
            device="cpu",
        )

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        """See `Renderer`; stills come in the order of the jobs."""
        source = open_model_folder(self._folder)
        _check_settings(request.settings, source.scale)
        if self._drawing is None:
            yield LoadingModel(renderer=self._name)
            # Imported here, because it brings torch: three seconds that listing needs not.
            from tools.render.drawing import Drawing
            from tools.render.loading import load_model

            self._drawing = Drawing(load_model(source), source.scale, _ANCHOR_CACHE_BYTES)
        size = f"{request.settings.width} x {request.settings.height}"
        with memory_errors_named(f"draw {size} pixels"):
            yield from self._drawing.draw(request)


def _check_settings(settings: RenderSettings, scale: int) -> None:
    if settings.width % scale or settings.height % scale:
        raise RenderError(
            f"this renderer cannot draw {settings.width} x {settings.height} pixels",
            hint=f"use a width and a height that are multiples of {scale}",
        )
