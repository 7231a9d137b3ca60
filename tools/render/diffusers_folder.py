"""The renderer over a model folder in the diffusers layout."""

from __future__ import annotations

from collections.abc import Generator
from importlib import import_module
from pathlib import Path

from schemas.errors import RenderError
from schemas.render import (
    Capabilities,
    Dialect,
    RenderEvent,
    RenderRequest,
    RenderSettings,
)
from schemas.vocabulary import Vocabulary
from tools.render.enduring import EnduringDrawing, Loading
from tools.render.model_folder import open_model_folder

RENDERER_VERSION = "2"
"""Raised when the same job would come out with other pixels."""

_BY_DIFFUSERS = Loading()


class FolderRenderer:
    """Draws on the CPU with the weights in a folder.

    Making one costs nothing; configurations are read when they are asked for, weights when the
    first still is drawn. Torch runs with its own number of threads (the physical cores, or
    OMP_NUM_THREADS); with another number the last bits differ.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        vocabulary: Vocabulary | None,
        cache_folder: Path,
        loading: Loading = _BY_DIFFUSERS,
    ) -> None:
        """Takes note of the folder; reads nothing yet.

        Args:
            name: its id in capabilities and messages.
            folder: the model folder.
            vocabulary: what it can draw, which also chooses the pocket dialect; None: open, and
                the family has its own.
            cache_folder: where digests of weights, anchors and notes of thrift are kept.
            loading: how the model gets into memory.
        """
        self._name = name
        self._folder = folder
        self._vocabulary = vocabulary
        self._cache_folder = cache_folder
        self._loading = loading
        self._drawing = EnduringDrawing(name, self._loading, cache_folder)

    def capabilities(self) -> Capabilities:
        """See `Renderer`; also raises ModelMissing."""
        source = open_model_folder(self._folder)
        dialect: Dialect = source.family.dialect if self._vocabulary is None else "pocket"
        return Capabilities(
            id=self._name,
            weights=source.digest(self._cache_folder),
            version=RENDERER_VERSION,
            scheduler=source.scheduler,
            dialect=dialect,
            vocabulary=self._vocabulary,
            modes=source.family.modes,
            width=source.width,
            height=source.height,
            num_inference_steps=source.defaults.num_inference_steps,
            guidance_scale=source.defaults.guidance_scale,
            dtype=self._loading.dtype,
            device="cpu",
        )

    def warm(self) -> None:
        """Imports what drawing needs; weights come with the first request."""
        import_module("tools.render.drawing")

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        """See `Renderer`; stills come in the order of the jobs."""
        source = open_model_folder(self._folder)
        _check_settings(request.settings, source.multiple)
        yield from self._drawing.draw(source, request)


def _check_settings(settings: RenderSettings, multiple: int) -> None:
    if settings.width % multiple or settings.height % multiple:
        raise RenderError(
            f"this renderer cannot draw {settings.width} x {settings.height} pixels",
            hint=f"use a width and a height that are multiples of {multiple}",
        )
