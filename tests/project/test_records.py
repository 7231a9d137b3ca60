"""Stills, jobs, takes, transcript and the pending first script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.drafts import FrameDraft
from schemas.errors import ProjectError
from tests.script.samples import sample_script
from tools.project.project import Project

A, B, C = ("a" * 64, "b" * 64, "c" * 64)
DRAFT = FrameDraft(action="The fox sleeps.", background="forest")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "project") as made:
        made.revisions.first(sample_script(2), "a fox")
        yield made


def test_a_still_is_known_by_its_key(project: Project) -> None:
    assert project.stills.get(A) is None
    assert project.stills.digest_of(A) is None
    assert project.stills.mean_seconds() is None
    project.stills.record(A, B, 2.0, 120.5)
    project.stills.record(C, B, 4.0, 90.0)
    still = project.stills.get(A)
    assert still is not None
    assert (still.sha256, still.seconds, still.luma) == (B, 2.0, 120.5)
    assert project.stills.mean_seconds() == 3.0
    project.stills.record(A, C, 1.0, 60.0)
    assert project.stills.digest_of(A) == C


def test_a_frame_remembers_its_latest_still(project: Project) -> None:
    assert project.stills.latest("f1") is None
    for key in (A, A, B, A):
        project.stills.remember("f1", key)
        assert project.stills.latest("f1") == key
    assert project.stills.latest("f2") is None


def test_jobs_are_unfinished_until_one_is_done(project: Project) -> None:
    first = project.jobs.begin(1, (A, B))
    project.jobs.finish(first, "cancelled")
    second = project.jobs.begin(1, (B,))
    states = [(job.number, job.state, job.keys) for job in project.jobs.unfinished()]
    assert states == [(first, "cancelled", (A, B)), (second, "running", (B,))]
    project.jobs.finish(second, "done")
    assert project.jobs.unfinished() == ()


def test_a_job_that_was_left_running_is_interrupted_at_the_next_start(project: Project) -> None:
    job = project.jobs.begin(1, (A,))
    project.close()
    with Project.read(project.folder) as reader:
        assert [job.state for job in reader.jobs.unfinished()] == ["running"]
    with Project.open(project.folder) as again:
        (left,) = again.jobs.unfinished()
        assert (left.number, left.state, left.revision) == (job, "interrupted", 1)


def test_takes_are_listed_in_order(project: Project) -> None:
    assert project.takes.latest() is None
    project.takes.add(1, 1, "animatic")
    project.takes.add(2, 1, "flipbook")
    assert [(take.number, take.form) for take in project.takes.list()] == [
        (1, "animatic"),
        (2, "flipbook"),
    ]
    latest = project.takes.latest()
    assert latest is not None
    assert latest.number == 2
    with pytest.raises(ProjectError):
        project.takes.add(2, 1, "animatic")


def test_the_transcript_keeps_what_was_said(project: Project) -> None:
    project.transcript.add("user", "make frame 5 darker", 1)
    project.transcript.add("director", "Frame 5 is darker.", None)
    said = [(u.role, u.text, u.revision) for u in project.transcript.list()]
    assert said == [
        ("user", "make frame 5 darker", 1),
        ("director", "Frame 5 is darker.", None),
    ]


def test_halves_of_characters_do_not_keep_an_answer_from_being_stored(project: Project) -> None:
    project.transcript.add("director", "Dark \ud83c\udf19 as \ud83c asked.", 1)
    assert [said.text for said in project.transcript.list()] == ["Dark \U0001f319 as \ufffd asked."]


def test_a_pending_script_survives_and_ends_with_the_first_revision(tmp_path: Path) -> None:
    with Project.create(tmp_path / "new") as project:
        assert project.pending.is_empty()
        project.pending.begin('{"premise": "old"}')
        project.pending.add(DRAFT)
        project.pending.begin('{"premise": "a fox"}')
        project.pending.add(DRAFT)
    with Project.open(tmp_path / "new") as project:
        assert project.pending.brief(str) == '{"premise": "a fox"}'
        assert project.pending.frames() == (DRAFT,)
        project.revisions.first(sample_script(1), "a fox")
        assert project.pending.is_empty()
        assert project.pending.brief(str) is None
        assert project.pending.frames() == ()
