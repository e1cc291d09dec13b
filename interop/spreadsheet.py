"""XLSX, written row by row to the disk: text stays text, whatever it looks like; dates can be sorted by."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from interop.columns import Column
from interop.rows import Export

MAX_CELL = 32_767
# Nothing is guessed: no formulas, no links, no numbers made of text.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTHS = {"title": 40, "text": 60, "author_email": 30}
WIDTH, WIDTH_OF_DATES = 13, 16


def write_spreadsheet(export: Export, path: Path, progress: Callable[[int], None] = lambda done: None) -> None:
    """Write all rows below one of names, how many lie in each zone, and what names and codes mean.

    Times are those of the server's clock. `progress` is told how many are written, and may raise to stop.
    """
    book = xlsxwriter.Workbook(str(path), {**OPTIONS, "tmpdir": str(path.parent)})
    try:
        bold, date = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet("contributions")
        for number, column in enumerate(export.columns):
            is_date = column.type is datetime
            sheet.set_column(number, number, WIDTH_OF_DATES if is_date else WIDTHS.get(column.name, WIDTH))
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, export.names, bold)
        zones: dict[int, Counter[str]] = {n: Counter() for n, column in enumerate(export.columns) if column.is_zone}
        done = 0
        for portion in export.portions():
            for row in portion:
                done += 1
                _write_row(sheet, done, row, export.columns, date)
                for number, counter in zones.items():
                    counter[row[number] or ""] += 1
            progress(done)
        sheet.autofilter(0, 0, done, len(export.columns) - 1)
        _write_zones(book.add_worksheet("zones"), export, zones, bold)
        _write_meaning(book.add_worksheet("columns"), export.columns, bold)
    finally:
        book.close()


def _write_row(sheet: Any, at: int, row: Sequence[Any], columns: Sequence[Column], date: Any) -> None:
    for number, value in enumerate(row):
        if value is None:
            continue
        if columns[number].type is datetime:
            sheet.write_datetime(at, number, timezone.make_naive(datetime.fromisoformat(value)), date)
        elif isinstance(value, str):
            sheet.write_string(at, number, value[:MAX_CELL])
        else:
            sheet.write_number(at, number, value)


def _write_zones(sheet: Any, export: Export, zones: dict[int, Counter[str]], bold: Any) -> None:
    """Write how many rows each zone has, the most first."""
    sheet.set_column(0, 1, 28)
    sheet.write_row(0, 0, [_("zones of"), _("zone"), _("contributions")], bold)
    at = 0
    for number, counter in zones.items():
        for zone, many in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])):
            at += 1
            sheet.write_string(at, 0, export.names[number])
            sheet.write_string(at, 1, zone or _("in none"))
            sheet.write_number(at, 2, many)


def _write_meaning(sheet: Any, columns: Sequence[Column], bold: Any) -> None:
    """Write what each column holds, and what its codes stand for."""
    sheet.set_column(0, 3, 28)
    sheet.write_row(0, 0, [_("column"), _("what it holds"), _("code"), _("what it means")], bold)
    at = 0
    for column in columns:
        at += 1
        sheet.write_string(at, 0, column.name)
        sheet.write_string(at, 1, str(column.label))
        for code, label in (column.codes or {}).items():
            at += 1
            sheet.write_string(at, 2, str(code))
            sheet.write_string(at, 3, str(label))
