"""Keys of providers: from the environment, then the keyring, then a file that only its owner reads.

A key is held as a SecretStr from here on, so that no log, message or dump can show it by accident.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import keyring
import keyring.errors
from pydantic import SecretStr

from schemas.errors import UsageError

SERVICE = "storyreel"
"""Name of our keys in the keyring."""
FILE = "keys.env"
"""Lines of NAME=KEY in the config folder, mode 0600."""


def find_key(name: str, environment: Mapping[str, str], config: Path) -> SecretStr | None:
    """The key of that name, or None where nobody gave one.

    Args:
        name: as of an environment variable, for example `OPENAI_API_KEY`.
        environment: the process's variables.
        config: the user's config folder; need not exist.

    Raises:
        UsageError: the key file can be read by others than its owner, or cannot be read.
    """
    found = environment.get(name) or _from_keyring(name) or _from_file(name, config / FILE)
    return SecretStr(found) if found else None


def _from_keyring(name: str) -> str | None:
    # A machine without a keyring is an ordinary one: servers and containers have none.
    try:
        return keyring.get_password(SERVICE, name)
    except (keyring.errors.KeyringError, OSError, RuntimeError):
        return None


def _from_file(name: str, path: Path) -> str | None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UsageError(
            f"others can read the key file {str(path)!r} (mode {stat.S_IMODE(mode):o})",
            hint=f"run `chmod 600 {path}`",
        )
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the key file {str(path)!r} cannot be read", hint="write lines of NAME=KEY into it"
        ) from error
    for line in lines:
        key, separator, value = line.partition("=")
        if separator and key.strip() == name:
            return value.strip() or None
    return None
