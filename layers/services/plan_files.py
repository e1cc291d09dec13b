"""A CNIG document in any of its shapes → its tables; the zones of any other plan through a mapping of fields."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layers.plan_codes import RuleKind
from layers.refusals import NotAPlan, UnknownPlanField
from perimeter_data.reading import FeatureTable, FileRefused, read_tables
from perimeter_data.reading.tables import Box

ZONES = "ZONE_URBA"
DOCUMENT, COMMUNES = "DOC_URBA", "DOC_URBA_COM"
RULES = {
    f"{stem}_{shape}": kind
    for stem, kind in (("PRESCRIPTION", RuleKind.PRESCRIPTION), ("INFO", RuleKind.INFORMATION))
    for shape in ("SURF", "LIN", "PCT")
}
# Before the underscore an INSEE code or SIREN, after it a date; a name of ten letters is what old systems leave.
TABLES = {
    table: rf"(?:^|[_:]){pattern}(?=_|$)"
    for table, pattern in {
        ZONES: "ZONE[-_ ]URBA",
        COMMUNES: "DOC_URBA_C(?:OM)?",
        DOCUMENT: "DOC_URBA",
        **{table: table.replace("_", "[-_ ]") for table in RULES},
        "PRESCRIPTION": "PRESCRIPTI",
    }.items()
}
# What of a zone may be called otherwise in the file.
MAPPABLE = ("libelle", "libelong", "typezone", "nomfic", "urlfic", "idurba", "datvalid", "datappro")
REQUIRED = ("libelle", "typezone")
SHAPEFILE_NAME_LENGTH = 10


@dataclass(slots=True)
class PlanFiles:
    """What was read of a plan. `rules` are (table, kind, features); `mapping` is {field of ours: field of the file}."""

    zones: FeatureTable
    name: str
    mapping: dict[str, str]
    rules: list[tuple[str, RuleKind, FeatureTable]] = field(default_factory=list)
    documents: list[dict[str, Any]] = field(default_factory=list)
    communes: list[dict[str, Any]] = field(default_factory=list)
    refused: list[tuple[str, FileRefused]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def values(self, attributes: Mapping[str, Any]) -> dict[str, Any]:
        """Return a zone's attributes by the names `short` gives; what is mapped takes its place."""
        values = by_short_name(attributes)
        return values | {ours: values.get(short(theirs)) for ours, theirs in self.mapping.items()}


def short(name: str) -> str:
    """Return a field's name as a shapefile would cut it, whatever its capitals."""
    return name.casefold()[:SHAPEFILE_NAME_LENGTH]


def by_short_name(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return attributes by their short names; of two that are cut alike the first stands."""
    return {short(name): value for name, value in reversed(list(attributes.items()))}


def read_plan(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    crs: str | None = None,
    layer: str | None = None,
    where: dict[str, list[str]] | None = None,
    near: Box | None = None,
) -> PlanFiles:
    """Read a plan of a folder, zip, GeoPackage or single file.

    Raise `FileRefused`, `NotAPlan` or `UnknownPlanField`. Only the zones are needed: what is refused of another table
    is told.
    """
    rows = [DOCUMENT, COMMUNES]
    found = read_tables(path, TABLES, rows=rows, crs=crs, layer=layer, where=where, keep="polygon", near=near)
    files = _zones(found, dict(mapping or {}))
    files.left_out = found["left_out"]
    for table in found["tables"]:
        name = table["table"]
        if "rows" in table:
            (files.communes if name == COMMUNES else files.documents).extend(table["rows"])
        elif name in ("", ZONES):
            continue
        elif "refused" in table:
            files.refused.append((table["name"], table["refused"]))
        else:
            files.rules.append((table["name"], RULES.get(name, RuleKind.PRESCRIPTION), table["features"]))
    return files


def _zones(found: dict[str, Any], mapping: dict[str, str]) -> PlanFiles:
    table = next((one for one in found["tables"] if one["table"] in ("", ZONES)), None)
    if table is None:
        names = [one["name"] for one in found["tables"]] + list(found["left_out"])
        raise NotAPlan(found=sorted(names)[:40])
    if "refused" in table:
        raise table["refused"]
    zones: FeatureTable = table["features"]
    for ours, theirs in mapping.items():
        if ours not in MAPPABLE:
            raise UnknownPlanField(field=ours, fields=list(MAPPABLE))
        mapping[ours] = zones.field(theirs)
    present = {short(name) for name in zones.report.fields}
    missing = [name for name in REQUIRED if name not in mapping and short(name) not in present]
    if missing:
        raise NotAPlan(missing=missing, found=zones.report.fields[:40])
    return PlanFiles(zones, table["name"], mapping)


def most_common(values: Iterable[Any]) -> str:
    """Return the text that stands there most often, "" where there is none."""
    counted = Counter(str(value).strip() for value in values if value not in (None, ""))
    return counted.most_common(1)[0][0] if counted else ""


def digits_of(text: str) -> str:
    """Return the number a plan's name begins with: an INSEE code or a SIREN."""
    found = re.match(r"\d+", text)
    return found[0] if found else ""
