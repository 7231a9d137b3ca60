"""The entries of the transcript as widgets. Text from a user or a model is never read as markup."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Markdown, Static

from tui.app.conversation import Said
from tui.app.entries import Entry, Trouble, Work, clean
from tui.app.worklog import Line

_GLYPHS = {"live": "◐", "done": "✓", "detail": " "}
_STYLES = {"live": "bold $accent", "done": "$text-success", "detail": "dim"}


class UserMessage(Static):
    """What the user said."""

    DEFAULT_CSS = """
    UserMessage {
        margin: 1 0 0 0; padding: 0 1;
        border-left: thick $primary; background: $surface; text-style: bold;
    }
    """


class DirectorMessage(Markdown):
    """What the director said, as Markdown."""

    DEFAULT_CSS = """
    DirectorMessage { margin: 1 0 0 0; padding: 0 1 0 2; background: transparent; }
    DirectorMessage > MarkdownBlock:last-child { margin: 0; }
    """


class WorkCard(Static):
    """What a turn does, line by line."""

    DEFAULT_CSS = """
    WorkCard { margin: 1 0 0 0; padding: 0 1 0 2; }
    """

    def tell(self, lines: list[Line]) -> None:
        """Shows `lines`."""
        self.update(work_content(lines))


class TroubleCard(Static):
    """An error: what happened, and what to do."""

    DEFAULT_CSS = """
    TroubleCard {
        margin: 1 0 0 0; padding: 0 1; border-left: thick $error; background: $error 12%;
    }
    """


def widget_of(entry: Entry) -> Widget:
    """The widget that shows `entry`."""
    match entry:
        case Said(role="user"):
            return UserMessage(Content(clean(entry.text)))
        case Said():
            return DirectorMessage(clean(entry.text), open_links=False)
        case Work():
            return WorkCard(work_content(entry.lines))
        case Trouble():
            return TroubleCard(trouble_content(entry))


def work_content(lines: list[Line]) -> Content:
    """The lines of a card, each with a mark that says what it is without colour."""
    return Content("\n").join(
        Content.assemble((_GLYPHS[line.kind], _STYLES[line.kind]), " ", _line(line))
        for line in lines
    )


def trouble_content(trouble: Trouble) -> Content:
    """The two lines of an error."""
    return Content.assemble(
        ("✗ ", "bold $text-error"), (trouble.message, "bold"), "\n  ", (trouble.hint, "")
    )


def _line(line: Line) -> Content:
    return Content.assemble((line.text, "dim" if line.kind == "detail" else ""))
