"""The port behind which a renderer stands."""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol

from schemas.render import Capabilities, RenderEvent, RenderRequest


class Renderer(Protocol):
    """Draws stills.

    A job is known by its render key and nothing else: the same job drawn twice, here or elsewhere,
    gives the same still, so a caller may repeat it, hand it to another process or take it from a
    store. Stills come in whatever order suits the renderer; the caller puts them in order by frame
    id. How jobs are batched is the renderer's own business and never shows in the pixels.
    """

    def capabilities(self) -> Capabilities:
        """What it is and can do. Reads configurations at most, never loads weights.

        Raises:
            ModelMissing: weights or configurations are absent, truncated or damaged.
        """
        ...

    def warm(self) -> None:
        """Gets ready for the first request as far as that costs little memory; may do nothing.

        Returns at once where the work can be done elsewhere meanwhile.
        """
        ...

    def render(self, request: RenderRequest) -> Generator[RenderEvent, None, None]:
        """Draws the jobs of a request, telling each denoising step and each finished still.

        Closing the generator cancels: it takes effect before the next denoising step, and stills
        that were not yielded are lost. Weights stay loaded for the next request.

        Raises:
            ModelMissing: weights are absent, truncated or damaged.
            RenderError: a still came out broken, or the size is not one that can be drawn.
            OutOfMemory: there is too little memory for the model or the size.
        """
        ...
