"""Text set into lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tools.compose.lettering import set_lines, shortened, typeface

FONT = typeface("regular", 16)
words = st.text("aüW iл.", max_size=80)
widths = st.floats(40, 400)


@given(words, widths, st.integers(1, 4))
def test_no_line_is_too_wide_and_there_are_not_too_many(text: str, width: float, most: int) -> None:
    lines = set_lines(text, FONT, width, most)
    assert len(lines) <= most
    assert all(line and FONT.getlength(line) <= width for line in lines)


@given(words, widths)
def test_no_letter_is_lost_where_there_is_room(text: str, width: float) -> None:
    lines = set_lines(text, FONT, width, 80)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(words, widths)
def test_shortened_text_fits_and_is_left_alone_where_it_fits(text: str, width: float) -> None:
    short = shortened(text, FONT, width)
    assert FONT.getlength(short) <= width
    assert short == text or short.endswith("…")


def test_lines_break_between_words() -> None:
    width = FONT.getlength("The fox runs")
    assert set_lines("The fox runs home", FONT, width, 3) == ("The fox runs", "home")


def test_what_does_not_fit_is_said_with_an_ellipsis() -> None:
    width = FONT.getlength("The fox runs")
    first, last = set_lines("The fox runs home over the hill", FONT, width, 2)
    assert first == "The fox runs"
    assert last.endswith("…")


def test_accented_greek_and_cyrillic_letters_have_shapes_of_their_own() -> None:
    missing = bytes(FONT.getmask("\ue000"))
    for letter in "éüñłşžßøαΩжЯ→·…“":
        assert bytes(FONT.getmask(letter)) != missing, letter
