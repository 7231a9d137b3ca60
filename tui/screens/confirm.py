"""Asking before something that cannot be undone, or that costs much."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static


class ConfirmScreen(ModalScreen[bool]):
    """A question; its result is whether the user said yes.

    Args:
        question: several lines, shown as they are.
        yes: what the key y does, in a word or two.
        no: what the key n does.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)"),
        Binding("n,escape", "dismiss(False)"),
    ]

    def __init__(self, question: str, yes: str, no: str) -> None:
        super().__init__()
        self._question = question
        self._yes = yes
        self._no = no

    def compose(self) -> ComposeResult:
        """The question above the two keys."""
        with Vertical(classes="dialog"):
            yield Static(self._question, id="question", markup=False)
            yield Static(f"\ny  {self._yes}\nn  {self._no}", markup=False)
