"""Query strings are strict: what is not known is refused, never ignored."""

from collections.abc import Iterable, Mapping

from django.http import QueryDict

from core.errors import InvalidParameter, UnknownParameter
from core.text import require_plain

EVERYWHERE = frozenset({"lang", "format"})


def strict(query: QueryDict, known: Iterable[str]) -> Mapping[str, str]:
    """Return the parameters as a dict; raise `UnknownParameter` or, for one given twice, `InvalidParameter`."""
    allowed = EVERYWHERE | set(known)
    found: dict[str, str] = {}
    for name, values in query.lists():
        if name not in allowed:
            raise UnknownParameter(parameter=name[:80])
        if len(values) > 1:
            raise InvalidParameter(parameter=name)
        found[name] = require_plain(values[0])
    return found


def number(value: str, name: str, *, minimum: float, maximum: float) -> float:
    """Read a finite number within bounds; raise `InvalidParameter`."""
    try:
        result = float(value)
    except ValueError as error:
        raise InvalidParameter(parameter=name) from error
    if not minimum <= result <= maximum:  # NaN fails both
        raise InvalidParameter(parameter=name)
    return result


def lon_lat(value: str, name: str) -> tuple[float, float]:
    """Read `lon,lat` in degrees; raise `InvalidParameter`."""
    lon, comma, lat = value.partition(",")
    if not comma:
        raise InvalidParameter(parameter=name)
    return number(lon, name, minimum=-180, maximum=180), number(lat, name, minimum=-90, maximum=90)
