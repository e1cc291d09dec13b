"""Which fields a click shows of a feature, written as lines of FIELD=Label."""

from typing import Any

MOST = 20


def popup_of(lines: str, language: str) -> list[dict[str, Any]]:
    """Return the fields of these lines with their labels; a line without a label is called like its field."""
    shown = []
    for line in filter(None, (line.strip() for line in lines.splitlines())):
        name, _equals, label = (part.strip() for part in line.partition("="))
        if name:
            shown.append({"field": name, "label": {language: label} if label else {}})
    return shown[:MOST]


def lines_of(popup: list[dict[str, Any]], language: str) -> str:
    """Return the lines again."""
    rows = ((shown["field"], shown["label"].get(language, "")) for shown in popup)
    return "\n".join(f"{name}={label}" if label else name for name, label in rows)
