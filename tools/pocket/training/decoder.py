"""Starts the codec's decoder as an exact enlarger; training then teaches it crisp edges.

An ``AutoencoderTiny`` enlarges by repeating pixels, so a convolution cannot tell the four pixels
that came from one latent apart. Two further latent channels, stripes along each axis, mark where
one latent ends and the next begins. With them the weights of an exact patch-to-pixels decoder can
be written down:

1. up to 64 px every latent is repeated 4 x 4;
2. one block compares the stripes with their neighbours: flags at the first and last of four pixels;
3. the next block lets each of the 48 values pass only at the pixel that it belongs to.

After these two blocks three channels hold the 64 px picture; what follows enlarges it smoothly.
"""

import torch
from diffusers.models.autoencoders.vae import DecoderTiny
from diffusers.models.unets.unet_2d_blocks import AutoencoderTinyBlock
from torch import Tensor, nn

WIDTH = 64
_FLAGS, _COLOURS = 50, 54
_PEAK = 3 * float(torch.tanh(torch.tensor(1 / 3)))
"""What the decoder's own soft clamp makes of 1."""


@torch.no_grad()
def set_exact_decoder(decoder: DecoderTiny, blocks: tuple[int, ...]) -> None:
    """Write the weights of a decoder with ``WIDTH`` channels.

    Args:
        decoder: Its blocks start as the identity, but for the first two of 64 px.
        blocks: Number of blocks per level (16, 32, 64, 128, 256 px); the third is at least 2.
    """
    layers = list(decoder.layers)
    convolutions = [layer for layer in layers if isinstance(layer, nn.Conv2d)]
    residual = [each.conv for each in layers if isinstance(each, AutoencoderTinyBlock)]
    for block in residual:
        last = _convolutions(block)[-1]
        last.weight.zero_()
        _bias(last).zero_()
    for convolution in convolutions:
        convolution.weight.zero_()
    _start(convolutions[0])
    for number, convolution in enumerate(convolutions[1:-1]):
        smooth = number >= 2
        for channel in range(WIDTH):
            kernel = _smooth() if smooth else _centre()
            convolution.weight[channel, channel] = kernel
    first = blocks[0] + blocks[1]
    _find_borders(residual[first])
    _choose_pixels(residual[first + 1])
    for colour in range(3):
        convolutions[-1].weight[colour, _COLOURS + colour, 1, 1] = 1
    if convolutions[-1].bias is not None:
        convolutions[-1].bias.zero_()


def _start(convolution: nn.Conv2d) -> None:
    """Shift values to 0..1 and stripes to 1 and 2, which pass ReLUs; outside the picture is 0."""
    bias = torch.zeros(WIDTH)
    for channel in range(50):
        convolution.weight[channel, channel, 1, 1] = 0.5 / _PEAK
        bias[channel] = 0.5 if channel < 48 else 1.5
    if convolution.bias is not None:
        convolution.bias.copy_(bias)


def _find_borders(block: nn.Module) -> None:
    """Set flags to 1 where the stripes change: left, right, top, bottom."""
    compare, clamp, write = _emptied(block)
    sides = ((48, 1, 0), (48, 1, 2), (49, 0, 1), (49, 2, 1))
    for side, (stripe, row, column) in enumerate(sides):
        for sign, hidden in ((1, 2 * side), (-1, 2 * side + 1)):
            compare.weight[hidden, stripe, 1, 1] = sign
            compare.weight[hidden, stripe, row, column] = -sign
            # Clamped twice: 1 from a change of 0.7 on, 0 up to a change of 0.3.
            clamp.weight[side, hidden, 1, 1] = -2.5
        _bias(clamp)[side] = 1.75
        write.weight[_FLAGS + side, side, 1, 1] = -1
        _bias(write)[_FLAGS + side] = 1


def _choose_pixels(block: nn.Module) -> None:
    """Let value (colour, row, column) pass at its own pixel only, and add up each colour."""
    gate, gather, write = _emptied(block)
    left, right, top, bottom = range(_FLAGS, _FLAGS + 4)
    columns = ((left, 1), (left, 0), (right, 2), (right, 1))
    rows = ((top, 1), (top, 0), (bottom, 2), (bottom, 1))
    for value in range(48):
        colour, row, column = value // 16, value // 4 % 4, value % 4
        gate.weight[value, value, 1, 1] = 1
        flag, at = columns[column]
        gate.weight[value, flag, 1, at] += 1.5
        flag, at = rows[row]
        gate.weight[value, flag, at, 1] += 1.5
        _bias(gate)[value] = -3
        gather.weight[colour, value, 1, 1] = 1
    for colour in range(3):
        write.weight[_COLOURS + colour, colour, 1, 1] = 1


def _convolutions(block: nn.Module) -> list[nn.Conv2d]:
    """Return the three convolutions of a block."""
    return [layer for layer in block.modules() if isinstance(layer, nn.Conv2d)]


def _emptied(block: nn.Module) -> list[nn.Conv2d]:
    found = _convolutions(block)
    for convolution in found:
        convolution.weight.zero_()
        _bias(convolution).zero_()
    return found


def _bias(convolution: nn.Conv2d) -> Tensor:
    if convolution.bias is None:
        raise ValueError("a convolution of a residual block has no bias")
    return convolution.bias


def _centre() -> Tensor:
    kernel = torch.zeros(3, 3)
    kernel[1, 1] = 1
    return kernel


def _smooth() -> Tensor:
    """Return the kernel that makes repeated pixels a bilinear enlargement."""
    line = torch.tensor([0.25, 0.5, 0.25])
    return line[:, None] * line[None, :]
