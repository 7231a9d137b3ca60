"""Temporal attention against diffusers' own processors and against naive forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from diffusers.models.attention_processor import Attention, AttnProcessor, AttnProcessor2_0
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from diffusers.pipelines.deprecated.text_to_video_synthesis.pipeline_text_to_video_zero import (
    CrossFrameAttnProcessor2_0,
)

from tools.render.attention.dual_softmax import confidence, filtered_attention
from tools.render.attention.installing import UP_BLOCKS, self_attention, temporal_attention
from tools.render.attention.processor import TemporalProcessor
from tools.render.attention.sources import (
    FromFrames,
    Recording,
    Replaying,
    Source,
    Step,
    rotation,
    rotation_period,
)

FRAMES = 4
TOKENS = 9


@pytest.fixture(scope="module")
def unet() -> UNet2DConditionModel:
    torch.manual_seed(0)
    kind: Any = UNet2DConditionModel
    return kind(
        sample_size=8,
        layers_per_block=1,
        block_out_channels=(16, 32),
        norm_num_groups=8,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=12,
        attention_head_dim=8,
    ).eval()


@pytest.fixture(autouse=True)
def no_gradients() -> Iterator[None]:
    torch.manual_seed(1)
    with torch.no_grad():
        yield


def layer(**options: object) -> Attention:
    kind: Any = Attention
    return kind(**{"query_dim": 16, "heads": 2, "dim_head": 8} | options).eval()


@pytest.mark.parametrize("guidance", [1, 2])
def test_anchor_is_the_cross_frame_processor_of_diffusers(guidance: int) -> None:
    attn = layer()
    states = torch.randn(guidance * FRAMES, TOKENS, 16)
    ours = TemporalProcessor("x", FromFrames((0,) * FRAMES), 0.0)(attn, states)
    theirs = CrossFrameAttnProcessor2_0(batch_size=guidance)(attn, states)
    assert torch.allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"norm_num_groups": 4},
        {"residual_connection": True, "rescale_output_factor": 2.0},
        {"qk_norm": "layer_norm"},
    ],
    ids=str,
)
@pytest.mark.parametrize("fraction", [0.0, 0.3])
def test_a_frame_that_attends_to_itself_is_stock(
    options: dict[str, object], fraction: float
) -> None:
    attn = layer(**options)
    ours = TemporalProcessor("x", FromFrames(range(FRAMES)), fraction)
    for states in (torch.randn(FRAMES, TOKENS, 16), torch.randn(FRAMES, 16, 3, 3)):
        assert torch.allclose(ours(attn, states), AttnProcessor2_0()(attn, states), atol=1e-6)


def test_a_spatial_norm_sees_the_timestep() -> None:
    attn = layer(query_dim=32, spatial_norm_dim=8)
    states, temb = torch.randn(2, 32, 3, 3), torch.randn(2, 8, 3, 3)
    ours = TemporalProcessor("x", FromFrames((0, 1)), 0.0)(attn, states, temb=temb)
    assert torch.allclose(ours, AttnProcessor2_0()(attn, states, temb=temb), atol=1e-6)


@pytest.mark.parametrize("fraction", [0.0, 0.3])
def test_a_mask_bars_tokens_of_the_frame_attended_to(fraction: float) -> None:
    attn = layer()
    states = torch.randn(2, TOKENS, 16)
    mask = torch.zeros(2, 1, TOKENS)
    mask[..., 5:] = -10000.0
    ours = TemporalProcessor("x", FromFrames((0, 0)), fraction)
    plain = ours(attn, states, attention_mask=mask)
    other = states.clone()
    other[0, 5:] += 1.0
    changed = ours(attn, other, attention_mask=mask)
    assert torch.allclose(plain[1], changed[1], atol=1e-5)
    assert not torch.allclose(plain[1], ours(attn, states)[1], atol=1e-3)


def test_several_shots_share_a_batch() -> None:
    attn = layer()
    states = torch.randn(2, 5, TOKENS, 16)
    ours = TemporalProcessor("x", FromFrames((1, 1, 1, 4, 4)), 0.2)
    both = ours(attn, states.flatten(0, 1)).unflatten(0, (2, 5))
    for part, source in ((slice(0, 3), (1, 1, 1)), (slice(3, 5), (1, 1))):
        one = TemporalProcessor("x", FromFrames(source), 0.2)
        alone = one(attn, states[:, part].flatten(0, 1)).unflatten(0, (2, len(source)))
        assert torch.allclose(both[:, part], alone, atol=1e-6)


def test_rotation_is_the_papers_schedule() -> None:
    assert [rotation(call, 3) for call in range(14)] == [0] * 4 + [1] * 4 + [2] * 4 + [0] * 2
    assert [rotation(call, 3, period=1) for call in range(4)] == [0, 1, 2, 0]
    assert [rotation_period(100, 8), rotation_period(20, 8), rotation_period(3, 4)] == [4, 2, 1]


def naive_confidence(
    query: torch.Tensor, key: torch.Tensor, mask: torch.Tensor | float = 0.0
) -> torch.Tensor:
    scores = query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5 + mask
    return (scores.softmax(dim=-1) * scores.softmax(dim=-2)).mean(dim=-1)


@pytest.mark.parametrize("chunk", [1, 40, 1 << 22])
@pytest.mark.parametrize("masked", [False, True])
def test_confidence_is_the_naive_dual_softmax(
    monkeypatch: pytest.MonkeyPatch, chunk: int, masked: bool
) -> None:
    monkeypatch.setattr("tools.render.attention.dual_softmax._CHUNK", chunk)
    query, key = torch.randn(2, 3, 2, 11, 8).unbind(0)
    mask = torch.zeros(1, 1, 1, 11)
    if masked:
        mask[..., 7:] = -10000.0
    ours = confidence(query, key, 8**-0.5, mask if masked else None)
    assert torch.allclose(ours, naive_confidence(query, key, mask), atol=1e-6)


def test_keys_barred_from_all_queries_do_not_make_it_nan() -> None:
    mask = torch.zeros(1, 1, 1, 5)
    mask[..., 3:] = -torch.inf
    query, key = torch.randn(2, 1, 1, 5, 8).unbind(0)
    ours = confidence(query, key, 8**-0.5, mask)
    expected = naive_confidence(query, key[:, :, :3])
    assert torch.allclose(ours * 5, expected * 3, atol=1e-6)


@pytest.mark.parametrize("fraction", [0.1, 0.5, 0.99])
def test_the_filter_is_the_naive_one(fraction: float) -> None:
    attend = torch.nn.functional.scaled_dot_product_attention
    query, key, value, own_key, own_value = torch.randn(5, 3, 2, 20, 8).unbind(0)
    ours = filtered_attention(query, (key, value), (own_key, own_value), fraction, None)
    order = naive_confidence(query, key).argsort(dim=-1, stable=True)
    low = torch.zeros(order.shape, dtype=torch.bool)
    low.scatter_(2, order[..., : int(fraction * 20)], True)
    mapped, own = attend(query, key, value), attend(query, own_key, own_value)
    assert torch.allclose(ours, torch.where(low[..., None], own, mapped), atol=1e-6)


def test_only_self_attention_of_the_groups_changes_and_comes_back(
    unet: UNet2DConditionModel,
) -> None:
    layers = self_attention(unet, UP_BLOCKS)
    assert layers
    assert all(".attn1" in name and name.startswith("up_blocks.") for name in layers)
    assert len(self_attention(unet, ("",))) > len(layers)
    first = next(iter(layers))
    layers[first].set_processor(AttnProcessor())
    before = dict(unet.attn_processors)
    with (
        pytest.raises(KeyError, match="stop"),
        temporal_attention(layers, FromFrames((0, 0))),
    ):
        changed = {
            name.removesuffix(".processor")
            for name, each in unet.attn_processors.items()
            if each is not before[name]
        }
        assert changed == set(layers)
        raise KeyError("stop")
    assert unet.attn_processors == before


@pytest.mark.parametrize("guidance", [1, 2])
@pytest.mark.parametrize("fraction", [0.0, 0.2])
def test_frames_alone_with_a_recorded_anchor_equal_the_whole(
    unet: UNet2DConditionModel, guidance: int, fraction: float
) -> None:
    layers = self_attention(unet, UP_BLOCKS)
    rows = torch.randn(guidance, FRAMES, 4, 8, 8)
    text = torch.randn(guidance, FRAMES, 5, 12)

    def run(source: Source, frames: slice) -> torch.Tensor:
        with temporal_attention(layers, source, fraction):
            noise = unet(rows[:, frames].flatten(0, 1), 7, text[:, frames].flatten(0, 1)).sample
        return noise.unflatten(0, (guidance, -1))

    whole = run(FromFrames((0,) * FRAMES), slice(None))
    step: Step = {}
    assert torch.allclose(run(Recording(step), slice(0, 1)), whole[:, :1], atol=1e-5)
    assert set(step) == set(layers)
    other: Step = {}
    last = FRAMES - 1
    rotated = run(FromFrames((last,) * FRAMES), slice(None))
    assert torch.allclose(run(Recording(other, FRAMES, last), slice(None)), rotated, atol=1e-5)
    assert torch.allclose(run(Replaying(other), slice(0, 1)), rotated[:, :1], atol=1e-5)
    assert torch.allclose(run(Replaying(step), slice(2, 3)), whole[:, 2:3], atol=1e-5)
    assert torch.allclose(run(Replaying(step, 3), slice(1, 4)), whole[:, 1:], atol=1e-5)
    plain = unet(rows.flatten(0, 1), 7, text.flatten(0, 1)).sample.unflatten(0, (guidance, -1))
    assert torch.allclose(whole[:, :1], plain[:, :1], atol=1e-5)
    assert not torch.allclose(whole[:, 1:], plain[:, 1:], atol=1e-3)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="frame 2 is not one of the 2"):
        FromFrames((0, 2))
    attn, states = layer(), torch.randn(3, TOKENS, 16)
    with pytest.raises(ValueError, match="3 rows are no multiple of 2"):
        TemporalProcessor("x", FromFrames((0, 0)), 0.0)(attn, states)
    with pytest.raises(ValueError, match="cross-attention"):
        TemporalProcessor("x", FromFrames((0,)), 0.0)(attn, states, states)
