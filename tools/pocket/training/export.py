"""Writes the trained weights as an ordinary diffusers folder, in half precision.

``python -m tools.pocket.training.export`` replaces ``tools/pocket/model`` by the newest averaged
weights of the training and the newest codec.
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import torch
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline

from tools.pocket.training.artwork import cache_folder
from tools.pocket.training.checkpoint import checkpoint_folder, load_checkpoint
from tools.pocket.training.codec import build_codec
from tools.pocket.training.network import (
    TINY,
    Sizes,
    build_scheduler,
    build_text_encoder,
    build_unet,
)
from tools.pocket.training.sampling import GUIDANCE, STEPS
from tools.pocket.training.tokenizer import build_tokenizer
from tools.pocket.vocabulary import load_vocabulary

MODEL_FOLDER = Path(__file__).resolve().parents[1] / "model"
DEFAULTS = {"num_inference_steps": STEPS, "guidance_scale": GUIDANCE}


def export(training: Path, codec: Path, target: Path, sizes: Sizes | None = None) -> int:
    """Write the model folder, replacing an older one as a whole.

    Args:
        training: Checkpoint of the denoiser and the text encoder.
        codec: Checkpoint of the codec.
        target: The model folder.
        sizes: Sizes that the checkpoint was trained with.

    Returns:
        Bytes of the folder.

    Raises:
        FileNotFoundError: A checkpoint is missing: train first.
    """
    trained, coded = load_checkpoint(training), load_checkpoint(codec)
    if trained is None or coded is None:
        raise FileNotFoundError(f"no checkpoint at {training if trained is None else codec}")
    sizes = sizes or Sizes()
    tokenizer = build_tokenizer(load_vocabulary())
    unet, text = build_unet(sizes), build_text_encoder(sizes, tokenizer)
    unet.load_state_dict(trained["average"][0])
    text.load_state_dict(trained["average"][1])
    vae = build_codec()
    vae.load_state_dict(coded["weights"])
    pipeline = StableDiffusionPipeline(
        vae=vae,  # pyright: ignore[reportArgumentType]
        text_encoder=text,
        tokenizer=tokenizer,
        unet=unet,
        scheduler=build_scheduler(),  # pyright: ignore[reportArgumentType]
        safety_checker=None,  # pyright: ignore[reportArgumentType]
        feature_extractor=None,  # pyright: ignore[reportArgumentType]
        requires_safety_checker=False,
    )
    pipeline.to(dtype=torch.float16)
    temporary = cache_folder() / "pocket-export"
    shutil.rmtree(temporary, ignore_errors=True)
    pipeline.save_pretrained(temporary, safe_serialization=True)
    (temporary / "defaults.json").write_text(json.dumps(DEFAULTS, indent=2) + "\n", "utf-8")
    about = {"step": trained["step"], "samples": trained["samples"], "plan": trained["plan"]}
    (temporary / "training.json").write_text(json.dumps(about, indent=2) + "\n", "utf-8")
    write_digests(temporary)
    _replace(target, temporary)
    return sum(file.stat().st_size for file in target.rglob("*") if file.is_file())


def write_digests(folder: Path) -> None:
    """Write ``SHA256SUMS`` over every other file of the folder, in the format of sha256sum."""
    sums = folder / "SHA256SUMS"
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file != sums)
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}"
        for file in files
    ]
    sums.write_text("\n".join(lines) + "\n", "utf-8")


def _replace(target: Path, source: Path) -> None:
    """Put ``source`` in the place of ``target``; readers see the old folder or the new one."""
    fresh = target.with_name(target.name + ".new")
    old = target.with_name(target.name + ".old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(source, fresh)
    shutil.rmtree(source)
    for file in fresh.rglob("*.safetensors"):
        file.chmod(0o644)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def main() -> None:
    """Export the newest checkpoints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", default="main", help="name of the training's checkpoint")
    parser.add_argument("--target", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--tiny", action="store_true")
    options = parser.parse_args()
    folder = checkpoint_folder()
    sizes = TINY if options.tiny else Sizes()
    size = export(folder / f"{options.name}.pt", folder / "codec.pt", options.target, sizes)
    print(f"{options.target}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
