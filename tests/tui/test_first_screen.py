"""The first screen is there at once, because what the models need is loaded later."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "transformers", "diffusers", "llguidance", "langchain", "langchain_core",
         "openai", "numpy", "imageio_ffmpeg", "markdown_it")  # fmt: skip

CHAT = """
import asyncio, sys
from pathlib import Path
from tui.commands import chat
from tui.app import start

def run(app):
    async def first_screen():
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            text = app.export_screenshot()
            print("greeted" if "Type" in text and "premise" in text else text)
    asyncio.run(first_screen())

start.ChatApp.run = run
start.run_chat(chat.user_settings(), chat._sketch, None)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""

PLAY = """
import sys
from tui.player import theatre
print("greeted")  # Nothing is shown before the clip is decoded.
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize("program", [CHAT, PLAY], ids=["chat", "play"])
def test_nothing_heavy_is_loaded_for_the_first_screen(program: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "STORYREEL_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    shown, loaded = done.stdout.strip().split("\n")
    assert shown == "greeted"
    assert not set(HEAVY) & set(loaded.split())
