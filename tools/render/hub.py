"""Models of the Hugging Face hub that are on this machine already."""

from __future__ import annotations

from pathlib import Path


def downloaded(hub_id: str) -> Path | None:
    """The folder of a hub id ("owner/name") in the hub's own cache; None where it is not there.

    Nothing is asked of the network and nothing is downloaded: how many gigabytes to fetch, and
    under which licence, is for the user to say.
    """
    # Imported here, because ids of other forms are the rule and this takes a third of a second.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(hub_id, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        return None
