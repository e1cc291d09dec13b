"""CSV and GeoJSON, written while they are sent."""

import csv
import json
from collections.abc import Iterator
from typing import Any

from core.summary import safe_cell
from interop.rows import Export


class _Line:
    """What a csv writer writes to: the last line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(export: Export) -> Iterator[bytes]:
    """Yield a CSV: UTF-8 with a mark, commas, no cell that a spreadsheet takes for a formula."""
    writer = csv.writer(_Line())
    yield b"\xef\xbb\xbf" + writer.writerow(export.names).encode()
    for portion in export.portions():
        yield "".join(writer.writerow([safe_cell(cell) for cell in row]) for row in portion).encode()


def geojson_lines(export: Export) -> Iterator[bytes]:
    """Yield a FeatureCollection (RFC 7946): the columns are the properties but for id, lon and lat."""
    names = export.names
    pk, lon, lat = (names.index(name) for name in ("id", "lon", "lat"))
    kept = [(number, name) for number, name in enumerate(names) if number not in {pk, lon, lat}]
    yield b'{"type":"FeatureCollection","features":[\n'
    before = ""
    for portion in export.portions():
        pieces = []
        for row in portion:
            feature: dict[str, Any] = {
                "type": "Feature",
                "id": row[pk],
                "geometry": {"type": "Point", "coordinates": [round(row[lon], 7), round(row[lat], 7)]},
                "properties": {name: row[number] for number, name in kept},
            }
            pieces.append(before + json.dumps(feature, ensure_ascii=False))
            before = ",\n"
        yield "".join(pieces).encode()
    yield b"\n]}\n"
