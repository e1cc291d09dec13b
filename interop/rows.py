"""The rows of an export, read by a cursor of the server: whatever their number, few are in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from interop.columns import PERSONAL, Column, Row, columns_of, statement
from participation.areas import Area
from participation.filters import ContributionFilter
from participation.selectors import count_contributions, public_contributions
from perimeter_data.models import Perimeter

PORTION = 2000


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written: which columns, the statement that gives their rows, and what was asked for."""

    perimeter: Perimeter
    columns: Sequence[Column]
    sql: str
    params: tuple[Any, ...]
    count: int
    asked: ContributionFilter
    area: Area | None

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def portions(self) -> Iterator[list[Row]]:
        """Yield all rows, some thousand at a time. Outside a transaction the server keeps them: nothing stays open."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(self.sql, self.params)
            while portion := cursor.fetchmany(PORTION):
                yield portion

    def rows(self) -> Iterator[Row]:
        """Yield all rows one by one."""
        for portion in self.portions():
            yield from portion


def export_of(
    perimeter: Perimeter, f: ContributionFilter, area: Area | None = None, *, personal: bool = False
) -> Export:
    """Return the export of what the public sees under a filter, in an area; `personal` adds `PERSONAL`."""
    rows = public_contributions(perimeter, f).order_by()
    rows = area.contributions(rows) if area else rows
    query = rows.values("pk").query
    # An impossible filter gives a SELECT of no rows here, rather than an exception.
    ids, params = query.get_compiler("default", elide_empty=False).as_sql()
    columns = [*columns_of(perimeter), *(PERSONAL if personal else ())]
    count = rows.count() if area else count_contributions(perimeter, f)
    return Export(perimeter, columns, statement(columns, ids), tuple(params), count, f, area)
