"""Answers of a model that cannot be used as they are."""

from __future__ import annotations


class BrokenStream(Exception):
    """The answer ended early, or never ended. Asking again may help."""


class BrokenCall(Exception):
    """The model wrote a tool call whose arguments are no JSON object. It can be told so."""
