"""The words that the command line takes."""

from __future__ import annotations

import argparse
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

from schemas.errors import UsageError

_DIRECTOR_HELP = (
    "pocket (default), openai:MODEL, anthropic:MODEL, ollama:MODEL, transformers:ID-or-folder, "
    "or an endpoint named in config.toml"
)
_RENDERER_HELP = "pocket (default), or a folder with a diffusers model"


class _Parser(argparse.ArgumentParser):
    """Raises `UsageError` instead of leaving the process."""

    def error(self, message: str) -> NoReturn:
        """Raises.

        Raises:
            UsageError: always.
        """
        raise UsageError(message, hint=f"see `{self.prog} --help`")


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line. Reads nothing and imports nothing heavy."""
    root = _Parser(
        prog="storyreel",
        description="Conversational storyboarding: a premise becomes a frame script, pictures "
        "and a clip; say what to change, and only that changes. Without a command: the chat.",
        epilog="Exit: 0 done; 2 usage; 3 director or script; 4 render; 5 model missing; "
        "6 project damaged or locked; 130 cancelled.",
    )
    root.add_argument("--version", action="version", version=f"storyreel {version('storyreel')}")
    root.add_argument("--debug", action="store_true", help="show the traceback of an error")
    opening = root.add_mutually_exclusive_group()
    opening.add_argument(
        "-c",
        "--continue",
        dest="latest",
        action="store_true",
        help="chat: go on with the project that was changed last",
    )
    opening.add_argument(
        "--open", type=Path, metavar="DIR", help="chat: go on with the project in DIR"
    )
    opening.add_argument(
        "--resume",
        nargs="?",
        const="",
        metavar="NAME",
        help="chat: go on with the storyboard called NAME; without a name, choose from a list",
    )
    commands = root.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    _add_make(commands)
    _add_revise(commands)
    _add(commands, "show", "what the project holds", project=True)
    undo = _add(commands, "undo", "go one change back, without rendering", project=True)
    _add_steps(undo, "how many changes to go back; all of them or none")
    redo = _add(commands, "redo", "take the last undo back", project=True)
    _add_steps(redo, "how many undos to take back; all of them or none")
    render = _add(commands, "render", "render what is stale or missing; resumes", project=True)
    render.add_argument(
        "--again", action="store_true", help="make another take even if the newest is complete"
    )
    _add_consistency(render)
    _add_yes(render)
    sessions = _add(commands, "sessions", "the conversations about a project", project=True)
    sessions.add_argument(
        "--session",
        type=int,
        metavar="N",
        help="go back to (or on with) what was said under this number; 0: before everything",
    )
    play = _add(commands, "play", "play a clip in this terminal", project=False)
    play.add_argument("path", type=Path, metavar="PATH", help="a project's folder, or a clip")
    _add_models(commands)
    _add(commands, "doctor", "what works on this machine", project=False)
    _add(commands, "paths", "the folders that storyreel uses", project=False)
    return root


def _add_steps(command: _Parser, summary: str) -> None:
    command.add_argument("--steps", type=_count, default=1, metavar="N", help=summary)


def _count(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"{word!r} is no number from 1 on")
    return int(word)


def _add_yes(command: _Parser) -> None:
    command.add_argument("--yes", action="store_true", help="render, however long it takes")


def _add_consistency(command: _Parser) -> None:
    command.add_argument(
        "--consistency",
        choices=("none", "anchor", "rotate"),
        help="what ties the frames of a shot together: nothing; their anchor frame; each frame "
        "in turn, so that changing one renders the whole shot",
    )


def _add(
    commands: argparse._SubParsersAction[_Parser],  # pyright: ignore[reportPrivateUsage]
    name: str,
    summary: str,
    *,
    project: bool,
) -> _Parser:
    command = commands.add_parser(name, help=summary, description=summary)
    if project:
        command.add_argument("project", type=Path, metavar="DIR", help="the project's folder")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
    return command


def _add_make(
    commands: argparse._SubParsersAction[_Parser],  # pyright: ignore[reportPrivateUsage]
) -> None:
    make = _add(commands, "make", "write a script from a premise and make its clip", project=False)
    make.add_argument("premise", metavar="PREMISE", help="the story in a sentence or two")
    make.add_argument("--out", type=Path, metavar="DIR", help="the project's folder to create")
    make.add_argument("--frames", type=int, metavar="N", help="number of frames, 1 to 64")
    make.add_argument("--seed", type=int, metavar="S", help="same seed, same script and stills")
    make.add_argument("--director", metavar="ID", help=_DIRECTOR_HELP)
    make.add_argument("--renderer", metavar="ID", help=_RENDERER_HELP)
    _add_consistency(make)
    _add_yes(make)
    make.add_argument(
        "--writing",
        choices=("whole", "stepwise"),
        default="stepwise",
        help="stepwise (default): frame after frame; whole: one document",
    )
    make.add_argument(
        "--form",
        choices=("animatic", "flipbook"),
        default="animatic",
        help="animatic (default): frames held, camera moves; flipbook: the script's fps",
    )


def _add_revise(
    commands: argparse._SubParsersAction[_Parser],  # pyright: ignore[reportPrivateUsage]
) -> None:
    revise = _add(commands, "revise", "change the script by a request in words", project=True)
    revise.add_argument("request", metavar="REQUEST", help='for example "make frame 5 darker"')
    revise.add_argument("--director", metavar="ID", help=_DIRECTOR_HELP)
    revise.add_argument(
        "--session",
        type=int,
        metavar="N",
        help="as with `sessions`, before the request is done",
    )
    _add_yes(revise)


def _add_models(
    commands: argparse._SubParsersAction[_Parser],  # pyright: ignore[reportPrivateUsage]
) -> None:
    models = _add(commands, "models", "list, prepare, fetch or probe models", project=False)
    models.add_argument(
        "action",
        nargs="?",
        choices=("list", "prepare", "pull", "probe"),
        default="list",
        help="list (default); prepare: convert once what comes in another format; "
        "pull: fetch from the hub, resumed and checked; probe: find out what a director can do",
    )
    models.add_argument("id", nargs="?", metavar="ID", help="which model (pull: its id on the hub)")
