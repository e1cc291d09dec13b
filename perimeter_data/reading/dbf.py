"""Which encoding the texts of a shapefile are in: .cpg, else what the bytes can be, else the language byte."""

import codecs
import re
import struct
from pathlib import Path

# dBASE language ids met in the wild; everything else of western origin is Windows-1252 anyway.
LANGUAGE_IDS = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0x64: "cp852", 0xC8: "cp1250"}
NAME_BYTES = 10


def text_encoding(dbf: Path, cpg: Path) -> str:
    """Return a Python codec name. UTF-8 that can only be UTF-8 wins over a missing or lying declaration."""
    data = dbf.read_bytes() if dbf.is_file() else b""
    declared = _declared(cpg)
    texts = b"\n".join(text for text, _is_full in _texts(data)) if len(data) > 32 else b""
    if not texts.isascii() and _is_utf8(data):
        return "utf-8"
    if declared and declared != "utf-8":
        return declared
    return LANGUAGE_IDS.get(data[29] if len(data) > 29 else 0, "cp1252") if not texts.isascii() else "utf-8"


def _declared(cpg: Path) -> str | None:
    """Return the codec a .cpg names: `UTF-8`, `1252`, `ANSI 1252`, `ISO 88591`, `8859_15`, `65001`…"""
    if not cpg.is_file():
        return None
    name = cpg.read_bytes()[:64].decode("ascii", "ignore").strip().lower()
    iso = re.search(r"8859[-_ ]?(\d{1,2})$", name)
    page = re.search(r"(\d{3,5})$", name)
    candidates = [name, f"iso8859-{iso.group(1)}" if iso else "", f"cp{page.group(1)}" if page else ""]
    candidates.insert(0, "utf-8" if name == "65001" else "")
    for candidate in filter(None, candidates):
        try:
            return codecs.lookup(candidate).name
        except LookupError:
            continue
    return None


def _texts(data: bytes) -> list[tuple[bytes, bool]]:
    """Return the cells of character fields and the field names, each with whether it fills its width."""
    header, length = struct.unpack("<HH", data[8:12])
    fields, offset, names = [], 1, []
    for start in range(32, min(header, len(data)) - 31, 32):
        field = data[start : start + 32]
        if field[0] == 0x0D or len(field) < 32:
            break
        name = field[:11].split(b"\0")[0]
        names.append((name, len(name) >= NAME_BYTES))
        if field[11:12] == b"C":
            fields.append((offset, offset + field[16]))
        offset += field[16]
    if length == 0:
        return names
    rows = (data[start : start + length] for start in range(header, len(data), length))
    cells = ((row[first:last].rstrip(b" \0"), last - first) for row in rows for first, last in fields)
    return names + [(cell, len(cell) >= width) for cell, width in cells]


def _is_utf8(data: bytes) -> bool:
    """Say whether every cell is UTF-8; a character cut off by the field's width is no objection."""
    try:
        for text, is_full in _texts(data):
            codecs.getincrementaldecoder("utf-8")().decode(text, final=not is_full)
    except UnicodeDecodeError:
        return False
    return True
