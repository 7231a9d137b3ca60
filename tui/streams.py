"""The standard streams, made safe to use as the caller left them."""

from __future__ import annotations

import io
import os
import sys


def settle_streams() -> None:
    """Opens those that are closed on nothing, and lets stdout take every text.

    Otherwise the next file to be opened, a project's database for instance, would get the number
    of a closed stream, and what a library prints would go into it. Letters that the encoding of
    stdout lacks are spelled out; paths that are no text are written as the bytes that they are.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nothing = os.open(os.devnull, os.O_RDWR)
            # Open until the process ends, which is no leak to warn of.
            setattr(sys, name, os.fdopen(nothing, mode, encoding="utf-8", closefd=False))
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        as_bytes = sys.stdout.encoding.lower() in {"utf-8", "utf8"}
        sys.stdout.reconfigure(errors="surrogateescape" if as_bytes else "backslashreplace")
