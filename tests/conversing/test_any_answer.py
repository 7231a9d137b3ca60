"""Whatever a server sends, a script is never corrupted and the turn ends."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from agent.conversing.director import ToolCallingDirector
from schemas.errors import DirectorError
from schemas.script import FrameScript
from tests.conversing.conftest import Respond, Server, calls, says, sse, status
from tests.conversing.desk import answered
from tests.conversing.test_director import fox_script
from tools.script.edits import apply_edits
from tools.script.proof import diff_scripts
from tools.script.scope import read_scope

SCRIPT = fox_script(4)
REQUEST = "make frame 2 darker"

values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 100) | st.floats() | st.text(max_size=8)
    | st.sampled_from(["f1", "f2", "f9", "night", "fox"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
# Mostly what the request names, so that many turns end in an edit.
bases = st.sampled_from([1, 1, 1, 2, 2, 3])
ids = st.sampled_from([["f2"]] * 6 + [["f1"], ["f2", "f3"], ["f9"], []])
good = st.one_of(
    st.fixed_dictionaries(
        {"base": bases, "ids": ids,
         "change": st.fixed_dictionaries({"exposure": st.floats(-3.2, 3.2)})}
    ).map(lambda arguments: ("grade_frames", arguments)),
    st.fixed_dictionaries(
        {"base": bases, "ids": ids,
         "changes": st.fixed_dictionaries({"time_of_day": st.sampled_from(["night", "noon"])})}
    ).map(lambda arguments: ("update_frames", arguments)),
    st.fixed_dictionaries({"base": bases, "ids": ids}).flatmap(
        lambda arguments: st.sampled_from(["remove_frames", "lock_frames", "unlock_frames"]).map(
            lambda name: (name, arguments)
        )
    ),
    st.sampled_from([("undo", {}), ("redo", {})]),
)  # fmt: skip
names = st.sampled_from(
    ["update_frames", "insert_frame", "move_frame", "swap_frames", "set_style", "set_character",
     "rewrite_script", "remove_frames", "grade_frames", "undo", "os.system", ""]
)  # fmt: skip
wild = st.tuples(names, st.dictionaries(st.text(max_size=8), values, max_size=4) | values)


def cases(count: int) -> settings:
    return settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@st.composite
def truncated(draw: st.DrawFn) -> tuple[str, object]:
    name, arguments = draw(good)
    text = json.dumps(arguments)
    return name, text[: draw(st.integers(0, len(text)))]


responses: st.SearchStrategy[Respond] = st.one_of(
    st.builds(
        lambda wanted, text, size: calls(*wanted, text=text, size=size),
        st.lists(good | wild | truncated(), min_size=1, max_size=3),
        st.text(max_size=5),
        st.integers(1, 40),
    ),
    st.text(max_size=20).map(says),
    st.lists(values, max_size=3).map(lambda events: sse(*events)),
    st.sampled_from([400, 401, 429, 500]).map(status),
)


def require_sound_turn(server: Server, director: ToolCallingDirector) -> None:
    scope = read_scope(REQUEST, SCRIPT)
    try:
        answer, _ = answered(director, SCRIPT, REQUEST)
    except DirectorError as error:
        event("error")
        assert error.message
        assert error.hint
        return
    finally:
        assert len(server.requests) <= 30
    event(f"{len(answer.commands)} commands")
    edits = [command for command in answer.commands if command.op not in {"undo", "redo"}]
    edited = apply_edits(SCRIPT, edits, scope)
    assert FrameScript.model_validate_json(edited.model_dump_json()) == edited
    diff = diff_scripts(SCRIPT, edited)
    assert {*diff.changed, *diff.removed, *diff.moved} <= {"f2"}


@pytest.mark.slow
@pytest.mark.timeout(1800)
@cases(300)
@given(st.lists(responses, max_size=3), responses | st.just(says("Done.")))
def test_a_turn_ends_whatever_the_server_sends(
    server: Server, director: ToolCallingDirector, sequence: list[Respond], last: Respond
) -> None:
    server.will(*sequence, last)
    require_sound_turn(server, director)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@cases(100)
@given(st.lists(st.lists(good, min_size=1, max_size=3), min_size=1, max_size=3))
def test_calls_that_may_be_right_change_only_the_named_frame(
    server: Server, director: ToolCallingDirector, turns: list[list[tuple[str, object]]]
) -> None:
    server.will(*(calls(*wanted) for wanted in turns), says("Done."))
    require_sound_turn(server, director)


@pytest.fixture
def director(server: Server, monkeypatch: pytest.MonkeyPatch) -> ToolCallingDirector:
    """One that does not wait between attempts."""
    monkeypatch.setattr("agent.conversing.calling.wait_for", lambda error, attempt: 0.0)
    return server.director()
