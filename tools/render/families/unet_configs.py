"""What the configurations of Stable Diffusion and Stable Diffusion XL tell."""

from __future__ import annotations

from typing import cast

from schemas.errors import ModelMissing
from tools.render.families.configs import Configs
from tools.render.families.sampling_defaults import Defaults, Geometry
from tools.render.safetensors_file import damaged

_CONSISTENCY_SCHEDULERS = frozenset({"LCMScheduler", "TCDScheduler"})
_ADVERSARIAL_SCHEDULERS = frozenset({"EulerDiscreteScheduler", "EulerAncestralDiscreteScheduler"})


def unet_geometry(configs: Configs) -> Geometry:
    """From the depth of the autoencoder and the UNet's sample_size.

    Raises:
        ModelMissing: one of them is not told.
    """
    vae = configs.of("vae")
    blocks = vae.get("block_out_channels") or vae.get("decoder_block_out_channels")
    if not isinstance(blocks, list):
        raise damaged(configs.path("vae"), "does not list block_out_channels")
    scale = 2 ** (len(cast("list[object]", blocks)) - 1)
    match configs.of("unet").get("sample_size"):
        case int(side) if side > 0:
            return Geometry(scale, scale, side * scale, side * scale)
        case [int(height), int(width)] if height > 0 and width > 0:
            return Geometry(scale, scale, width * scale, height * scale)
        case other:
            what = f"has the sample_size {other!r}, which is no size"
            raise damaged(configs.path("unet"), what)


def unet_defaults(configs: Configs) -> Defaults:
    """20 steps with guidance 7.5, or what a distilled variant wants.

    Consistency models (LCM, arXiv:2310.04378; TCD) come with their own schedulers. Adversarially
    distilled ones (Turbo, arXiv:2311.17042; Lightning) come with an Euler scheduler whose steps
    trail; the originals' lead. Both want 4 steps without guidance, but where the UNet takes the
    guidance scale as an input, it was trained on scales about 8.5.
    """
    scheduler = configs.of("scheduler")
    name = scheduler.get("_class_name")
    trails = scheduler.get("timestep_spacing") == "trailing"
    if configs.of("unet").get("time_cond_proj_dim") is not None:
        return Defaults(num_inference_steps=4, guidance_scale=8.5)
    if name in _CONSISTENCY_SCHEDULERS or (name in _ADVERSARIAL_SCHEDULERS and trails):
        return Defaults(num_inference_steps=4, guidance_scale=1.0)
    return Defaults()


def check_sd_unet(configs: Configs) -> None:
    """Refuses a UNet that wants inputs beside noise, time, text and guidance scale.

    Raises:
        ModelMissing: it does.
    """
    _check_unet(configs, {None, "text"})


def check_sdxl_unet(configs: Configs) -> None:
    """Refuses a UNet that wants other inputs than SDXL's.

    Raises:
        ModelMissing: it does.
    """
    _check_unet(configs, {"text_time"})


def _check_unet(configs: Configs, additions: set[str | None]) -> None:
    unet = configs.of("unet")
    wants = [
        name for name in ("class_embed_type", "num_class_embeds") if unet.get(name) is not None
    ]
    if unet.get("addition_embed_type") not in additions:
        wants.append("addition_embed_type")
    if wants:
        raise ModelMissing(
            f"the UNet in {str(configs.folder)!r} sets {wants[0]} = {unet.get(wants[0])!r}, "
            "which this family does not serve",
            hint="choose a Stable Diffusion or Stable Diffusion XL model with --renderer",
        )
