"""Keys come from the environment, then the keyring, then a file that only its owner reads."""

from __future__ import annotations

from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest

from agent.models.keys import FILE, SERVICE, find_key
from schemas.errors import UsageError


class Ring(keyring.backend.KeyringBackend):
    priority = 1  # pyright: ignore[reportAssignmentType] - a class property there

    def __init__(self, kept: dict[tuple[str, str], str]) -> None:
        super().__init__()
        self.kept = kept

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Locked(Ring):
    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("locked")


@pytest.fixture(autouse=True)
def ring() -> Ring:
    empty = Ring({})
    keyring.set_keyring(empty)
    return empty


def write_file(folder: Path, mode: int) -> None:
    path = folder / FILE
    path.write_text("# mine\nOTHER=no\nTOY_KEY = from-file\n", encoding="utf-8")
    path.chmod(mode)


def shown(folder: Path, environment: dict[str, str] | None = None) -> str | None:
    key = find_key("TOY_KEY", environment or {}, folder)
    return None if key is None else key.get_secret_value()


def test_each_source_stands_in_for_the_one_before(tmp_path: Path, ring: Ring) -> None:
    assert shown(tmp_path) is None
    write_file(tmp_path, 0o600)
    assert shown(tmp_path) == "from-file"
    ring.set_password(SERVICE, "TOY_KEY", "from-ring")
    assert shown(tmp_path) == "from-ring"
    assert shown(tmp_path, {"TOY_KEY": "from-environment"}) == "from-environment"


def test_a_keyring_that_fails_is_passed_over(tmp_path: Path) -> None:
    keyring.set_keyring(Locked({}))
    write_file(tmp_path, 0o600)
    assert shown(tmp_path) == "from-file"


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    write_file(tmp_path, 0o644)
    with pytest.raises(UsageError, match="mode 644") as raised:
        shown(tmp_path)
    assert "chmod 600" in raised.value.hint
    assert "from-file" not in raised.value.message


def test_a_key_does_not_show_when_printed(tmp_path: Path) -> None:
    key = find_key("TOY_KEY", {"TOY_KEY": "sk-canary"}, tmp_path)
    assert "sk-canary" not in f"{key} {key!r}"
