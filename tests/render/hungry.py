"""A real model for which memory runs out at a chosen place. Importable in a child process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch

from schemas.render import DType
from tools.render.families.model import Model
from tools.render.loading import load_model
from tools.render.memory import Place
from tools.render.model_folder import ModelFolder

How = Literal["cuda", "cpu", "python"]


def shortage(how: How) -> Exception:
    """What is raised when memory runs out on a GPU, in torch's allocator, and in Python."""
    match how:
        case "cuda":
            return torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        case "cpu":
            return RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to ...")
        case "python":
            return MemoryError()


@dataclass
class HungryLoad:
    """Loads a model for which there is enough memory only where less of it is needed.

    Args:
        place: where it runs out.
        how: the way in which it does.
        most: how often at most; afterwards there is enough.
        spared: whether needing less of it helps.
    """

    place: Place
    how: How = "cuda"
    most: int = 1000
    spared: bool = True
    met: int = 0
    """How often it has run out."""

    def __call__(self, source: ModelFolder, dtype: DType) -> Model:
        if self.place == "load":
            self._maybe_raise()
        model: Any = load_model(source, dtype)
        predict: Callable[..., torch.Tensor] = model.predict
        decode: Callable[..., torch.Tensor] = model.decode

        def hungry_predict(rows: torch.Tensor, *rest: Sequence[object]) -> torch.Tensor:
            if self.place == "denoise" and not (self.spared and len(rows) == 1):
                self._maybe_raise()
            return predict(rows, *rest)

        def hungry_decode(latents: torch.Tensor) -> torch.Tensor:
            if self.place == "decode" and not (self.spared and model.vae.use_tiling):
                self._maybe_raise()
            return decode(latents)

        model.predict = hungry_predict
        model.decode = hungry_decode
        return model

    def _maybe_raise(self) -> None:
        if self.met < self.most:
            self.met += 1
            raise shortage(self.how)
