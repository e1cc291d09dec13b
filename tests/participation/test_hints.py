"""Hints at persons in a text: what is seen, and what is left alone. The same samples hold the front end's patterns."""

import json
from pathlib import Path

import pytest

from participation.hints import personal_hints

SAMPLES = json.loads((Path(__file__).parent / "hints.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "expected"), SAMPLES["hints"], ids=[text for text, _spans in SAMPLES["hints"]])
def test_what_reaches_or_names_a_person_is_seen(text: str, expected: list[list[str]]) -> None:
    assert [[hint.kind, text[hint.start : hint.end]] for hint in personal_hints(text)] == expected


@pytest.mark.parametrize("text", SAMPLES["none"])
def test_dates_codes_prices_roads_and_offices_are_left_alone(text: str) -> None:
    assert personal_hints(text) == []


def test_a_long_text_takes_no_time() -> None:
    assert personal_hints("0 1 2 3 4 5 6 7 8 9 " * 20_000) == []
