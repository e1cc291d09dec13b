"""Text people type: kept, neutralised, refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import ControlCharacters, clean_text


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("  Un banc  ", "Un banc"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("e\u0301cole", "école"),
        ("\u202eevil\u2066x\u2069", "evilx"),
        ("👩‍👧 🏳️‍🌈", "👩‍👧 🏳️‍🌈"),
        ("tab\there", "tab\there"),
    ],
)
def test_what_is_kept(given_text: str, kept: str) -> None:
    assert clean_text(given_text) == kept


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\ud800", "\uffff"])
def test_what_is_refused(bad: str) -> None:
    with pytest.raises(ControlCharacters):
        clean_text(f"a{bad}b")


@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_postgresql_can_store_it(text: str) -> None:
    try:
        cleaned = clean_text(text)
    except ControlCharacters:
        return
    assert clean_text(cleaned) == cleaned
    assert "\x00" not in cleaned.encode("utf-8").decode()
