"""Pieces of SQL with their parameters, joined without ever formatting a value in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

# A percent sign that is written twice, a named value, a named piece.
MARK = re.compile(r"%%|%\((?P<value>\w+)\)s|\{(?P<part>\w+)\}")


@dataclass(frozen=True, slots=True)
class Fragment:
    """SQL with %s marks, and one parameter for each."""

    sql: str
    params: tuple[Any, ...] = ()


def compose(template: str, parts: Mapping[str, Fragment], values: Mapping[str, Any]) -> Fragment:
    """Return the template with each `{name}` replaced by a piece and each `%(name)s` bound to a value."""
    params: list[Any] = []

    def replaced(match: re.Match[str]) -> str:
        if value := match["value"]:
            params.append(values[value])
            return "%s"
        if part := match["part"]:
            params.extend(parts[part].params)
            return parts[part].sql
        return match[0]

    sql = MARK.sub(replaced, template)
    return Fragment(sql, tuple(params))


def rows(queryset: QuerySet[Any], *columns: str) -> Fragment:
    """Return the SELECT of these columns of a queryset, in this order and in no order of rows."""
    query = queryset.order_by().values(*columns).query
    # An impossible filter gives a SELECT of no rows here, rather than an exception.
    sql, params = query.get_compiler(queryset.db, elide_empty=False).as_sql()
    return Fragment(sql, tuple(params))
