"""The orders of a list, each a keyset: newest, supported, nearest, shuffled.

Shuffled is a walk around one ring, which the index contribution_ring keeps: each reader begins somewhere else, and a
participant always at the same spot. Neighbours on the ring are strangers in time.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, FloatField, IntegerField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Participant
from core.errors import InvalidParameter
from core.pagination import read_cursor, write_cursor
from core.query import number
from participation.filters import ContributionFilter
from participation.models.ring import SIZE, SPREAD, Ring
from participation.querysets import vote_count

ORDERS = ("newest", "supported", "nearest", "shuffled")


class NearestNeedsNear(InvalidParameter):
    code = "nearest_needs_near"
    message = _("To order by distance, say from where: near=lon,lat,distance_m.")


def ordered_page(
    rows: QuerySet[Any],
    params: Mapping[str, str],
    f: ContributionFilter,
    target: str,
    limit: int,
    viewer: Participant | None,
) -> tuple[list[Any], str | None]:
    """Return one page of `rows` and the cursor of the next, in the order the parameters ask for."""
    order = params.get("order", "newest")
    if order not in ORDERS:
        raise InvalidParameter(parameter="order")
    if order == "shuffled":
        return _walk(rows, params, limit, viewer)
    rows, descending = _keyed(rows, order, f, target)
    if "cursor" in params:
        key, pk = read_cursor(params["cursor"], (_CURSOR_TYPES[order], int))
        key = _from_cursor(order, key)
        side = "lt" if descending else "gt"
        rows = rows.filter(Q(**{f"key__{side}": key}) | Q(key=key, **{f"pk__{side}": pk}))
    sign = "-" if descending else ""
    found = list(rows.order_by(f"{sign}key", f"{sign}pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    key = last.key.isoformat() if isinstance(last.key, datetime) else last.key
    return found[:limit], write_cursor([key, last.pk])


def _walk(
    rows: QuerySet[Any], params: Mapping[str, str], limit: int, viewer: Participant | None
) -> tuple[list[Any], str | None]:
    """Return a page of the ring, and where the next one begins: (start, lap, ring)."""
    start, lap, ring = _where(params, viewer)
    rows = rows.annotate(ring=Ring("id")).order_by("ring")
    found: list[Any] = []
    if lap == 0:
        found = list(rows.filter(ring__gt=max(ring, start - 1))[: limit + 1])
        ring = -1
    if len(found) <= limit:
        found += rows.filter(ring__gt=ring, ring__lt=start)[: limit + 1 - len(found)]
    if len(found) <= limit:
        return found, None
    last = found[limit - 1].ring
    return found[:limit], write_cursor([start, int(last < start), last])


def _where(params: Mapping[str, str], viewer: Participant | None) -> tuple[int, int, int]:
    if "cursor" in params:
        start, lap, ring = read_cursor(params["cursor"], (int, int, int))
        if not (0 <= start < SIZE and 0 <= lap <= 1 and -1 <= ring < SIZE):
            raise InvalidParameter(parameter="cursor")
        return start, lap, ring
    if "seed" in params:
        return int(number(params["seed"], "seed", minimum=0, maximum=SIZE - 1)), 0, -1
    return (viewer.pk * SPREAD % SIZE if viewer else secrets.randbelow(SIZE)), 0, -1


_CURSOR_TYPES: dict[str, type] = {"newest": str, "supported": int, "nearest": float}


def _from_cursor(order: str, key: Any) -> Any:
    if order != "newest":
        return key
    try:
        moment = datetime.fromisoformat(key)
    except ValueError as error:
        raise InvalidParameter(parameter="cursor") from error
    if moment.tzinfo is None:
        raise InvalidParameter(parameter="cursor")
    return moment


def _keyed(rows: QuerySet[Any], order: str, f: ContributionFilter, target: str) -> tuple[QuerySet[Any], bool]:
    if order == "newest":
        return rows.annotate(key=F("created_at")), True
    if order == "supported":
        return rows.annotate(key=Coalesce(vote_count(target, "for"), 0, output_field=IntegerField())), True
    if f.near is None:
        raise NearestNeedsNear(parameter="order")
    distance = RawSQL(  # noqa: S611 - the table's name is ours, the values are parameters
        f'ST_Distance("participation_{target}"."position"::geography, ST_SetSRID(ST_Point(%s, %s), 4326)::geography)',
        [f.near.lon, f.near.lat],
        output_field=FloatField(),
    )
    return rows.annotate(key=distance), False
