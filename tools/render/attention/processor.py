"""The attention processor that takes keys and values from a source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol, cast

import torch
from diffusers.models.attention_processor import Attention

from tools.render.attention.dual_softmax import filtered_attention
from tools.render.attention.sources import KeysValues, Source

_Map = Callable[[torch.Tensor], torch.Tensor]


class _Layer(Protocol):
    """What is used of diffusers' Attention, whose own attributes have no types."""

    heads: int
    to_q: _Map
    to_k: _Map
    to_v: _Map
    to_out: Sequence[_Map]
    norm_q: _Map | None
    norm_k: _Map | None
    group_norm: _Map | None
    spatial_norm: Callable[[torch.Tensor, torch.Tensor | None], torch.Tensor] | None
    residual_connection: bool
    rescale_output_factor: float

    def prepare_attention_mask(
        self, attention_mask: torch.Tensor, target_length: int, batch_size: int
    ) -> torch.Tensor: ...


class TemporalProcessor:
    """Self-attention of one layer, whose keys and values a source chooses.

    All else (norms, residual, scaling, masks) is as in diffusers' AttnProcessor2_0. A mask is the
    row's own, by place, whichever frame the keys come from.
    """

    def __init__(self, layer: str, source: Source, filter_fraction: float) -> None:
        """Serves the layer of that name.

        Args:
            layer: its name in the UNet, which the source is told.
            source: gives the keys and values.
            filter_fraction: the share of queries that dual-softmax filtering leaves with their own
                frame's attention, 0 to 1; 0 leaves filtering out.
        """
        self._layer = layer
        self._source = source
        self._fraction = filter_fraction

    def __call__(
        self,
        attn: Attention,
        hidden_states: torch.Tensor,
        encoder_hidden_states: torch.Tensor | None = None,
        attention_mask: torch.Tensor | None = None,
        temb: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """What diffusers calls.

        Args:
            attn: the layer.
            hidden_states: [rows, tokens, width] or [rows, width, height, width of the picture].
            encoder_hidden_states: None, as this is self-attention.
            attention_mask: added to the scores, as diffusers prepares it.
            temb: the embedding of the timestep, for a spatial norm.

        Returns:
            The shape of `hidden_states`.

        Raises:
            ValueError: it was installed on cross-attention.
        """
        if encoder_hidden_states is not None:
            raise ValueError(f"{self._layer} is cross-attention; only self-attention has a source")
        layer: _Layer = cast("Any", attn)
        residual = hidden_states
        if layer.spatial_norm is not None:
            hidden_states = layer.spatial_norm(hidden_states, temb)
        picture = hidden_states.shape[2:] if hidden_states.ndim == 4 else None
        if picture is not None:
            hidden_states = hidden_states.flatten(2).transpose(1, 2)
        rows, tokens, _ = hidden_states.shape
        mask = _mask(layer, attention_mask, rows, tokens)
        if layer.group_norm is not None:
            hidden_states = layer.group_norm(hidden_states.transpose(1, 2)).transpose(1, 2)
        result = self._attend(layer, hidden_states, mask)
        result = layer.to_out[1](layer.to_out[0](result.transpose(1, 2).flatten(2)))
        if picture is not None:
            result = result.transpose(1, 2).unflatten(2, picture)
        if layer.residual_connection:
            result = result + residual
        return result / layer.rescale_output_factor

    def _attend(
        self, layer: _Layer, hidden_states: torch.Tensor, mask: torch.Tensor | None
    ) -> torch.Tensor:
        own = _once(partial(_project, layer, hidden_states))
        mapped = _by_head(layer, self._source(self._layer, own))
        query = _heads(layer, layer.to_q(hidden_states), layer.norm_q)
        if self._fraction == 0:
            attend = torch.nn.functional.scaled_dot_product_attention
            return attend(query, *mapped, attn_mask=mask)
        return filtered_attention(query, mapped, _by_head(layer, own()), self._fraction, mask)


def _project(layer: _Layer, hidden_states: torch.Tensor) -> KeysValues:
    return KeysValues(layer.to_k(hidden_states), layer.to_v(hidden_states))


def _once(project: Callable[[], KeysValues]) -> Callable[[], KeysValues]:
    done: list[KeysValues] = []

    def projected() -> KeysValues:
        if not done:
            done.append(project())
        return done[0]

    return projected


def _by_head(layer: _Layer, given: KeysValues) -> tuple[torch.Tensor, torch.Tensor]:
    return _heads(layer, given.keys, layer.norm_k), _heads(layer, given.values, None)


def _heads(layer: _Layer, rows: torch.Tensor, norm: _Map | None) -> torch.Tensor:
    split = rows.unflatten(2, (layer.heads, -1)).transpose(1, 2)
    return split if norm is None else norm(split)


def _mask(layer: _Layer, mask: torch.Tensor | None, rows: int, tokens: int) -> torch.Tensor | None:
    if mask is None:
        return None
    prepared = layer.prepare_attention_mask(mask, tokens, rows)
    return prepared.view(rows, layer.heads, -1, prepared.shape[-1])
