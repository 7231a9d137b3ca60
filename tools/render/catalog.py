"""Renderer ids, and the renderers that they name."""

from __future__ import annotations

from pathlib import Path

from schemas.errors import ModelMissing
from schemas.render import Precision
from schemas.vocabulary import Vocabulary
from tools import pocket
from tools.pocket.vocabulary import load_vocabulary
from tools.render.diffusers_folder import FolderRenderer
from tools.render.enduring import Loading
from tools.render.hub import downloaded
from tools.render.port import Renderer
from tools.render.precision import fastest_dtype

POCKET = "pocket"


def open_renderer(
    renderer_id: str, cache_folder: Path, precision: Precision = "float32"
) -> Renderer:
    """The renderer of that id: `pocket`, a folder that holds a diffusers model, or a hub id.

    Of a hub id, what was downloaded before is taken.

    Costs little: nothing is loaded before it is asked for its capabilities or a still. Only the
    first time on a machine, `auto` measures the processor for a few seconds.

    Raises:
        ModelMissing: the id is none of them.
    """
    loading = Loading(fastest_dtype(cache_folder) if precision == "auto" else precision)
    if renderer_id == POCKET:
        folder = Path(pocket.__path__[0]) / "model"
        return FolderRenderer(POCKET, folder, pocket_vocabulary(), cache_folder, loading)
    folder = Path(renderer_id).expanduser().resolve()
    if folder.exists():
        return FolderRenderer(str(folder), folder, None, cache_folder, loading)
    snapshot = downloaded(renderer_id)
    if snapshot is None:
        raise ModelMissing(
            f"there is no renderer {renderer_id!r}: it is neither {POCKET!r}, nor a folder, nor a "
            "model in the hub's cache",
            hint=f"use {POCKET!r}, name a model's folder, or run `hf download OWNER/NAME` first",
        )
    return FolderRenderer(renderer_id, snapshot, None, cache_folder, loading)


def pocket_vocabulary() -> Vocabulary:
    """What the pocket renderer can draw, as the director and the dialect read it."""
    known = load_vocabulary()
    synonyms = known.synonyms
    return Vocabulary.model_validate(
        {
            "objects": known.object_names,
            "backgrounds": known.background_names,
            "times": known.times,
            "weathers": known.weathers,
            "lightings": known.lightings,
            "positions": known.positions,
            "scales": known.scales,
            "facings": known.facings,
            # A word may mean a thing and a place ("snow"); the thing wins, as users name things.
            "synonyms": synonyms.lightings | synonyms.backgrounds | synonyms.objects,
        }
    )
