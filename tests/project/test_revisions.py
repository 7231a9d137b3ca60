"""Committing, going back and forth, and losing nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from schemas.edits import Edit, EditBatch, FrameChange, GradeFrames, UpdateFrames
from schemas.errors import NothingToUndo, OutOfScope, ScriptError, StaleRevision
from schemas.grade import GradeChange
from schemas.revisions import Revision, Scope
from schemas.script import FrameScript
from tests.script.samples import EDITS, sample_script
from tools.project.project import Project
from tools.script.edits import apply_edits

SCRIPT = sample_script(8)
OPEN = Scope(ids=tuple(frame.id for frame in SCRIPT.frames), named=False)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "project") as made:
        made.revisions.first(SCRIPT, "a fox")
        yield made


def darken(project: Project, frame: str = "f5") -> Revision:
    head = project.revisions.head()
    edit = GradeFrames(ids=(frame,), change=GradeChange(exposure=-0.5))
    return project.revisions.commit(
        EditBatch(base=head.number, edits=(edit,)), Scope(ids=(frame,), named=True), "darker"
    )


def test_a_commit_follows_the_current_revision(project: Project) -> None:
    revision = darken(project)
    assert (revision.number, revision.kind, revision.base, revision.equals) == (2, "edit", 1, 2)
    assert revision.summary == "darker"
    assert revision.script.frame("f5").grade.exposure == -0.5
    assert project.revisions.head() == revision
    assert [head.number for head in project.revisions.list()] == [1, 2]


def test_a_stale_edit_is_refused_with_the_current_number(project: Project) -> None:
    darken(project)
    edit = UpdateFrames(ids=("f1",), changes=FrameChange(hold=2.0))
    with pytest.raises(StaleRevision, match=r"based on revision 1; the current one is 2"):
        project.revisions.commit(EditBatch(base=1, edits=(edit,)), OPEN, "hold")
    assert project.revisions.head().number == 2


def test_edits_are_committed_all_or_none(project: Project) -> None:
    edits = (
        UpdateFrames(ids=("f5",), changes=FrameChange(hold=2.0)),
        UpdateFrames(ids=("f6",), changes=FrameChange(hold=2.0)),
    )
    with pytest.raises(OutOfScope):
        project.revisions.commit(
            EditBatch(base=1, edits=edits), Scope(ids=("f5",), named=True), "hold frame 5"
        )
    assert project.revisions.head().script == SCRIPT
    assert project.revisions.list()[-1].number == 1


def test_a_second_first_script_is_refused(project: Project) -> None:
    with pytest.raises(ScriptError, match="has a script already"):
        project.revisions.first(SCRIPT, "again")


def test_undo_and_redo_make_revisions_equal_to_old_ones(project: Project) -> None:
    darken(project, "f5")
    darken(project, "f6")
    undone = project.revisions.undo()
    assert (undone.number, undone.kind, undone.base, undone.equals) == (4, "undo", 3, 2)
    assert undone.summary == "undo: darker"
    assert project.revisions.undo().script == SCRIPT
    redone = project.revisions.redo()
    assert (redone.kind, redone.equals) == ("redo", 2)
    assert project.revisions.redo().script == project.revisions.get(3).script
    with pytest.raises(NothingToUndo, match="nothing to redo"):
        project.revisions.redo()


def test_undo_stops_at_the_first_script(project: Project) -> None:
    with pytest.raises(NothingToUndo, match="nothing to undo"):
        project.revisions.undo()
    darken(project)
    project.revisions.undo()
    with pytest.raises(NothingToUndo):
        project.revisions.undo()
    assert project.revisions.head().number == 3


def test_an_edit_after_an_undo_ends_the_redo(project: Project) -> None:
    darken(project, "f5")
    project.revisions.undo()
    darken(project, "f6")
    with pytest.raises(NothingToUndo):
        project.revisions.redo()
    assert project.revisions.undo().script == SCRIPT
    assert project.revisions.get(2).script.frame("f5").grade.exposure == -0.5


def test_several_steps_are_gone_together_or_not_at_all(project: Project) -> None:
    for frame in ("f4", "f5", "f6"):
        darken(project, frame)
    undone = project.revisions.undo(3)
    assert (undone.number, undone.equals, undone.script) == (7, 1, SCRIPT)
    assert project.revisions.redo(2).script == project.revisions.get(3).script
    for go in (project.revisions.undo, project.revisions.redo):
        with pytest.raises(NothingToUndo, match=r"9 steps are too many: there are only [12]"):
            go(9)
    assert project.revisions.head().number == 9
    assert project.revisions.redo().script == project.revisions.get(4).script
    kinds = [head.kind for head in project.revisions.list()]
    assert kinds == ["make", *["edit"] * 3, *["undo"] * 3, *["redo"] * 3]


def test_an_unknown_revision_is_refused(project: Project) -> None:
    with pytest.raises(ScriptError, match="no revision 9"):
        project.revisions.get(9)


class Life(RuleBasedStateMachine):
    """Any sequence of edits, undo, redo and reopening, beside a model in plain lists."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.project = Project.create(self.folder / "project")
        self.project.revisions.first(SCRIPT, "a fox")
        self.committed = [SCRIPT]
        self.past: list[FrameScript] = []
        self.future: list[FrameScript] = []

    @property
    def current(self) -> FrameScript:
        return self.committed[-1]

    @rule(
        edits=st.lists(EDITS, min_size=1, max_size=3),
        named=st.booleans(),
        indices=st.frozensets(st.integers(0, 9), max_size=6),
    )
    def edit(self, edits: list[Edit], named: bool, indices: frozenset[int]) -> None:
        ids = tuple(
            frame.id
            for index, frame in enumerate(self.current.frames)
            if not named or index in indices
        )
        scope = Scope(ids=ids, named=named)
        batch = EditBatch(base=len(self.committed), edits=tuple(edits))
        try:
            expected = apply_edits(self.current, edits, scope)
        except ScriptError as refused:
            with pytest.raises(type(refused)):
                self.project.revisions.commit(batch, scope, "edit")
            return
        revision = self.project.revisions.commit(batch, scope, "edit")
        assert revision.script == expected
        if named:
            after = {frame.id: frame for frame in expected.frames}
            for frame in self.current.frames:
                assert frame.id in ids or after[frame.id] == frame
        self.past.append(self.current)
        self.future.clear()
        self.committed.append(expected)

    @rule()
    def undo(self) -> None:
        self.travel(self.past, self.future, "undo")

    @rule()
    def redo(self) -> None:
        self.travel(self.future, self.past, "redo")

    def travel(self, source: list[FrameScript], other: list[FrameScript], kind: str) -> None:
        go = self.project.revisions.undo if kind == "undo" else self.project.revisions.redo
        if not source:
            with pytest.raises(NothingToUndo):
                go()
            return
        expected = source.pop()
        other.append(self.current)
        revision = go()
        assert revision.kind == kind
        assert revision.script == expected
        assert revision.script == self.project.revisions.get(revision.equals).script
        self.committed.append(expected)

    @rule()
    def all_the_way_back_and_forth(self) -> None:
        before, steps = self.current, len(self.past)
        for _ in range(steps):
            self.undo()
        assert self.current == SCRIPT
        for _ in range(steps):
            self.redo()
        assert self.current == before

    @rule()
    def reopen(self) -> None:
        self.project.close()
        self.project = Project.open(self.folder / "project")

    @invariant()
    def nothing_is_lost(self) -> None:
        heads = self.project.revisions.list()
        assert [head.number for head in heads] == list(range(1, len(self.committed) + 1))
        assert self.project.revisions.head().script == self.current
        oldest = max(1, len(self.committed) - 3)
        for number in {1, *range(oldest, len(self.committed) + 1)}:
            assert self.project.revisions.get(number).script == self.committed[number - 1]

    def teardown(self) -> None:
        self.project.close()
        shutil.rmtree(self.folder)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)
