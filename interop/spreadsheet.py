"""XLSX: XlsxWriter makes the book, its formats and its sheets' names; the rows are ours (interop/sheet_rows.py)."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from django.utils.translation import gettext as _

from interop.asked import in_words
from interop.columns import Column
from interop.rows import Export
from interop.sheet_rows import DATE_STYLE, column_name, rows_xml

WIDTHS = {"title": 40, "text": 60, "author_email": 30}
WIDTH, WIDTH_OF_DATES, WIDTH_OF_WORDS = 13, 16, 28
FIRST = 2  # the row below the names
SAMPLE = re.compile(rb'<row r="2".*?</row>')
DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')


@dataclass(slots=True)
class Sheet:
    """A sheet: what it is called, its columns, and where its rows lie as XML once they are written."""

    name: str
    columns: Sequence[tuple[str, type, int]]  # name, type, width
    rows: Path
    count: int = 0

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Write the rows to the disk, one by one."""
        with self.rows.open("w", encoding="utf-8") as file:
            for xml in rows_xml(rows, [kind for _name, kind, _width in self.columns], FIRST):
                file.write(xml)
                self.count += 1

    @property
    def extent(self) -> str:
        return f"A1:{column_name(len(self.columns) - 1)}{self.count + 1}"


def write_spreadsheet(export: Export, path: Path, progress: Callable[[int], None] = lambda done: None) -> None:
    """Write all rows below one of names, how many lie in each zone, what names and codes mean, and what was asked for.

    Times are those of the server's clock. `progress` is told how many are written, and may raise to stop. What is half
    done lies beside `path`.
    """
    zones: dict[int, Counter[str]] = {n: Counter() for n, column in enumerate(export.columns) if column.is_zone}
    columns = [(column.name, column.type, _width(column)) for column in export.columns]
    words = WIDTH_OF_WORDS
    all_rows = Sheet("contributions", columns, path.with_name("rows-1.xml"))
    all_rows.write(_counted(export, zones, progress))
    by_zone = Sheet(
        "zones",
        [(_("zones of"), str, words), (_("zone"), str, words), (_("contributions"), int, WIDTH)],
        path.with_name("rows-2.xml"),
    )
    by_zone.write(_zones(export, zones))
    titles = (_("column"), _("what it holds"), _("code"), _("what it means"))
    meanings = Sheet("columns", [(title, str, words) for title in titles], path.with_name("rows-3.xml"))
    meanings.write(_meanings(export.columns))
    asked = Sheet("about", [(_("asked for"), str, words), (_("answer"), str, words)], path.with_name("rows-4.xml"))
    asked.write(in_words(export))
    _bind([all_rows, by_zone, meanings, asked], path)


def _width(column: Column) -> int:
    return WIDTH_OF_DATES if column.type is datetime else WIDTHS.get(column.name, WIDTH)


def _counted(
    export: Export, zones: dict[int, Counter[str]], progress: Callable[[int], None]
) -> Iterator[Sequence[Any]]:
    """Yield the rows, counting those of each zone on the way."""
    done = 0
    for portion in export.portions():
        yield from portion
        for number, counter in zones.items():
            counter.update(row[number] or "" for row in portion)
        done += len(portion)
        progress(done)


def _zones(export: Export, zones: dict[int, Counter[str]]) -> Iterator[Sequence[Any]]:
    """Yield how many rows each zone has, the most first."""
    for number, counter in zones.items():
        for zone, many in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])):
            yield export.names[number], zone or _("in no zone"), many


def _meanings(columns: Sequence[Column]) -> Iterator[Sequence[Any]]:
    """Yield what each column holds, and what its codes stand for."""
    for column in columns:
        yield column.name, str(column.label), None, None
        for code, label in (column.codes or {}).items():
            yield None, None, str(code), str(label)


def _bind(sheets: Sequence[Sheet], path: Path) -> None:
    """Make a book in which each sheet has one row, and put the sheets' own rows in its place."""
    empty = path.with_name("empty.xlsx")
    _make_empty(sheets, empty)
    rows = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(sheets, 1)}
    with ZipFile(empty) as book, ZipFile(path, "w", ZIP_DEFLATED) as bound:
        for part in book.infolist():
            content = book.read(part)
            if sheet := rows.get(part.filename):
                content = DIMENSION.sub(b'<dimension ref="%b"/>' % sheet.extent.encode(), content)
                before, after = SAMPLE.split(content)
                with bound.open(part.filename, "w", force_zip64=True) as file, sheet.rows.open("rb") as own:
                    file.write(before)
                    shutil.copyfileobj(own, file, 1 << 20)
                    file.write(after)
            else:
                bound.writestr(part, content, ZIP_DEFLATED)


def _make_empty(sheets: Sequence[Sheet], path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        bold, date = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for made, sheet in ((book.add_worksheet(sheet.name), sheet) for sheet in sheets):
            for at, (name, _kind, width) in enumerate(sheet.columns):
                made.set_column(at, at, width)
                made.write_string(0, at, name, bold)
            made.write_number(1, 0, 0, date)  # the sample; it also brings the format of dates into the book
            made.freeze_panes(1, 0)
            made.autofilter(0, 0, sheet.count, len(sheet.columns) - 1)
    if date.xf_index != DATE_STYLE:
        raise RuntimeError(f"XlsxWriter numbers its formats in another way: dates are {date.xf_index}")
