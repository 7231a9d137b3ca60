"""The picture in the README is one of a real session, with the real pocket pair."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from bench.screenshot import PREMISE, REQUEST, session

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


async def test_the_picture_shows_the_session(tmp_path: Path) -> None:
    picture = await session(tmp_path)
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", picture)
    words = html.unescape(" ".join(texts)).replace("\xa0", " ")
    assert PREMISE[:30] in words
    assert REQUEST in words
    assert "asked for: frame 5" in words
    assert "brightness" in words
    assert "revision 2" in words
    assert "frame 5/8" in words
    assert str(tmp_path) not in picture
