"""Fetching a model from the hub: safetensors only, checked against the hub's digests."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from huggingface_hub import HfApi, snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)

from schemas.errors import DiskFull, ModelMissing, StoryreelError, UsageError

if TYPE_CHECKING:
    from huggingface_hub.hf_api import RepoSibling

_WANTED: Final = re.compile(r"\.(safetensors|json|jinja|txt)$|(^|/)tokenizer\.model$")
_UNWANTED: Final = re.compile(r"^original/|^consolidated|\.(fp16|bf16|non_ema)[.-]")
"""Second copies of the same weights."""
_SPARE: Final = 1_000_000_000
"""Bytes that stay free beside the model."""


def pull(model: str, cache: Path, *, tell: Callable[[str], None], api: HfApi) -> Path:
    """Fetches what is missing of a model and checks all of it; the folder of its snapshot.

    An interrupted pull goes on with the files that are missing. Weights that can run code when
    they are loaded (pickles) and the model's own Python files are never fetched.

    Args:
        model: id on the hub, such as `Qwen/Qwen3-4B-Instruct-2507`.
        cache: the cache that all of Hugging Face's libraries share.
        tell: takes lines for the user.
        api: the hub.

    Raises:
        UsageError: the id is no id.
        ModelMissing: the hub cannot be reached or has no such model, or a file is damaged.
        DiskFull: the model does not fit.
    """
    try:
        info = api.model_info(model, files_metadata=True)
        files = wanted(info.siblings or ())
        _require_weights(model, files)
        tell(f"{model}: {len(files)} files, {_total(files) / 1e9:.2f} GB, into {cache}")
        _require_space(_missing(files, cache, model, str(info.sha)), cache)
        folder = snapshot_download(
            model,
            cache_dir=cache,
            allow_patterns=[each.rfilename for each in files],
            endpoint=api.endpoint,
            token=api.token,
        )
    except StoryreelError:
        raise
    except Exception as error:  # The hub's client passes on whatever its transport raises.
        _explain(error, model)
    _verify(files, Path(folder), model)
    return Path(folder)


def wanted(siblings: Iterable[RepoSibling]) -> list[RepoSibling]:
    """The files that loading needs, out of all files of a repository."""
    return [
        each
        for each in siblings
        if _WANTED.search(each.rfilename) and not _UNWANTED.search(each.rfilename)
    ]


def _require_weights(model: str, files: Sequence[RepoSibling]) -> None:
    if not any(each.rfilename.endswith(".safetensors") for each in files):
        raise ModelMissing(
            f"{model!r} has no weights in safetensors",
            hint="use a model that has; other formats can run code when they are loaded",
        )


def _missing(
    files: Sequence[RepoSibling], cache: Path, model: str, commit: str
) -> list[RepoSibling]:
    folder = cache / f"models--{model.replace('/', '--')}" / "snapshots" / commit
    return [each for each in files if not (folder / each.rfilename).exists()]


def _require_space(files: Sequence[RepoSibling], cache: Path) -> None:
    place = cache
    while not place.exists() and place != place.parent:
        place = place.parent
    needed, free = _total(files), shutil.disk_usage(place).free
    if files and free < needed + _SPARE:
        raise DiskFull(
            f"{needed / 1e9:.2f} GB are to be fetched, and {free / 1e9:.2f} GB are free at "
            f"{str(place)!r}",
            hint="free some space, or move the cache with HF_HOME",
        )


def _total(files: Sequence[RepoSibling]) -> int:
    return sum(each.size or 0 for each in files)


def _verify(files: Sequence[RepoSibling], folder: Path, model: str) -> None:
    """Compares size and SHA-256 of each file with what the hub says; deletes what differs."""
    for each in files:
        path = folder / each.rfilename
        expected = each.lfs.sha256 if each.lfs is not None else None
        whole = each.size is None or path.stat().st_size == each.size
        if whole and expected is not None:
            with path.open("rb") as file:
                whole = hashlib.file_digest(file, "sha256").hexdigest() == expected
        if not whole:
            # The snapshot holds links; what must go is what they point to.
            path.resolve().unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            raise ModelMissing(
                f"{each.rfilename} of {model!r} is damaged and was deleted",
                hint=f"run `storyreel models pull {model}` again; the other files are kept",
            )


def _explain(error: Exception, model: str) -> NoReturn:
    match error:
        case HFValidationError():
            raise UsageError(
                f"{model!r} is no id of a model",
                hint="ids look like Qwen/Qwen3-4B-Instruct-2507",
            ) from error
        case GatedRepoError():
            what = f"the hub gives {model!r} only to those who accepted its terms"
            hint = "accept them on the model's page, then set HF_TOKEN"
        case RepositoryNotFoundError():
            what, hint = (
                f"the hub has no model {model!r}",
                "check the id; private ones need HF_TOKEN",
            )
        case OfflineModeIsEnabled():
            what = "HF_HUB_OFFLINE is set, so nothing is fetched"
            hint = "unset it, or copy the model's folder here and use transformers:FOLDER"
        case HfHubHTTPError():
            what, hint = f"the hub refused {model!r}", "try again later; what was fetched is kept"
        case OSError() if not isinstance(error, (LocalEntryNotFoundError, ConnectionError)):
            what, hint = f"{model!r} cannot be stored: {error}", "check the disk and its rights"
        case _:
            what = f"the hub cannot be reached, so {model!r} was not fetched"
            hint = "check the connection and run it again, or copy the folder here from elsewhere"
    raise ModelMissing(what, hint=hint) from error
