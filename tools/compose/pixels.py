"""Pictures as arrays, and as PNG files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from schemas.errors import ProjectDamaged

Rgb: TypeAlias = NDArray[np.uint8]
"""Pixels, uint8 [height, width, 3], sRGB-encoded, 0 to 255."""


_END = b"\x00\x00\x00\x00IEND\xae\x42\x60\x82"
"""The last chunk of every PNG file, which Pillow does not look at."""


def rgb_of(picture: Image.Image) -> Rgb:
    """The pixels of `picture`; transparency is dropped."""
    return np.array(picture.convert("RGB"), dtype=np.uint8)


def read_png(path: Path) -> Rgb:
    """The pixels of the PNG file at `path`, after its checksums were compared.

    Raises:
        ProjectDamaged: the file is missing, is not a PNG, or its bytes have changed.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ProjectDamaged(
            f"cannot read the picture {str(path)!r}: {error.strerror or error}",
            hint="run `storyreel render` on the project; it renders what is missing",
        ) from error
    return decode_png(content, str(path))


def decode_png(png: bytes, name: str) -> Rgb:
    """The pixels of a PNG file, after its checksums were compared.

    Args:
        png: the file's content.
        name: what to call it in an error, usually its path.

    Raises:
        ProjectDamaged: it is not a PNG file, or its bytes have changed since it was written.
    """
    try:
        if not png.endswith(_END):
            raise ValueError("its end is missing")
        # verify() compares the checksum of every chunk before the last; decoding does not.
        Image.open(io.BytesIO(png), formats=["PNG"]).verify()
        return rgb_of(Image.open(io.BytesIO(png), formats=["PNG"]))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ProjectDamaged(
            f"the picture {name!r} is damaged: {error}",
            hint="delete that file, then run `storyreel render` on the project",
        ) from error


def encode_png(rgb: Rgb) -> bytes:
    """A PNG file, 8-bit RGB. Equal pixels give equal bytes: nothing but the pixels is in it."""
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, format="PNG", compress_level=6)
    return file.getvalue()
