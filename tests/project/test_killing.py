"""A writer that is killed at any moment loses nothing that was committed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from schemas.script import FrameScript
from tests.script.samples import sample_script
from tools.project.project import Project

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from pathlib import Path
from schemas.edits import EditBatch, GradeFrames
from schemas.grade import GradeChange
from schemas.revisions import Scope
from tools.project.project import Project

edit = GradeFrames(ids=("f5",), change=GradeChange(exposure=-0.01))
with Project.open(Path(sys.argv[1])) as project:
    while True:
        job = project.jobs.begin(project.revisions.head().number, ("a" * 64,))
        for _ in range(3):
            batch = EditBatch(base=project.revisions.head().number, edits=(edit,))
            revision = project.revisions.commit(batch, Scope(ids=("f5",), named=True), "darker")
            print(revision.number, flush=True)
        print(project.revisions.undo().number, flush=True)
        project.jobs.finish(job, "done")
"""


def written_until_killed(folder: Path, seconds: float) -> int:
    """Lets a process commit revisions and kills it; returns the last one that it reported."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        numbers = [int(process.stdout.readline())]
        time.sleep(seconds)
        process.kill()
        numbers += [int(line) for line in process.stdout if line.endswith("\n")]
    return numbers[-1]


@pytest.mark.slow
def test_no_kill_loses_a_commit(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    with Project.create(folder) as project:
        project.revisions.first(sample_script(8), "a fox")
    moments = random.Random(7)
    for _ in range(20):
        reported = written_until_killed(folder, moments.uniform(0.0, 0.05))
        with Project.open(folder) as project:
            head = project.revisions.head()
            assert head.number >= reported
            heads = project.revisions.list()
            assert [h.number for h in heads] == list(range(1, head.number + 1))
            text = (folder / "script.json").read_text(encoding="utf-8")
            assert FrameScript.model_validate_json(text) == head.script
            assert all(job.state == "interrupted" for job in project.jobs.unfinished())
            assert not list(folder.glob("*.tmp"))


def test_a_kill_inside_a_transaction_leaves_the_revision_before(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    with Project.create(folder) as project:
        project.revisions.first(sample_script(8), "a fox")
    # The proof runs inside the transaction, after the edits were applied.
    killed = WRITER.replace(
        "with Project",
        "import os, signal\n"
        "from tools.project import revisions\n"
        "revisions.prove = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "with Project",
    )
    process = subprocess.run([sys.executable, "-c", killed, str(folder)], cwd=ROOT, check=False)
    assert process.returncode == -9
    with Project.open(folder) as project:
        assert project.revisions.head().script == sample_script(8)
        assert [job.state for job in project.jobs.unfinished()] == ["interrupted"]
