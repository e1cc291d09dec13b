"""The orders of a list, each a keyset: newest, supported, nearest."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, FloatField, IntegerField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidParameter
from core.pagination import read_cursor, write_cursor
from participation.filters import ContributionFilter
from participation.querysets import vote_count

ORDERS = ("newest", "supported", "nearest")


class NearestNeedsNear(InvalidParameter):
    code = "nearest_needs_near"
    message = _("To order by distance, say from where: near=lon,lat,distance_m.")


def ordered_page(
    rows: QuerySet[Any], params: Mapping[str, str], f: ContributionFilter, target: str, limit: int
) -> tuple[list[Any], str | None]:
    """Return one page of `rows` and the cursor of the next, in the order the parameters ask for."""
    order = params.get("order", "newest")
    if order not in ORDERS:
        raise InvalidParameter(parameter="order")
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


_CURSOR_TYPES: dict[str, type] = {"newest": str, "supported": int, "nearest": float}


def _from_cursor(order: str, key: Any) -> Any:
    if order != "newest":
        return key
    try:
        return datetime.fromisoformat(key)
    except ValueError as error:
        raise InvalidParameter(parameter="cursor") from error


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
