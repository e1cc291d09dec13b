"""Dates as people's files write them."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime


def read_moment(value: Any) -> datetime | None:
    """Read an ISO date or time, a day as 20240725 or 25/07/2024, or Unix seconds; None where it is none of these."""
    text = str(value).strip()
    for read in (_iso, _compact, _unix):
        try:
            found = read(text)
        except (ValueError, OverflowError, OSError):
            continue
        if found is not None and 1970 <= found.year <= 2100:
            return found
    return None


def _iso(text: str) -> datetime | None:
    found = parse_datetime(text)
    if found is None:
        day = parse_date(text[:10])
        return _midnight(day) if day else None
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _compact(text: str) -> datetime | None:
    for pattern in ("%Y%m%d", "%d/%m/%Y"):
        try:
            return _midnight(datetime.strptime(text[:10], pattern).replace(tzinfo=UTC).date())
        except ValueError:
            continue
    return None


def _unix(text: str) -> datetime | None:
    return datetime.fromtimestamp(float(text), tz=UTC) if len(text) >= 9 else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
