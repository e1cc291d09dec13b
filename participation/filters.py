"""The one filter object: list, tiles, counts, statistics, exports and the page's URL all mean the same by it.

A comma inside a value means or. `since` is inclusive, `until` exclusive, both on `created_at`; a bare date is midnight
in the server's time zone. `near` is `lon,lat,distance_m`, `bbox` is `west,south,east,north`. `mine` (what one sent) and
`voted` (what one has a vote on) work on lists only.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidParameter
from core.i18n import LANGUAGES
from core.query import number
from participation.models.contributions import Channel, Kind
from participation.states import PUBLIC_STATES, ContributionState

NAMES = (
    "kind",
    "theme",
    "category",
    "state",
    "zone",
    "consultation",
    "language",
    "channel",
    "q",
    "since",
    "until",
    "bbox",
    "near",
    "mine",
    "voted",
)
# A zone may be a feature of a layer: `layer:{slug}:{key}`.
LAYER = "layer:"
MAX_Q_LENGTH = 200
MAX_NEAR_M = 200_000


class MineNeedsList(InvalidParameter):
    code = "mine_on_lists_only"
    message = _("What is your own can be asked for in lists only: what you sent, and what you voted on.")


@dataclass(frozen=True, slots=True)
class Near:
    """A circle: centre in degrees, radius in metres."""

    lon: float
    lat: float
    distance_m: float


@dataclass(frozen=True, slots=True)
class ContributionFilter:
    """What is asked for; empty means everything public."""

    kind: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    zone: tuple[tuple[str, str], ...] = ()
    consultation: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    q: str = ""
    since: datetime | None = None
    until: datetime | None = None
    bbox: tuple[float, float, float, float] | None = None
    near: Near | None = None
    mine: bool = False
    voted: bool = False

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    @classmethod
    def parse(cls, params: Mapping[str, str], *, own: Collection[str] = ()) -> "ContributionFilter":
        """Read the filter's parameters out of `params` (others are left alone); raise `InvalidParameter`.

        `own` names those of `mine` and `voted` that mean something where this is asked.
        """
        mine, voted = (_own(params, name, own) for name in ("mine", "voted"))
        states = ContributionState.values if mine else [str(state) for state in PUBLIC_STATES]
        return cls(
            kind=_words(params, "kind", Kind.values),
            theme=_words(params, "theme"),
            category=_words(params, "category"),
            state=_words(params, "state", states),
            zone=_zones(params),
            consultation=_words(params, "consultation"),
            language=_words(params, "language", LANGUAGES),
            channel=_words(params, "channel", Channel.values),
            q=_text(params),
            since=_moment(params, "since"),
            until=_moment(params, "until"),
            bbox=_bbox(params),
            near=_near(params),
            mine=mine,
            voted=voted,
        )


def _own(params: Mapping[str, str], name: str, allowed: Collection[str]) -> bool:
    if name in params and name not in allowed:
        raise MineNeedsList(parameter=name)
    said = params.get(name, "false")
    if said not in {"true", "false"}:
        raise InvalidParameter(parameter=name)
    return said == "true"


def _words(params: Mapping[str, str], name: str, known: tuple[str, ...] | list[str] | None = None) -> tuple[str, ...]:
    if name not in params:
        return ()
    words = tuple(sorted(set(params[name].split(","))))
    if any(not word or len(word) > 60 or (known is not None and word not in known) for word in words):
        raise InvalidParameter(parameter=name)
    return words


def _zones(params: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for word in _words(params, "zone"):
        layer = LAYER if word.startswith(LAYER) else ""
        zoning, colon, code = word.removeprefix(layer).partition(":")
        if not (zoning and colon and code):
            raise InvalidParameter(_("Name a zone as zoning:code, or as layer:name:key."), parameter="zone")
        pairs.append((layer + zoning, code))
    return tuple(pairs)


def _text(params: Mapping[str, str]) -> str:
    text = params.get("q", "").strip()
    if len(text) > MAX_Q_LENGTH:
        raise InvalidParameter(parameter="q")
    return text


def _moment(params: Mapping[str, str], name: str) -> datetime | None:
    if name not in params:
        return None
    try:
        found = parse_datetime(params[name]) if "T" in params[name] else parse_date(params[name])
    except ValueError as error:
        raise InvalidParameter(parameter=name) from error
    if found is None:
        raise InvalidParameter(parameter=name)
    if not isinstance(found, datetime):
        return _midnight(found)
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _numbers(params: Mapping[str, str], name: str, bounds: list[tuple[float, float]]) -> list[float] | None:
    if name not in params:
        return None
    parts = params[name].split(",")
    if len(parts) != len(bounds):
        raise InvalidParameter(parameter=name)
    return [number(part, name, minimum=low, maximum=high) for part, (low, high) in zip(parts, bounds, strict=True)]


def _bbox(params: Mapping[str, str]) -> tuple[float, float, float, float] | None:
    found = _numbers(params, "bbox", [(-180, 180), (-90, 90), (-180, 180), (-90, 90)])
    if found is None:
        return None
    west, south, east, north = found
    if west > east or south > north:
        raise InvalidParameter(parameter="bbox")
    return west, south, east, north


def _near(params: Mapping[str, str]) -> Near | None:
    found = _numbers(params, "near", [(-180, 180), (-90, 90), (0, MAX_NEAR_M)])
    return Near(*found) if found else None
