"""The rows of a sheet as SpreadsheetML: every text a text, whatever it holds.

XlsxWriter makes each cell as an object, and takes a text between `<r>` and `</r>` for its own XML: a citizen's would
break the file.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

MAX_CELL = 32_767
# The cell format of dates in our books: 0 is plain, 1 bold (see interop/spreadsheet.py).
DATE_STYLE = 2
DAY_ZERO, DAY_S = date(1899, 12, 30).toordinal(), 86_400
# What XML cannot hold, or would read as something else, is written as _xHHHH_; so is what looks like that already.
SPECIAL = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def rows_xml(rows: Iterable[Sequence[Any]], types: Sequence[type], first: int) -> Iterator[str]:
    """Yield each row's XML, the first one being row `first` (from 1); None is an empty cell.

    A value is text, a number, or in a column of type `datetime` a time as `2026-05-04T09:30:00Z`, which becomes a date
    of the server's clock.
    """
    columns = [(column_name(at), _writer(kind)) for at, kind in enumerate(types)]
    for number, row in enumerate(rows, first):
        cells = "".join(
            write(f"{name}{number}", value)
            for (name, write), value in zip(columns, row, strict=True)
            if value is not None
        )
        yield f'<row r="{number}">{cells}</row>'


def column_name(at: int) -> str:
    """Return what a spreadsheet calls the column with this number from 0: A, B, … Z, AA."""
    name = ""
    while at >= 0:
        at, letter = divmod(at, 26)
        name, at = chr(65 + letter) + name, at - 1
    return name


def _writer(kind: type) -> Callable[[str, Any], str]:
    return {datetime: _date, str: _text}.get(kind, _number)


def _text(place: str, value: str) -> str:
    kept = ' xml:space="preserve"' if value[:1].isspace() or value[-1:].isspace() else ""
    text = SPECIAL.sub(_escaped, value[:MAX_CELL])
    return f'<c r="{place}" t="inlineStr"><is><t{kept}>{text}</t></is></c>'


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    return ENTITIES.get(character) or f"_x{ord(character):04X}_"


def _number(place: str, value: float) -> str:
    return f'<c r="{place}"><v>{value!r}</v></c>'


def _date(place: str, value: str) -> str:
    at = timezone.localtime(datetime.fromisoformat(value))
    seconds = at.hour * 3600 + at.minute * 60 + at.second
    return f'<c r="{place}" s="{DATE_STYLE}"><v>{at.toordinal() - DAY_ZERO + seconds / DAY_S}</v></c>'
