"""config.toml is written without losing what the user wrote in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.errors import UsageError
from schemas.settings import read_settings
from tui.app.config_file import write_endpoint, write_settings

WRITTEN = """\
# my settings
frames = 6  # enough

[endpoints.mine]
base_url = "http://127.0.0.1:9/v1"  # the big machine
model = "large"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config" / "config.toml"
    path.parent.mkdir()
    path.write_text(WRITTEN, encoding="utf-8")
    return path


def test_comments_and_other_entries_stay(config: Path, tmp_path: Path) -> None:
    write_settings(config, {"frames": 12, "theme": "nord", "autoplay": False})
    text = config.read_text(encoding="utf-8")
    assert "# my settings" in text
    assert "frames = 12  # enough" in text
    assert "# the big machine" in text
    settings = read_settings(tmp_path)
    assert (settings.frames, settings.theme, settings.autoplay) == (12, "nord", False)
    assert settings.endpoints["mine"].model == "large"


def test_an_endpoint_is_added_beside_the_others(config: Path, tmp_path: Path) -> None:
    write_endpoint(config, "ollama-llama3.2:1b", "http://127.0.0.1:11434/v1", "llama3.2:1b")
    endpoints = read_settings(tmp_path).endpoints
    assert endpoints["mine"].model == "large"
    assert endpoints["ollama-llama3.2:1b"].model == "llama3.2:1b"


def test_a_first_endpoint_and_then_a_setting(tmp_path: Path) -> None:
    config = tmp_path / "config" / "config.toml"
    write_endpoint(config, "mine", "http://127.0.0.1:9/v1", "large")
    write_settings(config, {"frames": 5})
    settings = read_settings(tmp_path)
    assert settings.frames == 5
    assert settings.endpoints["mine"].base_url == "http://127.0.0.1:9/v1"


def test_a_file_that_is_not_toml_stays_as_it_is(config: Path) -> None:
    config.write_text("frames = = 6", encoding="utf-8")
    with pytest.raises(UsageError, match="nothing was written"):
        write_settings(config, {"frames": 5})
    assert config.read_text(encoding="utf-8") == "frames = = 6"
