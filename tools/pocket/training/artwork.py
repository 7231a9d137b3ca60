"""Fetches the permissively licensed vector artwork that the scenes are made of.

The packages are data only (one ``icons.json`` each). They are fetched with ``npm pack`` into the
user's cache when they are missing and are never committed.
"""

import json
import os
import subprocess
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs

PACKS = {
    "fluent-emoji-flat": "@iconify-json/fluent-emoji-flat@1.2.6",
    "noto": "@iconify-json/noto@1.2.9",
}


def cache_folder() -> Path:
    """Return the cache folder of storyreel (``STORYREEL_HOME`` moves it), made if missing."""
    home = os.environ.get("STORYREEL_HOME")
    folder = Path(home) / "cache" if home else Path(platformdirs.user_cache_dir("storyreel"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def svg(reference: str) -> str:
    """Return one drawing as SVG text.

    Args:
        reference: ``pack:icon``, as in the vocabulary's ``artwork`` field.

    Raises:
        KeyError: The pack or the icon does not exist.
    """
    pack, icon = reference.split(":", 1)
    data = _icons(pack)
    drawing = data["icons"][icon]
    width = drawing.get("width", data.get("width", 16))
    height = drawing.get("height", data.get("height", 16))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f"{drawing['body']}</svg>"
    )


@cache
def _icons(pack: str) -> dict[str, Any]:
    with tarfile.open(_archive(pack)) as archive:
        member = archive.extractfile("package/icons.json")
        if member is None:
            raise FileNotFoundError(f"{pack}: no icons.json in the package")
        return json.load(member)


def _archive(pack: str) -> Path:
    folder = cache_folder().parent / "storyreel-art"
    folder.mkdir(parents=True, exist_ok=True)
    package, version = PACKS[pack].rsplit("@", 1)
    path = folder / f"{package.strip('@').replace('/', '-')}-{version}.tgz"
    if not path.exists():
        subprocess.run(["npm", "pack", "--silent", f"{package}@{version}"], cwd=folder, check=True)
    return path
