"""Sizes and sampling that a family's makers meant for it."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import Field

from schemas.base import Value


class Defaults(Value):
    """How a model is sampled where nobody says otherwise; the form of a folder's defaults.json."""

    num_inference_steps: int = Field(default=20, ge=1, le=200)
    guidance_scale: float = Field(default=7.5, ge=1.0, le=30.0)
    """Of classifier-free guidance; 1 is none."""
    guided_share: float = Field(default=1.0, gt=0.0, le=1.0)
    """The share of the steps, from the noisy end, that are guided. Towards the end guidance changes
    little and costs half of each step (arXiv:2404.07724)."""


class Geometry(NamedTuple):
    """Sizes of a model's latents and stills."""

    scale: int
    """Pixels of a still per latent, along each side."""
    multiple: int
    """A still's width and height in pixels must be multiples of it."""
    width: int
    """Native, pixels."""
    height: int
