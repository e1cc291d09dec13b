"""Dates as each language writes them."""

from datetime import date

import pytest
from django.utils import translation
from django.utils.formats import date_format

DAYS = {
    "fr": ("21 septembre 2026", "2 août 2026"),
    "it": ("21 settembre 2026", "2 agosto 2026"),
    "en": ("21 September 2026", "2 August 2026"),
}


@pytest.mark.parametrize("language", DAYS)
def test_months_have_capitals_in_english_alone(language: str) -> None:
    with translation.override(language):
        written = [date_format(day, "DATE_FORMAT") for day in (date(2026, 9, 21), date(2026, 8, 2))]
    assert tuple(written) == DAYS[language]


@pytest.mark.parametrize("language", DAYS)
def test_numbers_of_days_come_before_those_of_months(language: str) -> None:
    with translation.override(language):
        assert date_format(date(2026, 4, 3), "SHORT_DATE_FORMAT") == "03/04/2026"
