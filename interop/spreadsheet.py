"""XLSX, written row by row to the disk: text stays text, whatever it looks like."""

from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from interop.rows import Export

MAX_CELL = 32_767
# Nothing is guessed: no formulas, no links, no numbers made of text.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_spreadsheet(export: Export, path: Path, progress: Callable[[int], None] = lambda done: None) -> None:
    """Write all rows below one of names; `progress` is told how many are written, and may raise to stop."""
    book = xlsxwriter.Workbook(str(path), {**OPTIONS, "tmpdir": str(path.parent)})
    try:
        sheet = book.add_worksheet("contributions")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, export.names, book.add_format({"bold": True}))
        done = 0
        for portion in export.portions():
            for row in portion:
                done += 1
                for number, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(done, number, value[:MAX_CELL])
                    elif value is not None:
                        sheet.write_number(done, number, value)
            progress(done)
    finally:
        book.close()
