"""The command line: parse, run, print. Exit codes and formats are those of the README."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from types import FrameType
from typing import NoReturn

from schemas.errors import Cancelled, ProjectError, StoryreelError
from schemas.text import shortened
from tui.arguments import parser
from tui.streams import settle_streams


def run() -> NoReturn:
    """Entry point of the `storyreel` command."""
    settle_streams()
    sys.exit(main(sys.argv[1:]))


def main(words: Sequence[str]) -> int:
    """Runs one command.

    Args:
        words: the command line without the program's name.

    Returns:
        The exit code.
    """
    signal.signal(signal.SIGTERM, _stop)
    # Threads that spin while they wait stall each other when other programs use the cores: eight
    # frames took minutes beside a busy process, and seconds with this.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        code = _dispatch(words)
        # A disk that is full, or a reader that left, must be noticed here, not at exit.
        sys.stdout.flush()
        return code
    except StoryreelError as error:
        return _fail(error, words)
    except KeyboardInterrupt:
        return _fail(
            Cancelled("stopped", hint="what was finished is kept; `storyreel render` resumes"),
            words,
        )
    except BrokenPipeError:
        # The reader of our output has left (`| head`). Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _fail(_unusable(error), words)
    except Exception as error:
        if "--debug" in words:
            raise
        return _fail(
            StoryreelError(
                f"unexpected {type(error).__name__}: {error}",
                hint="run it again with --debug for the details; the project keeps what it had",
            ),
            words,
        )


def _dispatch(words: Sequence[str]) -> int:
    arguments = parser().parse_args(words)
    command = arguments.command or "chat"
    import_module(f"tui.commands.{command}").run(arguments)
    return 0


def _fail(error: StoryreelError, words: Sequence[str]) -> int:
    if "--debug" in words:
        traceback.print_exception(error)
    # The terminal may be gone, and that may be the error.
    with contextlib.suppress(OSError):
        print(f"storyreel: {error.message}\n{error.hint}", file=sys.stderr, flush=True)
    if "--json" in words:
        from schemas.reports import ErrorBody, ErrorReport

        body = ErrorBody(kind=error.kind, message=error.message, hint=error.hint)
        with contextlib.suppress(OSError):
            print(json.dumps(ErrorReport(error=body).model_dump()), flush=True)
    return error.exit_code


def _unusable(error: OSError) -> ProjectError:
    place = f" {shortened(str(error.filename))!r}" if error.filename else ""
    return ProjectError(
        f"cannot use{place or ' a file'}: {error.strerror or error}",
        hint="check the path, the rights to it and the free space, then run it again",
    )


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
