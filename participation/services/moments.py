"""Dates as people's files write them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

MONTHS = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "january february march april may june july august september october november december",
)
_TIME = (
    r"(?:[ T,]+(?:(?:a|alle|at)\s+)?(?P<hour>\d{1,2})[:h.](?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s*(?P<half>[ap]\.?m\.?)?)?"
)
_NUMBERS = re.compile(r"^(?P<a>\d{1,2})[/.\- ](?P<b>\d{1,2})[/.\- ](?P<year>\d{4}|\d{2})" + _TIME)
_YEAR_FIRST = re.compile(r"^(?P<year>\d{4})[/. ](?P<month>\d{1,2})[/. ](?P<day>\d{1,2})" + _TIME)
_WORDS = re.compile(
    r"^(?:[a-z]+\.?,? )?(?P<day>\d{1,2})(?:er|o)? (?:de |di )?(?P<word>[a-z]{3,})\.? (?P<year>\d{4})" + _TIME
)
_WORDS_AMERICAN = re.compile(r"^(?P<word>[a-z]{3,})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})" + _TIME)
# Days since 1899-12-30 are how spreadsheets keep a date; these are the years 1995 to 2064.
SPREADSHEET_DAYS = range(34700, 60264)
SPREADSHEET_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - wall-clock time, made aware below


def read_moment(value: Any, *, month_first: bool = False) -> datetime | None:
    """Read a date as offices of France, Italy and elsewhere write it; None where it is none.

    ISO, 20240725, 25/07/2024 14h30, 25.7.24, 25 juillet 2024, 25 lug 2024, July 25, 2024, Unix seconds or
    milliseconds, a spreadsheet's day number. `month_first` reads 07/25/2024.
    """
    plain = unicodedata.normalize("NFKD", str(value).casefold()).encode("ascii", "ignore").decode()
    plain = " ".join(plain.split())
    for read in (_iso, _compact, lambda given: _numbers(given, month_first), _words, _spreadsheet, _unix):
        try:
            found = read(plain)
        except (ValueError, OverflowError, OSError):
            continue
        if found is not None and 1970 <= found.year <= 2100:
            return found
    return None


def writes_month_first(values: Iterable[Any]) -> bool:
    """Say whether a column writes 07/25/2024: some row must, and none the other way round."""
    firsts, seconds = 0, 0
    for value in values:
        found = _NUMBERS.match(str(value).strip())
        if found:
            firsts, seconds = max(firsts, int(found["a"])), max(seconds, int(found["b"]))
    return seconds > 12 >= firsts


def _iso(text: str) -> datetime | None:
    found = parse_datetime(text.upper())
    if found is None:
        day = parse_date(text[:10])
        return _aware(datetime.combine(day, time.min)) if day else None
    return found if timezone.is_aware(found) else _aware(found)


def _compact(text: str) -> datetime | None:
    digits = text[:8]
    if not (digits.isascii() and digits.isdigit() and len(digits) == 8 and not text[8:9].isdigit()):
        return None
    return _aware(datetime(int(digits[:4]), int(digits[4:6]), int(digits[6:])))  # noqa: DTZ001


def _numbers(text: str, month_first: bool) -> datetime | None:
    found = _YEAR_FIRST.match(text)
    if found:
        return _moment(found, int(found["month"]), int(found["day"]))
    found = _NUMBERS.match(text)
    if found is None:
        return None
    day, month = (found["b"], found["a"]) if month_first else (found["a"], found["b"])
    return _moment(found, int(month), int(day))


def _words(text: str) -> datetime | None:
    found = _WORDS.match(text) or _WORDS_AMERICAN.match(text)
    if found is None:
        return None
    months = {
        number
        for names in MONTHS
        for number, name in enumerate(names.split(), start=1)
        if name.startswith(found["word"])
    }
    return _moment(found, months.pop(), int(found["day"])) if len(months) == 1 else None


def _moment(found: re.Match[str], month: int, day: int) -> datetime:
    year = int(found["year"])
    if year < 100:
        year += 2000 if year <= timezone.now().year % 100 else 1900
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    return _aware(datetime(year, month, day, hour, int(found["minute"] or 0), int(found["second"] or 0)))  # noqa: DTZ001


def _spreadsheet(text: str) -> datetime | None:
    days = float(text.replace(",", "."))
    return _aware(SPREADSHEET_EPOCH + timedelta(days=days)) if int(days) in SPREADSHEET_DAYS else None


def _unix(text: str) -> datetime | None:
    if len(text) < 9:
        return None
    seconds = float(text)
    return datetime.fromtimestamp(seconds / 1000 if 1e11 <= seconds < 1e13 else seconds, tz=UTC)


def _aware(moment: datetime) -> datetime:
    return timezone.make_aware(moment)
