"""Calls that the model may decide on become edits, with the values that the request names."""

from __future__ import annotations

from typing import Any

import pytest

from agent.director import Answer
from agent.local.engine import Engine
from agent.pocket.deciding.calls import CALLS
from agent.pocket.deciding.carrying_out import carry_out
from agent.pocket.lexicon import Lexicon
from agent.pocket.revising.asking import Asked
from schemas.drafts import FrameDraft, ScriptDraft
from schemas.edits import InsertFrame, Undo
from schemas.grade import Grade
from schemas.script import FrameScript, SceneObject
from tools.render.catalog import pocket_vocabulary
from tools.script.building import build_script
from tools.script.edits import apply_edits
from tools.script.scope import read_scope


@pytest.fixture(scope="module")
def script() -> FrameScript:
    frames = tuple(
        FrameDraft(
            action=f"The fox {verb}.", objects=(SceneObject(name="fox"),), background="forest"
        )
        for verb in ("walks", "runs", "sleeps", "eats")
    )
    draft = ScriptDraft(title="The Fox", frames=frames)
    built = build_script(draft, premise="a fox", seed=7, width=256, height=256, fps=6)
    first, *others = built.frames
    graded = first.model_copy(update={"grade": Grade(exposure=-0.5), "variation": 2})
    return built.model_copy(update={"frames": (graded, *others)})


def carried(script: FrameScript, request: str, *calls: str) -> Answer | None:
    def no_engine() -> Engine:
        raise AssertionError("the words suffice")

    lexicon = Lexicon(pocket_vocabulary())
    asked = Asked.of(script, request, read_scope(request, script), lexicon, closed=True)
    return carry_out(calls, asked, no_engine)


def only(answer: Answer | None) -> dict[str, Any]:
    assert answer is not None
    (command,) = answer.commands
    return command.model_dump(exclude_defaults=True, exclude_none=True, mode="json")


@pytest.mark.parametrize(
    ("request_", "calls", "ids", "changes"),
    [
        ("spook up frame 2", ("darker",), ["f2"], {"exposure": -0.7}),
        ("a bit of gloom in frame 2", ("darker",), ["f2"], {"exposure": -0.35}),
    ],
)
def test_moods_become_grades(
    script: FrameScript, request_: str, calls: tuple[str, ...], ids: list[str], changes: object
) -> None:
    found = only(carried(script, request_, *calls))
    assert found["ids"] == ids
    assert found["change"] == changes


@pytest.mark.parametrize(
    ("request_", "call", "changes"),
    [
        ("frame 2 after the stars come out", "night", {"time_of_day": "night"}),
        ("everybody gets soaked in frame 2", "rain", {"weather": "rain"}),
        ("frame 2 deserves an owl", "add", {"add_objects": [{"name": "owl", "position": "right"}]}),
        ("frame 2: fox begone", "remove", {"remove_objects": ["fox"]}),
        ("frame 2 on the beach, not in the forest", "place", {"background": "beach"}),
        ("linger on frame 2 for 3 seconds", "seconds", {"hold": 3.0}),
        ("get the camera nearer in frame 2", "zoom in", {"camera": "zoom in"}),
        ("the fox ought to dance in frame 2", "tell", {"action": "The fox ought to dance."}),
    ],
)
def test_what_is_asked_becomes_a_change(
    script: FrameScript, request_: str, call: str, changes: dict[str, Any]
) -> None:
    found = only(carried(script, request_, call))
    assert found["ids"] == ["f2"]
    if call == "tell":
        assert "dance" in found["changes"]["action"]
    else:
        assert found["changes"] == changes


def test_several_calls_are_done_together(script: FrameScript) -> None:
    answer = carried(script, "frame 2 like a haunted winter night", "night", "fog")
    assert only(answer)["changes"] == {"time_of_day": "night", "weather": "fog"}


def test_a_copy_is_equal_but_for_its_id(script: FrameScript) -> None:
    request = "copy frame 1 behind frame 3"
    answer = carried(script, request, "copy")
    assert answer is not None
    assert isinstance(answer.commands[0], InsertFrame)
    edits = [each for each in answer.commands if not isinstance(each, Undo)]
    after = apply_edits(script, edits, read_scope(request, script))  # pyright: ignore[reportArgumentType]
    source, twin = script.frames[0], after.frame("f5")
    assert twin.model_copy(update={"id": source.id, "shot": source.shot}) == source


def test_undo_is_about_the_script_whatever_is_named(script: FrameScript) -> None:
    answer = carried(script, "frame 2 was nicer before", "undo")
    assert answer is not None
    assert answer.commands == (Undo(),)


@pytest.mark.parametrize("call", sorted(set(CALLS) - {"insert", "restart"}))
def test_no_call_leaves_the_scope(script: FrameScript, call: str) -> None:
    request = "frame 2 something about the fox"
    answer = carried(script, request, call)
    if answer is None:
        return
    edits = [each for each in answer.commands if each.op not in {"undo", "redo", "set_style"}]
    scope = read_scope(request, script)
    if not any(each.op == "set_character" for each in edits):
        after = apply_edits(script, edits, scope)  # pyright: ignore[reportArgumentType]
        kept = {frame.id: frame for frame in after.frames}
        assert all(kept[each] == script.frame(each) for each in ("f1", "f3", "f4"))
