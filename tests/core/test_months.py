"""Dates as each language writes them."""

from datetime import date

import pytest
from django.utils import translation
from django.utils.formats import date_format

DAYS = {
    "fr": ("21 septembre 2026", "12 août 2026"),
    "it": ("21 settembre 2026", "12 agosto 2026"),
    "en": ("Sept. 21, 2026", "Aug. 12, 2026"),
}


@pytest.mark.parametrize("language", DAYS)
def test_months_have_capitals_in_english_alone(language: str) -> None:
    with translation.override(language):
        written = [date_format(day, "DATE_FORMAT") for day in (date(2026, 9, 21), date(2026, 8, 12))]
    assert tuple(written) == DAYS[language]
