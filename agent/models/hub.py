"""Models of a hub on this disk, in the cache that all of Hugging Face's libraries share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from huggingface_hub import CacheNotFound, scan_cache_dir, try_to_load_from_cache
from huggingface_hub.errors import HFValidationError

from schemas.errors import ModelMissing

CONFIG: Final = "config.json"


def hub_cache(environment: Mapping[str, str]) -> Path:
    """The shared cache: where HF_HUB_CACHE or HF_HOME says, else below the user's home."""
    if named := environment.get("HF_HUB_CACHE"):
        return Path(named).expanduser()
    home = environment.get("HF_HOME")
    return (Path(home).expanduser() if home else Path.home() / ".cache" / "huggingface") / "hub"


def folder_of(source: str, cache: Path) -> Path:
    """The folder of a model: `source` itself, or the snapshot of the hub's model of that id.

    Raises:
        ModelMissing: neither is on this disk.
    """
    folder = Path(source).expanduser()
    if (folder / CONFIG).is_file():
        return folder.absolute()
    if folder.is_dir():
        raise ModelMissing(
            f"the folder {source!r} holds no {CONFIG}",
            hint="name a folder in transformers' layout, with config.json and *.safetensors",
        )
    try:
        found = try_to_load_from_cache(source, CONFIG, cache_dir=cache)
    except HFValidationError:
        found = None
    if not isinstance(found, str):
        raise ModelMissing(
            f"there is no model {source!r} on this disk",
            hint=f"name a folder, or run `storyreel models pull {source}`",
        )
    return Path(found).parent


def chat_models(cache: Path) -> Iterator[tuple[str, int]]:
    """Id and bytes of each causal language model in the cache that can be read as it is."""
    try:
        found = scan_cache_dir(cache)
    except CacheNotFound:
        return
    for repository in sorted(found.repos, key=lambda each: each.repo_id):
        for revision in repository.revisions:
            names = {file.file_name for file in revision.files}
            if repository.repo_type == "model" and {CONFIG, "tokenizer.json"} <= names:
                if any(name.endswith(".safetensors") for name in names):
                    yield repository.repo_id, repository.size_on_disk
                break
