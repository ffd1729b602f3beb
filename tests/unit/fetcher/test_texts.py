"""Cleaning: what can't be stored goes, and no character moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fetcher.texts import cleaned, has_words, is_line, looks_binary

ANY_TEXT = st.text(st.characters(), max_size=200)
"""Also with halves of surrogate pairs, which JSON can carry and UTF-8 can't."""


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("two\x00killed", "two killed"),  # PostgreSQL refuses NUL
        ("\x1b[31mtwo", " [31mtwo"),  # a terminal would turn red
        ("two\x85killed", "two\nkilled"),  # the next line of old mainframes
        ("\ufefftwo", " two"),  # a byte order mark
        ("two \ud83d killed", "two \ufffd killed"),  # half of an emoji
        ("two \u202eevil", "two \u200bevil"),  # would be shown right to left
        ("a\tb\r\nc", "a\tb\r\nc"),
        ("e\u0301 and é", "e\u0301 and é"),  # two ways of writing it stay two
        ("Kondele – “two” 🕊", "Kondele – “two” 🕊"),
    ],
)
def test_what_cannot_be_stored_is_replaced(dirty: str, clean: str) -> None:
    assert cleaned(dirty) == clean


@given(ANY_TEXT)
def test_cleaning_moves_no_character_and_leaves_nothing_to_clean(text: str) -> None:
    clean = cleaned(text)
    assert len(clean) == len(text)
    assert cleaned(clean) == clean
    assert "\x00" not in clean
    clean.encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "binary"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n" + bytes(range(256)) * 4, True),
        ("Two people died.".encode("utf-16-le"), True),
        (b"\x00" * 100, True),
        ("Polisi waua wawili. “Two” – café".encode(), False),
        # Half decoded: one broken quotation mark in an article is no reason to lose it.
        (b"The minister said: \x93" + b"we regret what happened in Kondele. " * 20, False),
    ],
)
def test_binary_data_is_told_from_text_with_a_broken_character(raw: bytes, binary: bool) -> None:
    assert looks_binary(raw.decode("utf-8", "replace")) is binary


def test_a_text_needs_a_letter() -> None:
    assert has_words("  a ")
    assert has_words("شهيد")
    assert not has_words(" \n\u200b.,;123 ")


@pytest.mark.parametrize(("name", "good"), [("kisumu-17", True), ("a b", True), ("a\nb", False), ("a\x1b", False)])
def test_a_line_is_printable(name: str, good: bool) -> None:
    assert is_line(name) is good
