"""The slash commands: one table for completion, the palette, the help screen and the keys."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.errors import UsageError


@dataclass(frozen=True)
class Command:
    """Something that the chat can do."""

    name: str
    argument: str
    """What may follow the name, as shown to the user; empty: nothing."""
    summary: str
    key: str
    """The key that does the same without an argument; empty: none."""


COMMANDS = (
    Command("new", "[premise]", "start another storyboard", ""),
    Command("open", "[name]", "earlier storyboards: open, fork, rename, delete", "f4"),
    Command("fork", "", "copy this storyboard and go on with the copy", ""),
    Command("undo", "", "go one change back, pictures included", ""),
    Command("redo", "", "take the last undo back", ""),
    Command("render", "", "render what is stale or missing", ""),
    Command("show", "[frame]", "open a frame large, with its description", "f2"),
    Command("edit", "[frame]", "edit a frame as a form", ""),
    Command("play", "", "play the newest take on the whole screen", "f3"),
    Command("diff", "[revision]", "what the last change did, to accept or undo by frames", "f5"),
    Command("compare", "[take take]", "two takes side by side, in step", "f7"),
    Command("back", "", "go back to before an earlier change (esc esc)", ""),
    Command("director", "[id]", "go on with another director", "f6"),
    Command("renderer", "[id]", "go on with another renderer", ""),
    Command("probe", "[id]", "try what a director can do: tools, streaming, token counts", ""),
    Command("consistency", "[mode]", "what ties the frames of a shot together", ""),
    Command("find", "[words]", "search the talk", "ctrl+f"),
    Command("history", "", "search earlier prompts", "ctrl+r"),
    Command("details", "", "show or hide what tools were told and answered", "ctrl+o"),
    Command("retry", "", "say the last thing again", ""),
    Command("copy", "", "copy the selection, or the last reply", ""),
    Command("editor", "", "write the prompt in $EDITOR", "ctrl+g"),
    Command("export", "[file]", "write the talk and the script as Markdown", ""),
    Command("settings", "", "change the settings", "f8"),
    Command("servers", "", "look for model servers on this machine", ""),
    Command("theme", "", "choose the colours", ""),
    Command("help", "", "the keys and commands", "f1"),
    Command("quit", "", "leave; what was finished is kept", "ctrl+q"),
)


def parse(text: str) -> tuple[Command, str] | None:
    """The command in what was typed, and its argument; None where it is not a command.

    Raises:
        UsageError: there is no such command, or it takes no argument.
    """
    if not text.startswith("/"):
        return None
    word, _, rest = text[1:].partition(" ")
    argument = rest.strip()
    for command in COMMANDS:
        if command.name == word.strip().lower():
            if argument and not command.argument:
                raise UsageError(f"/{command.name} takes no argument", hint=f"type /{command.name}")
            return command, argument
    names = " ".join(f"/{command.name}" for command in COMMANDS)
    raise UsageError(f"there is no command /{word}", hint=f"the commands are {names}")


def completions(text: str) -> tuple[Command, ...]:
    """The commands that `text` may become."""
    if not text.startswith("/") or " " in text or "\n" in text:
        return ()
    return tuple(c for c in COMMANDS if c.name.startswith(text[1:].lower()))
