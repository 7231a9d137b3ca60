"""The entries of the transcript as widgets. Text from a user or a model is never read as markup."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
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

    class Pressed(Message):
        """The user wants to see what tools were told and answered, or no more."""

        def __init__(self, card: WorkCard) -> None:
            super().__init__()
            self.card = card

    def on_click(self) -> None:
        """Opens or closes the card, unless the click only ended a selection."""
        if self.text_selection is None:
            self.post_message(self.Pressed(self))

    def tell(self, entry: Work) -> None:
        """Shows its lines; without any, nothing."""
        self.display = bool(entry.lines)
        content = work_content(entry)
        if content == self.content:
            return
        # A layout of the whole screen only where there are more rows or fewer.
        width, rows = self.content_size
        needed = content.get_height(self.styles.get_rules(), width) if width else 0
        self.update(content, layout=needed != rows or not rows)


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
            card.tell(entry)
            return card
        case Trouble():
            return TroubleCard(trouble_content(entry))


def show_again(widget: Widget, entry: Entry) -> None:
    """Shows in the widget of `entry` what became of it; only what is under way ever changes."""
    if isinstance(widget, WorkCard) and isinstance(entry, Work):
        widget.tell(entry)
    elif isinstance(entry, Speech):
        from tui.widgets.director_message import DirectorMessage

        text = clean(entry.text)
        if isinstance(widget, DirectorMessage) and text != widget.source:
            widget.update(text)


def rows_of(entry: Entry, columns: int) -> int:
    """Rows that the widget of `entry` will take, roughly: its lines, folded, and a blank one."""
    room = max(columns - 3, 1)
    return 1 + sum(1 + len(line) // room for line in plain(entry).splitlines())


def work_content(entry: Work) -> Content:
    """The lines of a card, each with a mark that says what it is without colour."""
    return Content("\n").join(
        Content.assemble(
            (_GLYPHS[line.kind], _STYLES[line.kind]), " ", _line(line, opened=entry.opened)
        )
        for line in entry.lines
    )


def trouble_content(trouble: Trouble) -> Content:
    """The two lines of an error."""
    return Content.assemble(
        ("✗ ", "bold $text-error"), (trouble.message, "bold"), "\n  ", (trouble.hint, "")
    )


def _line(line: Line, *, opened: bool) -> Content:
    text = Content.assemble((line.text, "dim" if line.kind == "detail" else ""))
    if not line.more:
        return text
    if not opened:
        return text + Content.assemble((" ▸", "dim"))
    more = "\n".join(f"    {each}" for each in line.more.splitlines())
    return text + Content.assemble((f" ▾\n{more}", "dim"))
