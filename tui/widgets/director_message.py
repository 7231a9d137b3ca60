"""What the director said, in a module of its own because it loads a Markdown parser."""

from __future__ import annotations

from textual.widgets import Markdown


class DirectorMessage(Markdown):
    """What the director said, as Markdown."""

    DEFAULT_CSS = """
    DirectorMessage { margin: 1 0 0 0; padding: 0 1 0 2; background: transparent; }
    DirectorMessage > MarkdownBlock:last-child { margin: 0; }
    """
