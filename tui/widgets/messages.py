"""The entries of the transcript as widgets. Text from a user or a model is never read as markup."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.app.conversation import Said
from tui.app.entries import Entry, Speech, Trouble, Work, clean, plain
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


class WorkCard(Static):
    """What a turn does, line by line."""

    DEFAULT_CSS = """
    WorkCard { margin: 1 0 0 0; padding: 0 1 0 2; }
    """

    def tell(self, lines: list[Line]) -> None:
        """Shows `lines`; without any, nothing."""
        self.display = bool(lines)
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
        case Said() | Speech():
            # It loads a Markdown parser, which the first screen does not need.
            from tui.widgets.director_message import DirectorMessage

            return DirectorMessage(clean(entry.text), open_links=False)
        case Work():
            card = WorkCard()
            card.tell(entry.lines)
            return card
        case Trouble():
            return TroubleCard(trouble_content(entry))


def show_again(widget: Widget, entry: Entry) -> None:
    """Shows in the widget of `entry` what became of it; only what is under way ever changes."""
    if isinstance(widget, WorkCard) and isinstance(entry, Work):
        widget.tell(entry.lines)
    elif isinstance(entry, Speech):
        from tui.widgets.director_message import DirectorMessage

        if isinstance(widget, DirectorMessage):
            widget.update(clean(entry.text))


def rows_of(entry: Entry, columns: int) -> int:
    """Rows that the widget of `entry` will take, roughly: its lines, folded, and a blank one."""
    room = max(columns - 3, 1)
    return 1 + sum(1 + len(line) // room for line in plain(entry).splitlines())


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
