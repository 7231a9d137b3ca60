"""Layers with packed weights are the layers they replace."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tools.render.loading import load_model
from tools.render.model_folder import open_model_folder
from tools.render.packing import PackedConvolution, PackedLinear, pack_layers


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "groups"),
    [(3, 1, 1, 1), (3, 2, 1, 1), (1, 1, 0, 1), (3, 1, 1, 4)],
)
def test_the_same_for_every_shape(
    dtype: torch.dtype, kernel: int, stride: int, padding: int, groups: int
) -> None:
    torch.manual_seed(0)
    layer = torch.nn.Conv2d(16, 24, kernel, stride, padding, groups=groups).to(dtype)
    network = torch.nn.Sequential(layer)
    assert pack_layers(network, dtype)
    assert type(network[0]) is PackedConvolution
    rounding = torch.finfo(dtype).eps * 4
    with torch.inference_mode():
        # One more shape than are kept, and the first one again.
        for shape in ((2, 8, 8), (1, 8, 8), (2, 16, 8), (2, 8, 8)):
            rows = torch.randn(shape[0], 16, *shape[1:]).to(dtype)
            rows = rows.contiguous(memory_format=torch.channels_last)
            assert torch.allclose(network(rows), layer(rows), atol=rounding, rtol=rounding)
            assert torch.equal(network(rows), network(rows))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("bias", [True, False])
def test_a_linear_layer_is_the_same_for_every_number_of_rows(
    dtype: torch.dtype, bias: bool
) -> None:
    torch.manual_seed(0)
    layer = torch.nn.Linear(48, 80, bias=bias).to(dtype)
    network = torch.nn.Sequential(layer)
    assert pack_layers(network, dtype)
    assert type(network[0]) is PackedLinear
    rounding = torch.finfo(dtype).eps * 4
    rows = torch.randn(7, 5, 48).to(dtype)
    with torch.inference_mode():
        whole = network(rows)
        assert torch.allclose(whole, layer(rows), atol=rounding, rtol=rounding)
        for count in (1, 2, 3):
            assert torch.equal(network(rows[:count]), whole[:count])


def test_a_packed_unet_predicts_the_same(toy_folder: Path) -> None:
    model = load_model(open_model_folder(toy_folder))
    packed = [
        module
        for module in model.unet.modules()
        if isinstance(module, PackedConvolution | PackedLinear)
    ]
    plain = type(model.unet).from_pretrained(toy_folder / "unet", local_files_only=True).eval()
    kinds = (torch.nn.Conv2d, torch.nn.Linear)
    assert len(packed) == sum(type(module) in kinds for module in plain.modules()) > 0
    rows = torch.randn(2, 48, 16, 16)
    told = torch.randn(2, 7, 32)
    with torch.inference_mode():
        ours = model.unet(rows, torch.tensor(500), told, return_dict=False)[0]
        theirs = plain(rows, torch.tensor(500), told, return_dict=False)[0]
    assert torch.allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize("guidance", [1, 2])
def test_a_row_never_depends_on_how_many_go_with_it(toy_folder: Path, guidance: int) -> None:
    model = load_model(open_model_folder(toy_folder))
    assert model.batch_invariant
    rows = torch.randn(guidance, 8, 48, 16, 16)
    told = torch.randn(guidance, 8, 7, 32)

    def predicted(frames: slice) -> torch.Tensor:
        given = rows[:, frames].flatten(0, 1).contiguous(memory_format=torch.channels_last)
        with torch.inference_mode():
            result = model.unet(given, torch.tensor(500), told[:, frames].flatten(0, 1))
        return result.sample.unflatten(0, (guidance, -1))

    whole = predicted(slice(8))
    for frames in (slice(0, 1), slice(1, 4), slice(2, 7)):
        assert torch.equal(predicted(frames), whole[:, frames])


def test_large_networks_and_odd_padding_stay_as_they_are() -> None:
    large = torch.nn.Sequential(
        torch.nn.Conv2d(4, 4, 3), torch.nn.Linear(2**13, 2**13 + 1, device="meta")
    )
    odd = torch.nn.Sequential(torch.nn.Conv2d(4, 4, 3, padding_mode="circular", padding=1))
    for network in (large, odd):
        pack_layers(network, torch.float32)
        assert type(network[0]) is torch.nn.Conv2d
