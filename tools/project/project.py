"""The project folder, opened by one writer or by any number of readers."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from schemas.errors import StoryreelError
from schemas.script import FrameScript
from tools.disk import write_atomically
from tools.project.claiming import claim, require_unused
from tools.project.database import Database
from tools.project.jobs import Jobs
from tools.project.light_edits import LightEdits
from tools.project.locking import WriterLock
from tools.project.migrations import require_current
from tools.project.pending import Pending
from tools.project.project_settings import ProjectSettings
from tools.project.revisions import Revisions
from tools.project.soundness import DATABASE, SCRIPT, open_sound, require_project, require_sound
from tools.project.stills import Stills
from tools.project.takes import Takes
from tools.project.transcript import Transcript
from tools.project.usage import UsageLog


class Project:
    """A project folder; a context manager that closes itself.

    Attributes:
        folder: where it lies.
        revisions: the frame script's versions.
        pending: the first script while it is being written.
        stills: what is known of rendered stills.
        jobs: the journal of renders.
        takes: the clips made so far.
        transcript: what was said.
        usage: what directors used.
        settings: how the project was made.
        light_edits: which stills are drawn over others.
    """

    def __init__(self, folder: Path, database: Database, lock: WriterLock | None) -> None:
        self.folder = folder
        self.revisions = Revisions(database, self._publish)
        self.pending = Pending(database)
        self.stills = Stills(database)
        self.jobs = Jobs(database)
        self.takes = Takes(database)
        self.transcript = Transcript(database)
        self.usage = UsageLog(database)
        self.settings = ProjectSettings(database)
        self.light_edits = LightEdits(self.settings)
        self._database = database
        self._lock = lock

    @classmethod
    def create(cls, folder: Path) -> Project:
        """Makes a new project in a folder that is empty or does not exist, open for writing.

        What a kill right after creating left, a project without script and premise, is taken up.

        Raises:
            ProjectLocked: another process is making a project there.
            ProjectError: the folder holds something, a project for instance, or cannot be made.
        """
        claim(folder)
        project = cls._open_locked(folder)
        try:
            # Known only with the lock: another process may have made it meanwhile.
            require_unused(project)
        except BaseException:
            project.close()
            raise
        return project

    @classmethod
    def open(cls, folder: Path) -> Project:
        """Opens a project for writing: the only writer until it is closed.

        Jobs that a kill left running are closed as interrupted, and script.json is written anew
        where a kill came between a commit and it.

        Raises:
            ProjectLocked: another process is writing to it.
            ProjectTooNew: a newer storyreel made it; nothing was touched.
            ProjectDamaged: the database is broken; nothing was deleted.
            ProjectError: the folder holds no project, or cannot be written to.
        """
        require_project(folder)
        return cls._open_locked(folder)

    @classmethod
    def read(cls, folder: Path) -> Project:
        """Opens a project for reading, also while another process writes to it.

        Raises:
            ProjectTooNew, ProjectDamaged, ProjectError: as for `open`.
        """
        require_project(folder)
        database = Database.for_reading(folder / DATABASE)
        try:
            require_current(database)
            require_sound(database)
        except StoryreelError:
            database.close()
            raise
        return cls(folder, database, lock=None)

    @classmethod
    def _open_locked(cls, folder: Path) -> Project:
        lock = WriterLock(folder)
        lock.acquire()
        try:
            project = cls(folder, open_sound(folder), lock)
        except BaseException:
            lock.release()
            raise
        try:
            project.jobs.interrupt_running()
            project._synchronise()
        except BaseException:
            project.close()
            raise
        return project

    def close(self) -> None:
        """Closes the database and gives the lock back."""
        self._database.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _publish(self, script: FrameScript) -> None:
        write_atomically(self.folder / SCRIPT, _readable(script))

    def _synchronise(self) -> None:
        """Undoes what a kill between a commit and script.json left behind."""
        for leftover in self.folder.glob(f".{SCRIPT}.*.tmp"):
            leftover.unlink(missing_ok=True)
        if self.revisions.is_empty():
            return
        script = self.revisions.head().script
        path = self.folder / SCRIPT
        try:
            current = path.read_bytes()
        except OSError:
            current = b""
        if current != _readable(script):
            self._publish(script)


def _readable(script: FrameScript) -> bytes:
    return (script.model_dump_json(indent=2) + "\n").encode()
