"""Renderer ids, and the renderers that they name."""

from __future__ import annotations

from pathlib import Path

from schemas.errors import ModelMissing
from schemas.vocabulary import Vocabulary
from tools import pocket
from tools.pocket.vocabulary import load_vocabulary
from tools.render.diffusers_folder import FolderRenderer
from tools.render.port import Renderer

POCKET = "pocket"


def open_renderer(renderer_id: str, cache_folder: Path) -> Renderer:
    """The renderer of that id: `pocket`, or a folder that holds a diffusers model.

    Costs little: nothing is loaded before it is asked for its capabilities or a still.

    Raises:
        ModelMissing: the id is neither.
    """
    if renderer_id == POCKET:
        folder = Path(pocket.__path__[0]) / "model"
        return FolderRenderer(POCKET, folder, pocket_vocabulary(), cache_folder)
    folder = Path(renderer_id).expanduser().resolve()
    if not folder.exists():
        raise ModelMissing(
            f"there is no renderer {renderer_id!r}: it is neither {POCKET!r} nor a folder",
            hint=f"use {POCKET!r}, or download the model yourself and name its folder",
        )
    return FolderRenderer(str(folder), folder, None, cache_folder)


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
