"""Every error that storyreel raises on purpose.

    StoryreelError
    ├── UsageError           the command line or a setting was wrong          exit 2
    ├── DirectorError        the director failed or could not be understood   exit 3
    │   └── PromptError      a text under prompts/ is missing or ill-formed   exit 3
    ├── ScriptError          a frame script or an edit is not valid           exit 3
    │   ├── ScopeError       the words name a frame that does not exist       exit 3
    │   ├── LockedFrame      the edit touches a locked frame                  exit 3
    │   ├── OutOfScope       the edit touches a frame that nobody named       exit 3
    │   ├── StaleRevision    the edit was based on an older revision          exit 3
    │   └── NothingToUndo    there is no revision to go back (or forward) to  exit 3
    ├── RenderError          a still or a clip could not be made              exit 4
    │   ├── OutOfMemory      the renderer needs more memory than there is     exit 4
    │   ├── DiskFull         the disk took no more                            exit 4
    │   └── RenderDeclined   somebody did not approve what it costs           exit 4
    ├── ModelMissing         weights are absent, truncated or damaged         exit 5
    ├── ProjectError         the project folder cannot be used                exit 6
    │   ├── ProjectDamaged   the database or a file in it is broken           exit 6
    │   ├── ProjectLocked    another process is writing to it                 exit 6
    │   └── ProjectTooNew    a newer storyreel made it                        exit 6
    └── Cancelled            the user stopped it                              exit 130

`message` is one line of what happened, with the offending value; `hint` is one line of what to do
next. Both are plain text that is safe to print: control characters never reach them.
"""

from __future__ import annotations

from typing import ClassVar

from schemas.text import printable


class StoryreelError(Exception):
    """What a user can read and act on. Shown to the user; never carries a traceback by itself.

    Attributes:
        message: one line of what happened, naming the offending value.
        hint: one line of what to do next.
    """

    kind: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str) -> None:
        self.message = printable(message)
        self.hint = printable(hint)
        super().__init__(self.message)


class UsageError(StoryreelError):
    """The command line or a setting was wrong. Shown to the user; repeat with other words."""

    kind = "usage"
    exit_code = 2


class DirectorError(StoryreelError):
    """The director failed, or its answer could not be understood. Repeating may help."""

    kind = "director"
    exit_code = 3


class PromptError(DirectorError):
    """A text under prompts/ is missing or ill-formed. Meant for a developer."""

    kind = "prompt"


class ScriptError(StoryreelError):
    """A frame script or an edit is not valid. Goes back to a model, which may try again."""

    kind = "script"
    exit_code = 3


class ScopeError(ScriptError):
    """The request names a frame that the script does not have."""

    kind = "scope"


class LockedFrame(ScriptError):
    """The edit touches a locked frame. Unlock it first."""

    kind = "locked"


class OutOfScope(ScriptError):
    """The edit touches a frame that the request did not name. Nothing was changed."""

    kind = "out_of_scope"


class StaleRevision(ScriptError):
    """The edit was based on a revision that is no longer the current one."""

    kind = "stale"


class NothingToUndo(ScriptError):
    """There is no revision to go back to (undo) or forward to (redo)."""

    kind = "nothing_to_undo"


class RenderError(StoryreelError):
    """A still or a clip could not be made. Finished stills are kept; rendering again resumes."""

    kind = "render"
    exit_code = 4


class OutOfMemory(RenderError):
    """The renderer needs more memory than there is."""

    kind = "out_of_memory"


class DiskFull(RenderError):
    """The disk took no more. Finished stills are kept."""

    kind = "disk_full"


class RenderDeclined(RenderError):
    """Somebody did not approve a render. Nothing is lost; rendering again asks again.

    Attributes:
        wanted: the frames that may be rendered all the same.
        reason: why not, or empty.
    """

    kind = "declined"

    def __init__(self, message: str, *, hint: str, wanted: tuple[str, ...], reason: str) -> None:
        super().__init__(message, hint=hint)
        self.wanted = wanted
        self.reason = reason


class ModelMissing(StoryreelError):
    """Weights are absent, truncated or damaged. The hint says how to repair them."""

    kind = "model_missing"
    exit_code = 5


class ProjectError(StoryreelError):
    """The project folder cannot be used."""

    kind = "project"
    exit_code = 6


class ProjectDamaged(ProjectError):
    """The database, or a file that it relies on, is broken."""

    kind = "project_damaged"


class ProjectLocked(ProjectError):
    """Another process is writing to the project.

    Attributes:
        pid: the holder's process id, or None where it could not be read.
    """

    kind = "project_locked"

    def __init__(self, message: str, *, hint: str, pid: int | None) -> None:
        super().__init__(message, hint=hint)
        self.pid = pid


class ProjectTooNew(ProjectError):
    """A newer storyreel made this project; this one does not know its format."""

    kind = "project_too_new"


class Cancelled(StoryreelError):
    """The user stopped it. What was finished is kept."""

    kind = "cancelled"
    exit_code = 130
