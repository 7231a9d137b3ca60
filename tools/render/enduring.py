"""Drawing that copes with too little memory and with broken pictures."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from schemas.errors import OutOfMemory, RenderError
from schemas.render import Digest, DType, LoadingModel, RenderEvent, RenderRequest, StillDone
from tools.render.broken import BrokenStill
from tools.render.memory import MemoryShort, Place, memory_watched
from tools.render.model_folder import ModelFolder
from tools.render.thrift import Thrift, ThriftNotes, thriftier

if TYPE_CHECKING:
    from tools.render.drawing import Drawing
    from tools.render.families.model import Model


Load = Callable[[ModelFolder, DType], "Model"]
"""Loads the parts of a model in a precision.

Raises:
    ModelMissing: the weights are damaged.
    MemoryShort: memory ran out.
"""


def load_parts(source: ModelFolder, dtype: DType) -> Model:
    """The real `Load`."""
    from tools.render.loading import load_model

    return load_model(source, dtype)


class Loading(NamedTuple):
    """How a model gets into memory."""

    dtype: DType = "float32"
    """The precision to draw in."""
    load: Load = load_parts


_ANCHORS_IN_MEMORY = 256 * 2**20
"""Bytes: some fifteen anchors of the pocket renderer; none of SD 1.5 at 512 pixels."""

_ANCHORS_ON_DISK = 512 * 2**20


class EnduringDrawing:
    """Draws requests with the model of one folder, loaded when the first one comes.

    Where memory runs out, what is held is let go, a measure of thrift is taken, and the rest of
    the request is drawn again from where it was; what worked is noted for the next time. A still
    that comes out broken in half precision is drawn once more in float32.
    """

    def __init__(self, name: str, loading: Loading, cache_folder: Path) -> None:
        """Takes note of everything; loads nothing yet.

        Args:
            name: the renderer's id.
            loading: how the model gets into memory.
            cache_folder: where anchors and notes of thrift are kept.
        """
        self._name = name
        self._dtype: DType = loading.dtype
        self._load = loading.load
        self._cache_folder = cache_folder
        self._notes = ThriftNotes(cache_folder / "thrift.json")
        self._model: Model | None = None
        self._made: tuple[Thrift, Drawing] | None = None

    def draw(
        self, source: ModelFolder, request: RenderRequest
    ) -> Generator[RenderEvent, None, None]:
        """See `Renderer.render`."""
        size = f"{request.settings.width}x{request.settings.height}"
        task = f"{source.digest(self._cache_folder)}/{size}"
        noted = thrift = self._notes.get(task)
        drawn: set[Digest] = set()
        while len(drawn) < len({job.key for job in request.jobs}):
            place: Place
            try:
                for event in self._attempt(source, _without(request, drawn), thrift):
                    if isinstance(event, StillDone):
                        drawn.add(event.key)
                        if thrift != noted:
                            self._notes.put(task, thrift)
                            noted = thrift
                    yield event
                continue
            except MemoryShort as error:
                place = error.place
            # Only here, outside the handler, nothing holds what the attempt had in hand.
            self._let_go(place)
            thrift = _next(thrift, place, source, request)

    def _attempt(
        self, source: ModelFolder, request: RenderRequest, thrift: Thrift
    ) -> Generator[RenderEvent, None, None]:
        if self._model is None:
            yield LoadingModel(renderer=self._name)
        drawing = self._drawing(source, thrift)
        try:
            yield from drawing.draw(request)
        except BrokenStill as error:
            broken = error
        else:
            return
        if self._dtype == "float32":
            raise _useless(broken, "")
        yield from self._precisely(source, request, broken, thrift)

    def _precisely(
        self, source: ModelFolder, request: RenderRequest, broken: BrokenStill, thrift: Thrift
    ) -> Generator[RenderEvent, None, None]:
        """Draws the broken still alone, in float32, with what it attends to."""
        from tools.render.attention.anchors import AnchorCache
        from tools.render.drawing import Drawing

        yield LoadingModel(renderer=self._name)
        with memory_watched("load"):
            model = self._load(source, "float32")
        drawing = Drawing(model, source.scale, AnchorCache(0), thrift)
        job = next(job for job in request.jobs if job.frame == broken.frame)
        try:
            yield from drawing.draw(request.model_copy(update={"jobs": (job,)}))
        except BrokenStill as error:
            raise _useless(error, ", also in float32") from error

    def _drawing(self, source: ModelFolder, thrift: Thrift) -> Drawing:
        if self._made is None or self._made[0] != thrift:
            self._made = thrift, self._new_drawing(source, thrift)
        return self._made[1]

    def _new_drawing(self, source: ModelFolder, thrift: Thrift) -> Drawing:
        # Imported here, because it brings torch: three seconds that listing needs not.
        from tools.render.attention.anchor_files import AnchorFiles
        from tools.render.attention.anchors import AnchorCache, LayeredAnchors
        from tools.render.drawing import Drawing

        if self._model is None:
            with memory_watched("load"):
                self._model = self._load(source, self._dtype)
        if thrift.no_anchors:
            return Drawing(self._model, source.scale, AnchorCache(0), thrift)
        files = AnchorFiles(self._cache_folder / "anchors", _ANCHORS_ON_DISK)
        anchors = LayeredAnchors(AnchorCache(_ANCHORS_IN_MEMORY), files)
        return Drawing(self._model, source.scale, anchors, thrift)

    def _let_go(self, place: Place) -> None:
        if place == "load":
            self._model = None
        self._made = None
        gc.collect()


def _without(request: RenderRequest, drawn: set[Digest]) -> RenderRequest:
    left = tuple(job for job in request.jobs if job.key not in drawn)
    return request.model_copy(update={"jobs": left})


def _next(thrift: Thrift, place: Place, source: ModelFolder, request: RenderRequest) -> Thrift:
    found = thriftier(thrift, place)
    if found is not None:
        return found
    size = f"{request.settings.width} x {request.settings.height} pixels"
    task = f"load the model {str(source.folder)!r}" if place == "load" else f"{place} {size}"
    raise OutOfMemory(
        f"not enough memory to {task}, though all was done to spare it",
        hint="close other programs, or choose a smaller size or a smaller renderer",
    )


def _useless(broken: BrokenStill, also: str) -> RenderError:
    return RenderError(
        f"the still of {broken.frame} came out {broken.how}{also}",
        hint="use fewer or more steps, a lower guidance, or other weights",
    )
