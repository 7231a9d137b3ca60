"""Sharing the processor between the app's thread, which must hear keys, and all others."""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Final

_DRAWING: Final = 2
"""Threads that decode clips, draw panels and parse Markdown."""

_SWITCH_SECONDS: Final = 0.001
"""How long another thread may go on once the app's has something to do. Python's own 5 ms may be
lost at each of a dozen steps from a key to what it paints while a model writes in this process."""


def put_the_app_first() -> None:
    """To be called once, in the app's thread, with its event loop running."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    # Not asyncio's own, which has four threads more than there are cores: when many panels are
    # drawn at once, each of them would have its turn before the app's thread has one.
    drawing = ThreadPoolExecutor(_DRAWING, thread_name_prefix="drawing")
    asyncio.get_running_loop().set_default_executor(drawing)
