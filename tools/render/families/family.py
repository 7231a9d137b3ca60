"""What a renderer has to know of a family before any weights are loaded. Torch is not imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from schemas.errors import ModelMissing
from schemas.render import Dialect, Mode
from tools.render.families.configs import Configs
from tools.render.families.sampling_defaults import Defaults, Geometry
from tools.render.families.transformer_configs import (
    flux2_defaults,
    flux2_geometry,
    qwen_image_defaults,
    qwen_image_geometry,
    z_image_defaults,
    z_image_geometry,
)
from tools.render.families.unet_configs import (
    check_sd_unet,
    check_sdxl_unet,
    unet_defaults,
    unet_geometry,
)

FamilyName = Literal[
    "Stable Diffusion", "Stable Diffusion XL", "FLUX.2 klein", "Z-Image", "Qwen-Image"
]

_Classes = Mapping[str, frozenset[str]]

_CLIP_TOKENIZER = frozenset({"CLIPTokenizer", "CLIPTokenizerFast"})
_QWEN_TOKENIZER = frozenset({"Qwen2Tokenizer", "Qwen2TokenizerFast"})
_UNET: _Classes = {
    "unet": frozenset({"UNet2DConditionModel"}),
    "vae": frozenset({"AutoencoderKL", "AutoencoderTiny"}),
    "text_encoder": frozenset({"CLIPTextModel"}),
    "tokenizer": _CLIP_TOKENIZER,
}
_SHARED_ATTENTION: tuple[Mode, ...] = ("none", "anchor", "rotate")
_SHARED_NOISE: tuple[Mode, ...] = ("none",)
"""Their attention mixes text and picture, and which of it a frame could take from another without
taking the other's text is open; frames of a shot have the noise in common, as everywhere."""


class Family(NamedTuple):
    """A family of models in the diffusers layout."""

    name: FamilyName
    pipelines: frozenset[str]
    """Values of `_class_name` in model_index.json."""
    parts: _Classes
    """Its parts (but the scheduler), and the classes that each may have."""
    dialect: Dialect
    modes: tuple[Mode, ...]
    """Consistency modes, the default first."""
    geometry: Callable[[Configs], Geometry]
    defaults: Callable[[Configs], Defaults]
    check: Callable[[Configs], None]
    """Raises ModelMissing for a variant that its adapter does not serve."""


def _nothing_to_check(configs: Configs) -> None:
    """Its classes say all."""


FAMILIES = (
    Family(
        name="Stable Diffusion",
        pipelines=frozenset({"StableDiffusionPipeline", "LatentConsistencyModelPipeline"}),
        parts=_UNET,
        dialect="tags",
        modes=_SHARED_ATTENTION,
        geometry=unet_geometry,
        defaults=unet_defaults,
        check=check_sd_unet,
    ),
    Family(
        name="Stable Diffusion XL",
        pipelines=frozenset({"StableDiffusionXLPipeline"}),
        parts={
            **_UNET,
            "text_encoder_2": frozenset({"CLIPTextModelWithProjection"}),
            "tokenizer_2": _CLIP_TOKENIZER,
        },
        dialect="tags",
        modes=_SHARED_ATTENTION,
        geometry=unet_geometry,
        defaults=unet_defaults,
        check=check_sdxl_unet,
    ),
    Family(
        name="FLUX.2 klein",
        pipelines=frozenset({"Flux2KleinPipeline"}),
        parts={
            "transformer": frozenset({"Flux2Transformer2DModel"}),
            "vae": frozenset({"AutoencoderKLFlux2"}),
            "text_encoder": frozenset({"Qwen3ForCausalLM"}),
            "tokenizer": _QWEN_TOKENIZER,
        },
        dialect="prose",
        modes=_SHARED_NOISE,
        geometry=flux2_geometry,
        defaults=flux2_defaults,
        check=_nothing_to_check,
    ),
    Family(
        name="Z-Image",
        pipelines=frozenset({"ZImagePipeline"}),
        parts={
            "transformer": frozenset({"ZImageTransformer2DModel"}),
            "vae": frozenset({"AutoencoderKL"}),
            "text_encoder": frozenset({"Qwen3Model"}),
            "tokenizer": _QWEN_TOKENIZER,
        },
        dialect="prose",
        modes=_SHARED_NOISE,
        geometry=z_image_geometry,
        defaults=z_image_defaults,
        check=_nothing_to_check,
    ),
    Family(
        name="Qwen-Image",
        pipelines=frozenset(
            {"QwenImagePipeline", "QwenImageEditPipeline", "QwenImageEditPlusPipeline"}
        ),
        parts={
            "transformer": frozenset({"QwenImageTransformer2DModel"}),
            "vae": frozenset({"AutoencoderKLQwenImage"}),
            "text_encoder": frozenset({"Qwen2_5_VLForConditionalGeneration"}),
            "tokenizer": _QWEN_TOKENIZER,
        },
        dialect="prose",
        modes=_SHARED_NOISE,
        geometry=qwen_image_geometry,
        defaults=qwen_image_defaults,
        check=_nothing_to_check,
    ),
)


def family_of(configs: Configs) -> Family:
    """The family of a model folder, by its index.

    Raises:
        ModelMissing: it is of none of the families, or a part has another class.
    """
    pipeline = configs.index.get("_class_name")
    family = next((each for each in FAMILIES if pipeline in each.pipelines), None)
    if family is None:
        raise ModelMissing(
            f"{str(configs.folder / 'model_index.json')!r} names the pipeline {pipeline!r}, "
            "which this renderer does not draw with",
            hint=f"choose a model of one of: {', '.join(each.name for each in FAMILIES)}",
        )
    for part, classes in family.parts.items():
        name = configs.class_of(part)
        if name not in classes:
            raise ModelMissing(
                f"the model {str(configs.folder)!r} has {name or 'nothing'} as its {part}; "
                f"{family.name} is drawn with {' or '.join(sorted(classes))}",
                hint="choose another model with --renderer",
            )
    family.check(configs)
    return family
