"""What a file is, before anybody decides: layers, fields with samples, coordinate system, where it would land.

Runs in the child process. What only needs an answer (which layer, which system) is no refusal here but `problem`.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import shapely

from perimeter_data.reading import reader
from perimeter_data.reading.guesses import guesses
from perimeter_data.reading.refusals import FileRefused
from perimeter_data.reading.tables import Feature, Options, RawTable

ROWS = 10
SAMPLES = 3
MAX_DISTINCT = 1000
MAX_FIELDS = 200
# What somebody can answer; everything else is the file's end.
ABOUT_LAYERS = {"several_layers", "unknown_layer"}
ABOUT_CRS = {"crs_missing": "missing", "crs_contradicted": "contradicted", "swapped_axes": "contradicted",
             "crs_unknown": "missing"}  # fmt: skip
Facts = dict[str, Any]


def inspect(path: Path, options: Options) -> Facts:
    """Return what is known of the file; raise `FileRefused` only for what cannot be read at all."""
    try:
        raw = reader.read_raw(path, options)
    except FileRefused as refusal:
        if refusal.code in ABOUT_LAYERS:
            names = [str(name) for name in refusal.extra["layers"]]
            return _facts(layers=names, problem=refusal)
        if refusal.code == "position_fields_missing":
            return _facts(problem=refusal, fields=[_field(name, []) for name in refusal.extra["fields"]])
        raise
    return _of_table(raw, options)


def _of_table(raw: RawTable, options: Options) -> Facts:
    rows = list(raw.attributes)
    features: list[Feature] = []
    problem: FileRefused | None = None
    crs: Facts = {"state": "given" if options.crs else "declared", "name": None, "candidates": []}
    try:
        features = reader.usable(raw, options)
        crs["name"] = raw.report.crs
    except FileRefused as refusal:
        problem = refusal
        if refusal.code in ABOUT_CRS:
            crs = {
                "state": ABOUT_CRS[refusal.code],
                "name": options.crs or raw.crs,
                "candidates": refusal.extra.get("candidates", []),
            }
    report = raw.report
    return _facts(
        format=report.driver,
        encoding=report.encoding,
        layers=report.layers or ([report.layer] if report.layer else []),
        layer=report.layer,
        read=report.read,
        geometry_kinds=dict(Counter(feature.geometry.geom_type for feature in features)),
        fields=[_field(name, rows) for name in report.fields[:MAX_FIELDS]],
        rows=rows[:ROWS],
        crs=crs,
        swapped_axes="swapped_axes" in report.notes or (problem is not None and problem.code == "swapped_axes"),
        bbox=_bbox(features),
        position_fields=_position(report.position),
        refused=dict(Counter(reason.code for reason in report.refused)),
        repaired=dict(Counter(reason.code for reason in report.repaired)),
        guesses=guesses(report.fields, [name for name in report.fields if _tells_apart(name, rows)]),
        problem=problem,
    )


def _facts(*, problem: FileRefused | None, layers: list[str] | None = None, **found: Any) -> Facts:
    empty: Facts = {
        "format": None, "encoding": None, "layer": None, "read": 0, "geometry_kinds": {}, "fields": [], "rows": [],
        "crs": None, "swapped_axes": False, "bbox": None, "position_fields": None,
        "refused": {}, "repaired": {}, "guesses": {},
    }  # fmt: skip
    told = problem and {"code": problem.code, **problem.extra}
    return {**empty, **found, "layers": layers or [], "problem": told}


def _field(name: str, rows: list[dict[str, Any]]) -> Facts:
    values = [row[name] for row in rows if row.get(name) not in (None, "")]
    samples = list(dict.fromkeys(str(value)[:80] for value in values[:200]))[:SAMPLES]
    distinct = len({str(value) for value in values[:MAX_DISTINCT]})
    return {"name": name, "samples": samples, "filled": len(values), "distinct": distinct}


def _tells_apart(name: str, rows: list[dict[str, Any]]) -> bool:
    values = [str(row.get(name)) for row in rows]
    return len(set(values)) == len(values) > 1 and "None" not in values


def _position(columns: list[str]) -> dict[str, str] | None:
    """Return the columns of a table's positions; one column of both stands for both."""
    return {"lon": columns[0], "lat": columns[-1]} if columns else None


def _bbox(features: list[Feature]) -> list[float] | None:
    if not features:
        return None
    return [round(float(edge), 6) for edge in shapely.total_bounds([feature.geometry for feature in features])]
