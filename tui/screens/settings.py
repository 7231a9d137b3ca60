"""The user's settings as a form, written back to config.toml with its comments kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, get_args

from pydantic import ValidationError
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Footer, Input, Label, Select, Static

from schemas.settings import Settings
from tui.app.config_file import Scalar
from tui.environment import first_problem

NAMES = ("director", "renderer", "frames", "theme", "autoplay", "motion", "notify")
"""The settings that the form asks for; config.toml may hold more."""

_NOTES = {
    "director": "used for new storyboards",
    "renderer": "used for new storyboards",
    "frames": "of a new script, 1 to 64",
    "autoplay": "play a new take by itself; from the next start",
    "motion": "reduced: nothing moves by itself; from the next start",
    "notify": "when a long turn ends unseen",
}


class SettingsScreen(ModalScreen[dict[str, Scalar] | None]):
    """Its result is the settings that are to be written, None where nothing is.

    Args:
        settings: as they are now.
        themes: names to choose from.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", priority=True),
        Binding("escape", "dismiss", "close", priority=True),
    ]

    def __init__(self, settings: Settings, themes: Sequence[str]) -> None:
        super().__init__()
        self._settings = settings
        self._themes = tuple(themes)

    def compose(self) -> ComposeResult:
        """A row for each setting."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static("Settings", classes="heading")
            for name in NAMES:
                with Horizontal(classes="entry"):
                    yield Label(name, classes="name")
                    yield self._widget(name)
                    yield Label(_NOTES.get(name, ""), classes="note")
            config = self._settings.folders.config / "config.toml"
            yield Static(f"\nwritten to {config}", classes="note", markup=False)
            yield Static("STORYREEL_ variables win over the file.", classes="note")
            yield Static("", id="problem", markup=False)
        yield Footer(show_command_palette=False)

    def action_save(self) -> None:
        """Closes with what differs, unless a value is not valid."""
        try:
            checked = self._checked()
        except ValidationError as error:
            self._say(f"✗ {first_problem(error)}")
            return
        values = {name: getattr(checked, name) for name in NAMES}
        self.dismiss({n: v for n, v in values.items() if v != getattr(self._settings, n)})

    @on(Input.Changed)
    @on(Select.Changed)
    def _check(self) -> None:
        try:
            self._checked()
        except ValidationError as error:
            self._say(f"✗ {first_problem(error)}")
        else:
            self._say("✓ valid")

    def _checked(self) -> Settings:
        """Raises pydantic's error where a value is not valid."""
        kept = {name: getattr(self._settings, name) for name in Settings.model_fields}
        typed = {name: _text(self.query_one(f"#{name}")) for name in NAMES}
        return Settings.model_validate({**kept, **typed})

    def _widget(self, name: str) -> Widget:
        value = str(getattr(self._settings, name))
        words = self._words(name)
        if value not in words:
            return Input(value, id=name, compact=True, select_on_focus=False)
        options = [(word, word) for word in words]
        return Select(options, value=value, allow_blank=False, id=name, compact=True)

    def _words(self, name: str) -> tuple[str, ...]:
        match name:
            case "theme":
                return self._themes
            case "autoplay":
                return ("True", "False")
            case _:
                return get_args(Settings.model_fields[name].annotation)

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(text)


def _text(widget: Widget) -> str:
    if isinstance(widget, Input):
        return widget.value.strip()
    assert isinstance(widget, Select)
    return str(widget.value)
