"""One damaged value in an otherwise intact database: code 6 and two lines, whatever reads it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Refused
from tests.scripted import ScriptedRenderer


def damage(folder: Path, statement: str) -> None:
    """Changes the database as no storyreel would."""
    connection = sqlite3.connect(folder / "project.sqlite3")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    with connection:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "command", "named"),
    [
        ("UPDATE settings SET value = '{}' WHERE name = 'rendering'", "render", "width"),
        ("UPDATE settings SET value = '[' WHERE name = 'rendering'", "show", "rendering"),
        ("UPDATE settings SET value = 'opera' WHERE name = 'form'", "render", "form"),
        ("UPDATE settings SET value = 'opera' WHERE name = 'form'", "undo", "form"),
        ("INSERT INTO settings VALUES ('light edits', '{\"f1\": 2}')", "show", "light edits"),
        ("INSERT INTO settings VALUES ('transcript_tip', 'last')", "sessions", "transcript_tip"),
        ("INSERT INTO settings VALUES ('transcript_tip', '9')", "sessions", "the number 9"),
        ("INSERT INTO pending VALUES (1, '{\"premise\": 3}')", "render", "brief"),
        (
            "INSERT INTO usage (director, input_tokens, output_tokens, estimated, created)"
            " VALUES ('toy', -1, 0, 0, 'now')",
            "show",
            "Usage",
        ),
        ("UPDATE revisions SET created = 'once'", "show", "revision 1"),
        ("UPDATE revisions SET created = 'once'", "redo", "revision 1"),
        ("UPDATE revisions SET kind = 'redo'", "undo", "follow one another"),
        ("UPDATE revisions SET equals = 7", "render", "revisions"),
        ("UPDATE takes SET created = 'once'", "render", "TakeRecord"),
        ("UPDATE takes SET revision = 5", "show", "takes"),
        ("UPDATE stills SET seconds = 9e999", "render", "StillRecord"),
        ("UPDATE frame_keys SET key = '../../secret'", "show", "FrameKey"),
    ],
)
def test_it_is_named_and_the_hint_says_what_is_left(
    statement: str,
    command: str,
    named: str,
    fox: Path,
    scripted: ScriptedRenderer,
    refused: Refused,
) -> None:
    damage(fox, statement)
    # So that everything is read that a still's absence makes a command look for.
    for still in (fox / "frames").glob("*.png"):
        still.unlink()
    happened, todo = refused(6, command, str(fox))
    assert "project.sqlite3" in happened
    assert named in happened
    assert "nothing was deleted" in todo
