"""Where the keys and values of self-attention come from.

Rows of a batch are [guidance, frames], guidance first; a projection is [rows, tokens, width].
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import torch


class KeysValues(NamedTuple):
    """Projected keys and values of one layer, each [rows, tokens, width]."""

    keys: torch.Tensor
    values: torch.Tensor


Step = dict[str, KeysValues]
"""Keys and values of one frame at one UNet call, by layer; rows are [guidance]."""


class Source(Protocol):
    """Gives each layer what its queries attend to."""

    def __call__(self, layer: str, own: Callable[[], KeysValues]) -> KeysValues:
        """Keys and values for every row.

        Args:
            layer: the attention layer's name in the UNet.
            own: projects each row's own keys and values; not called where they are not needed.
        """
        ...


class FromFrames:
    """Frames take keys and values from other frames of the same batch, within their guidance row.

    Several shots in one batch are just several sources: (0, 0, 0, 3, 3) are a shot of three frames
    and one of two, each attending to its first.
    """

    def __init__(self, frames: Sequence[int]) -> None:
        """Takes the 0-based place in the batch of the frame that each frame attends to.

        Raises:
            ValueError: a place is not one in the batch.
        """
        outside = [place for place in frames if not 0 <= place < len(frames)]
        if outside:
            raise ValueError(f"frame {outside[0]} is not one of the {len(frames)} in the batch")
        self._frames = tuple(frames)

    def __call__(self, layer: str, own: Callable[[], KeysValues]) -> KeysValues:
        """See `Source`."""
        keys, values = own()
        if keys.shape[0] % len(self._frames):
            raise ValueError(f"{keys.shape[0]} rows are no multiple of {len(self._frames)} frames")
        return KeysValues(self._map(keys), self._map(values))

    def _map(self, rows: torch.Tensor) -> torch.Tensor:
        by_frame = rows.unflatten(0, (-1, len(self._frames)))
        places = torch.tensor(self._frames, device=rows.device)
        return by_frame.index_select(1, places).flatten(0, 1)


class Recording:
    """All frames of the batch attend to one of them, and what they attend to is kept for others.

    Where the rows of guidance come one after the other, each call brings another row.
    """

    def __init__(self, step: Step, num_frames: int = 1, place: int = 0) -> None:
        """Keeps in `step` what the frame at that 0-based place in the batch attends to."""
        self._step = step
        self._num_frames = num_frames
        self._place = place

    def __call__(self, layer: str, own: Callable[[], KeysValues]) -> KeysValues:
        """See `Source`."""
        given = KeysValues(*map(self._of_the_frame, own()))
        before = self._step.get(layer)
        self._step[layer] = given if before is None else KeysValues(*map(_below, before, given))
        return _for_all(given, self._num_frames)

    def _of_the_frame(self, rows: torch.Tensor) -> torch.Tensor:
        if self._num_frames == 1:
            return rows
        # A view of it would keep the rows of all frames in memory.
        return rows.unflatten(0, (-1, self._num_frames))[:, self._place].clone()


class Replaying:
    """Every frame of the batch attends to the one frame that was recorded at this UNet call."""

    def __init__(self, step: Step, num_frames: int = 1) -> None:
        self._step = step
        self._num_frames = num_frames

    def __call__(self, layer: str, own: Callable[[], KeysValues]) -> KeysValues:
        """See `Source`."""
        return _for_all(self._step[layer], self._num_frames)


class ReplayingRows:
    """One frame attends to the recorded one, its rows of guidance one after the other."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._calls: Counter[str] = Counter()

    def __call__(self, layer: str, own: Callable[[], KeysValues]) -> KeysValues:
        """See `Source`."""
        row = self._calls[layer]
        self._calls[layer] += 1
        return KeysValues(*(whole[row : row + 1] for whole in self._step[layer]))


def _for_all(given: KeysValues, num_frames: int) -> KeysValues:
    if num_frames == 1:
        return given
    return KeysValues(*(rows.repeat_interleave(num_frames, dim=0) for rows in given))


def _below(before: torch.Tensor, given: torch.Tensor) -> torch.Tensor:
    return torch.cat([before, given])


def rotation(call: int, num_frames: int, period: int = 4) -> int:
    """The place in the shot of the frame that all its frames attend to at a UNet call.

    This is the paper's rotational value mapping, r(c) = floor(c / 4) mod F (DirecT2V,
    arXiv:2305.14330; KU-CVLAB/DirecT2V, direct2v_zeroshot.py), made for about a hundred calls.

    Args:
        call: 0-based number of the UNet call since the start of sampling.
        num_frames: frames of the shot.
        period: calls before the source moves on.
    """
    return (call // period) % num_frames


def rotation_period(num_calls: int, num_frames: int) -> int:
    """Calls before the source moves on: the paper's four, or fewer so that each frame has its turn.

    A sampler of three steps would stay with the first frame, and be the mode `anchor`.
    """
    return max(1, min(4, num_calls // num_frames))
