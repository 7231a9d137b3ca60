"""Layers whose weights are laid out once in the order in which the processor reads them.

oneDNN, which computes torch's convolutions on x86, rearranges weights before each call. For a pass
of one frame through a network of small latents that is half of the time of its lower levels; done
once, a convolution costs the same for each row whether two rows go together or sixteen. Linear
layers, which torch leaves to another library in float32, gain less in time (a tenth to a quarter).
What they gain is that no row's sums depend on how many rows are computed with it. Results differ
from the layers' own at most in the order of summation.
"""

from __future__ import annotations

from typing import Any

import torch

_MOST_WEIGHTS = 64 * 2**20
"""Weights of a network above which none is packed: they take as much memory again, and where
networks are large, so are latents as a rule, and the rearranging is a small part of the time."""

_SHAPES = 2
"""Sizes of pictures for which a layer keeps its weights packed; a project draws in one size."""


_ROUNDING = 0.02
"""Of bfloat16, for numbers about 1; wrong numbers are further off."""


class PackedConvolution(torch.nn.Module):
    """Computes what a convolution computes, on the CPU, for inference alone.

    Attributes:
        weight: the layer's own.
        bias: the layer's own.
    """

    def __init__(self, layer: torch.nn.Conv2d) -> None:
        """Takes the weights of `layer`, whose padding is numbers and zeros."""
        super().__init__()
        self.weight = layer.weight
        self.bias = layer.bias
        self._how = (layer.padding, layer.stride, layer.dilation, layer.groups)
        self._packed: dict[torch.Size, torch.Tensor] = {}

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """[rows, channels, height, width] to the same, as the layer does."""
        # By the size of the picture alone: the order does not depend on the number of rows, and
        # where it did, oneDNN would rearrange once more and compute the same.
        packed = self._packed.get(rows.shape[1:])
        if packed is None:
            if len(self._packed) == _SHAPES:
                del self._packed[next(iter(self._packed))]
            packed = self._pack(rows.shape)
            self._packed[rows.shape[1:]] = packed
        operators: Any = torch.ops.mkldnn
        convolve = operators._convolution_pointwise
        return convolve(rows, packed, self.bias, *self._how, "none", [], "")

    def _pack(self, shape: torch.Size) -> torch.Tensor:
        # Neither has a public name.
        internals: Any = torch
        pack = internals._C._nn.mkldnn_reorder_conv2d_weight
        return pack(self.weight.detach().to_mkldnn(), *self._how, shape)


class PackedLinear(torch.nn.Module):
    """Computes what a linear layer computes, on the CPU, for inference alone.

    Attributes:
        weight: the layer's own.
        bias: the layer's own.
    """

    def __init__(self, layer: torch.nn.Linear) -> None:
        """Takes the weights of `layer`."""
        super().__init__()
        self.weight = layer.weight
        self.bias = layer.bias
        self._packed: torch.Tensor | None = None

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """[..., inputs] to [..., outputs], as the layer does."""
        operators: Any = torch.ops.mkldnn
        if self._packed is None:
            self._packed = operators._reorder_linear_weight(self.weight.detach())
        return operators._linear_pointwise(rows, self._packed, self.bias, "none", [], "")


def pack_layers(network: torch.nn.Module, dtype: torch.dtype) -> bool:
    """Replaces the convolutions and linear layers of `network` by packed ones, where it pays.

    The operations are those that torch's own compiler for the CPU (Inductor) emits; where they are
    absent or give other numbers than the layers do, the network stays as it is.

    Args:
        network: its weights are on the CPU.
        dtype: of its weights.

    Returns:
        Whether they were replaced, so that rows come out the same to the bit however many are
        computed together.
    """
    weights = sum(parameter.numel() for parameter in network.parameters())
    if weights > _MOST_WEIGHTS or not _can_pack(dtype):
        return False
    for parent in list(network.modules()):
        for name, layer in list(parent.named_children()):
            if type(layer) is torch.nn.Conv2d and _is_plain(layer):
                setattr(parent, name, PackedConvolution(layer))
            elif type(layer) is torch.nn.Linear:
                setattr(parent, name, PackedLinear(layer))
    return True


def _can_pack(dtype: torch.dtype) -> bool:
    with torch.random.fork_rng(devices=[]), torch.inference_mode():
        convolution = torch.nn.Conv2d(8, 8, 3, padding=1).to(dtype)
        linear = torch.nn.Linear(8, 8).to(dtype)
        picture, rows = torch.randn(4, 8, 4, 4).to(dtype), torch.randn(4, 5, 8).to(dtype)
        try:
            return _agree(PackedConvolution(convolution), convolution, picture) and _agree(
                PackedLinear(linear), linear, rows
            )
        except (AttributeError, RuntimeError):
            return False


def _agree(packed: torch.nn.Module, layer: torch.nn.Module, rows: torch.Tensor) -> bool:
    whole = packed(rows)
    right = torch.allclose(whole, layer(rows), atol=_ROUNDING)
    return right and torch.equal(packed(rows[:1]), whole[:1])


def _is_plain(layer: torch.nn.Conv2d) -> bool:
    return layer.padding_mode == "zeros" and not isinstance(layer.padding, str)
