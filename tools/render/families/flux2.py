"""FLUX.2 klein."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from diffusers.models.attention_processor import Attention
from diffusers.models.autoencoders.autoencoder_kl_flux2 import AutoencoderKLFlux2
from diffusers.models.transformers.transformer_flux2 import Flux2Transformer2DModel
from diffusers.pipelines.flux2.pipeline_flux2_klein import (
    Flux2KleinPipeline,
    compute_empirical_mu,
)
from transformers.models.qwen2.tokenization_qwen2 import Qwen2Tokenizer
from transformers.models.qwen3.modeling_qwen3 import Qwen3ForCausalLM

from schemas.render import DType, RenderSettings
from tools.render.families.flow import PATCH, FlowScheduler
from tools.render.families.model import Condition, Scheduler, plain_guidance
from tools.render.families.parts import (
    VAE_DTYPE,
    Stepping,
    load_part,
    load_stepping,
    load_tokenizer,
)
from tools.render.model_folder import ModelFolder

_NO_ATTENTION: Mapping[str, Attention] = {}


class Flux2Klein:
    """What `Flux2KleinPipeline` of diffusers computes, in single steps; see `Model`.

    A latent here is a patch, as the transformer takes it: 16 pixels of the released weights.
    """

    attention: Mapping[str, Attention] = _NO_ATTENTION
    batch_invariant = False
    patch = PATCH

    def __init__(self, pipeline: Flux2KleinPipeline, stepping: Stepping) -> None:
        """Takes the pipeline, which reads prompts and has the parts."""
        self.guided_share = stepping.guided_share
        parts: Any = pipeline
        self._pipeline = parts
        self._transformer: Flux2Transformer2DModel = parts.transformer
        self._new_scheduler = stepping.new_scheduler
        self._distilled = bool(parts.config.is_distilled)
        self.vae: Any = parts.vae
        self.channels: int = self._transformer.config["in_channels"]
        self.dtype: torch.dtype = self._transformer.dtype
        self._scale = PATCH * parts.vae_scale_factor

    def schedule(self, settings: RenderSettings) -> Scheduler:
        """See `Model`; steps are spaced by the size of the picture and their number."""
        tokens = (settings.height // self._scale) * (settings.width // self._scale)
        steps = settings.num_inference_steps
        return FlowScheduler(self._new_scheduler(), steps, compute_empirical_mu(tokens, steps))

    def guided(self, guidance_scale: float) -> bool:
        """See `Model`; the distilled weights take no guidance."""
        return guidance_scale > 1 and not self._distilled

    def condition(self, prompt: str) -> Condition:
        """See `Model`."""
        return Condition(self._pipeline.encode_prompt(prompt, device="cpu")[0])

    def predict(
        self,
        rows: torch.Tensor,
        timestep: torch.Tensor,
        conditions: Sequence[Condition],
        settings: RenderSettings,
    ) -> torch.Tensor:
        """See `Model`; row by row, as texts differ in length."""
        pairs = zip(rows.split(1), conditions, strict=True)
        return torch.cat([self._predict_one(row, timestep, text) for row, (text, _) in pairs])

    def _predict_one(
        self, row: torch.Tensor, timestep: torch.Tensor, text: torch.Tensor
    ) -> torch.Tensor:
        height, width = row.shape[2:]
        predicted = self._transformer(
            hidden_states=row.flatten(2).transpose(1, 2),
            timestep=timestep.expand(1).to(self.dtype) / 1000,
            encoder_hidden_states=text,
            txt_ids=_places(1, 1, text.shape[1]),
            img_ids=_places(height, width, 1),
            return_dict=False,
        )[0]
        return predicted.transpose(1, 2).unflatten(2, (height, width))

    def guide(
        self, without: torch.Tensor, with_text: torch.Tensor, guidance_scale: float
    ) -> torch.Tensor:
        """See `Model`."""
        return plain_guidance(without, with_text, guidance_scale)

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """See `Model`; latents are brought back to the scale on which the autoencoder has them."""
        norm = self.vae.bn
        deviation = (norm.running_var + self.vae.config["batch_norm_eps"]).sqrt()
        scaled = latents * deviation.view(1, -1, 1, 1) + norm.running_mean.view(1, -1, 1, 1)
        whole = torch.nn.functional.pixel_shuffle(scaled, PATCH)
        return self.vae.decode(whole, return_dict=False)[0]


def load(source: ModelFolder, dtype: DType) -> Flux2Klein:
    """Loads a folder of the family."""
    stepping = load_stepping(source, "set_begin_index")
    pipeline: Any = Flux2KleinPipeline
    return Flux2Klein(
        pipeline(
            scheduler=stepping.new_scheduler(),
            vae=load_part(AutoencoderKLFlux2, source, "vae", VAE_DTYPE),
            text_encoder=load_part(Qwen3ForCausalLM, source, "text_encoder", dtype),
            tokenizer=load_tokenizer(Qwen2Tokenizer, source),
            transformer=load_part(Flux2Transformer2DModel, source, "transformer", dtype),
            is_distilled=bool(source.model_index.get("is_distilled")),
        ),
        stepping,
    )


def _places(height: int, width: int, words: int) -> torch.Tensor:
    # Coordinates (time, row, column, place in the text) of each token, for the rotary embedding.
    axes = (torch.arange(length) for length in (1, height, width, words))
    return torch.cartesian_prod(*axes)[None]
