"""The profile cnig-plu: a CNIG ZONE_URBA table in any of its shapes → plan zones."""

import re
from collections import Counter
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from layers.models import Layer, PlanZone
from layers.plan_types import FILL_OPACITY, OUTLINE, is_standard, plan_legend, standard_code
from layers.refusals import NotAPlan
from layers.services.vector import BATCH
from perimeter_data.reading import Feature, FeatureTable, FileRefused, read_features
from perimeter_data.reading.tables import Box
from perimeter_data.services.shapes import to_multi_polygon

TABLE = re.compile(r"(^|_)ZONE_URBA(_|$)", re.IGNORECASE)
ENDINGS = (".shp", ".gpkg", ".gml", ".geojson", ".json")
REQUIRED = ("LIBELLE", "TYPEZONE")
SHAPEFILE_NAME_LENGTH = 10
LENGTHS = {field.name: field.max_length for field in PlanZone._meta.concrete_fields}
DATES = ("%Y%m%d", "%Y-%m-%d", "%Y/%m/%d")


def read_plan(
    path: Path,
    *,
    crs: str | None = None,
    layer: str | None = None,
    where: dict[str, list[str]] | None = None,
    near: Box | None = None,
) -> FeatureTable:
    """Read the ZONE_URBA table of a CNIG folder, zip, GeoPackage or single file; raise `FileRefused` or `NotAPlan`."""
    read = partial(read_features, crs=crs, where=where, keep="polygon", near=near)
    file = _table_in_folder(path) if path.is_dir() else path
    try:
        table = read(file, layer=layer)
    except FileRefused as refused:
        if refused.code != "several_layers":
            raise
        named = [name for name in refused.extra["layers"] if TABLE.search(name)]
        if not named:
            raise NotAPlan(found=refused.extra["layers"]) from refused
        table = read(file, layer=named[0])
    present = {_short(name) for name in table.report.fields}
    if not all(_short(name) in present for name in REQUIRED):
        raise NotAPlan(found=table.report.fields)
    return table


def _table_in_folder(folder: Path) -> Path:
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
    named = [path for path in files if TABLE.search(path.stem)]
    packages = [path for path in files if path.suffix.lower() == ".gpkg"]
    if not named and not packages:
        raise NotAPlan(found=[path.name for path in files])
    return min(named or packages, key=lambda path: ENDINGS.index(path.suffix.lower()))


def write_plan(layer: Layer, table: FeatureTable) -> Counter[str]:
    """Store the zones of a plan and set its style and legend (not saved); return how many zones have which odd code."""
    zones = [_zone(layer, feature) for feature in table.features]
    PlanZone.objects.bulk_create(zones, batch_size=BATCH)
    layer.style = {"field": "typezone", "fill_opacity": FILL_OPACITY, "line": OUTLINE}
    layer.legend = plan_legend({zone.typezone for zone in zones})
    return Counter(zone.typezone for zone in zones if not is_standard(zone.typezone))


def _zone(layer: Layer, feature: Feature) -> PlanZone:
    values = {_short(name): value for name, value in reversed(feature.attributes.items())}
    url = _text(values, "urlfic")
    return PlanZone(
        layer=layer,
        geom=to_multi_polygon(feature.geometry),
        libelle=_text(values, "libelle"),
        libelong=_text(values, "libelong"),
        typezone=standard_code(_text(values, "typezone")),
        nomfic=_text(values, "nomfic"),
        # Only addresses of the web become links; whatever was there stays in the attributes.
        urlfic=url if url.startswith(("https://", "http://")) else "",
        idurba=_text(values, "idurba"),
        datvalid=parse_date(values.get("datvalid")),
        attributes=feature.attributes,
    )


def _short(name: str) -> str:
    """Return a field's name as a shapefile would cut it, whatever its capitals."""
    return name.casefold()[:SHAPEFILE_NAME_LENGTH]


def _text(values: dict[str, Any], column: str) -> str:
    """Return the text for a column of PlanZone, which is called like the standard's field, cut to its length."""
    value = values.get(_short(column))
    return "" if value is None else str(value).strip()[: LENGTHS[column]]


def parse_date(value: Any) -> date | None:
    """Return a DATVALID (YYYYMMDD, a number of that form, or an ISO date); None where it is none."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value).strip()[:10]
    for form in DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day, not an instant)
        except ValueError:
            continue
    return None
