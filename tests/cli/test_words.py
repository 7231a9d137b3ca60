"""Bad words on the command line: the documented exit code, what happened, what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tui.cli import main


def failed(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """What happened and what to do, from stderr."""
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 2, lines
    assert lines[0].startswith("storyreel: ")
    return lines[0], lines[1]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ([], "terminal"),
        (["--open", "nowhere"], "terminal"),
        (["play", "nowhere"], "nowhere"),
        (["paint"], "paint"),
        (["make"], "PREMISE"),
        (["make", ""], "empty"),
        (["make", "   "], "empty"),
        (["make", "a fox \x1b[31mred"], r"\x1b"),
        (["make", "a\x00fox"], r"\x00"),
        (["make", "x" * 2001], "2000"),
        (["make", "a fox", "--frames", "0"], "0"),
        (["make", "a fox", "--frames", "65"], "65"),
        (["make", "a fox", "--frames", "many"], "many"),
        (["make", "a fox", "--seed", "-1"], "-1"),
        (["make", "a fox", "--director", "oracle"], "oracle"),
        (["make", "a fox", "--director", "openai:gpt-5"], "OPENAI_API_KEY"),
        (["make", "a fox", "--writing", "sideways"], "sideways"),
        (["models", "pull", "pocket"], "pull"),
        (["models", "prepare"], "ID"),
        (["models", "prepare", "oracle"], "oracle"),
        (["revise", "x", ""], "empty"),
    ],
)
def test_usage_errors_exit_2(
    words: list[str], named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if words[:1] == ["make"] and len(words) > 1:
        words = [*words, "--out", str(tmp_path / "out")]
    assert main(words) == 2
    happened, todo = failed(capsys)
    assert named in happened
    assert todo
    assert not (tmp_path / "out").exists()


def test_a_usage_error_is_also_a_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["make", "a fox", "--frames", "0", "--json"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert document["error"]["kind"] == "usage"
    assert set(document["error"]) == {"kind", "message", "hint"}


@pytest.mark.parametrize("command", ["show", "undo", "redo", "render"])
def test_a_folder_that_is_no_project_exits_6(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, str(tmp_path / "nowhere")]) == 6
    happened, _ = failed(capsys)
    assert "nowhere" in happened


def test_a_broken_config_names_the_file(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = own_home / "storyreel" / "config" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("frames = \n", encoding="utf-8")
    assert main(["paths"]) == 2
    assert "config.toml" in failed(capsys)[0]
    config.write_text("frames = 900\n", encoding="utf-8")
    assert main(["paths"]) == 2
    assert "900" in failed(capsys)[0]
    config.write_text('colour = "red"\n', encoding="utf-8")
    assert main(["paths"]) == 2
    assert "colour" in failed(capsys)[0]


def test_paths_lie_below_the_named_home(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paths", "--json"]) == 0
    paths = json.loads(capsys.readouterr().out)
    assert set(paths) == {"config", "data", "state", "cache"}
    assert all(Path(path).is_relative_to(own_home / "storyreel") for path in paths.values())
