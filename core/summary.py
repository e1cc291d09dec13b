"""What an import tells when it ends: the summary every import command prints, and the file of what it refused."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise

# A cell that begins like this is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(slots=True)
class Summary:
    """Counts, and `reasons` as [{"code", "count", "message", …facts}] in the language active when they were told."""

    read: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    repaired: int = 0
    refused: int = 0
    reasons: list[dict[str, Any]] = field(default_factory=list)
    refused_file: str | None = None

    @property
    def useful(self) -> bool:
        """Say whether anything is there now because of this import."""
        return self.imported + self.updated + self.unchanged + self.duplicates > 0

    def tell(self, code: str, message: str | Promise, count: int = 1, **facts: Any) -> None:
        """Add a reason or a warning."""
        self.reasons.append({"code": code, "count": count, "message": str(message), **facts})

    def to_json(self) -> str:
        """Return the one line that `--json` prints."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)


def safe_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write_refused(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, folder: Path | None = None
) -> str:
    """Write what was refused as CSV into a folder (default: VAR/imports); return the file's path."""
    folder = folder or Path(settings.VAR_DIR) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{timezone.now():%Y%m%d-%H%M%S-%f}-{Path(name).stem[:60]}-refused.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return str(path)
