"""Features of a plan's tables → rows: zones, prescriptions and informations, and what the document says of itself."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from layers.models import Layer, PlanDocument, PlanRule, PlanZone
from layers.plan_codes import RuleKind, rule_key
from layers.plan_types import italian_code, standard_code
from layers.services.plan_files import PlanFiles, by_short_name, most_common, short
from layers.services.vector import one_dimension_each
from perimeter_data.reading import Feature
from perimeter_data.services.shapes import to_geos, to_multi_polygon

LENGTHS = {field.name: field.max_length for model in (PlanZone, PlanRule) for field in model._meta.concrete_fields} | {
    field.name: field.max_length for field in PlanDocument._meta.concrete_fields
}
DATES = ("%Y%m%d", "%Y-%m-%d", "%Y/%m/%d")
# Of a rule: what its code and sub-code are called since 2017, and before (TYPEPSC2 07006 is 07-06).
CODES = {
    RuleKind.PRESCRIPTION: ("typepsc", "stypepsc", "typepsc2"),
    RuleKind.INFORMATION: ("typeinf", "stypeinf", "typeinf2"),
}
IN_FORCE = "03"


def zone_row(layer: Layer, feature: Feature, files: PlanFiles, *, italian: bool) -> PlanZone:
    """Return a zone; `italian` says in which standard its type is written."""
    values = files.values(feature.attributes)
    kind = _raw(values, "typezone")
    return PlanZone(
        layer=layer,
        geom=to_multi_polygon(feature.geometry),
        libelle=_text(values, "libelle"),
        libelong=_text(values, "libelong"),
        typezone=(italian_code(kind) if italian and kind else standard_code(kind))[: LENGTHS["typezone"]],
        attributes=feature.attributes,
        **_common(values),
    )


def rule_rows(layer: Layer, kind: RuleKind, feature: Feature) -> Iterator[PlanRule]:
    """Yield a prescription or information: one, or of a mixed geometry one for its points, lines and areas each."""
    values = by_short_name(feature.attributes)
    code, subcode = rule_codes(kind, values)
    for part in one_dimension_each(feature.geometry):
        yield PlanRule(
            layer=layer,
            kind=kind,
            geom=to_geos(part),
            code=code,
            subcode=subcode,
            key=rule_key(kind, code, subcode),
            label=_text(values, "libelle", "label"),
            text=_text(values, "txt", "text"),
            attributes=feature.attributes,
            **_common(values),
        )


def rule_codes(kind: RuleKind, values: Mapping[str, Any]) -> tuple[str, str]:
    """Return (code, sub-code) of two digits each, as odd as they are where they are no numbers."""
    main, sub, joined = (_raw(values, name) for name in CODES[kind])
    code = _two_digits(main)
    if not sub and joined.isdigit() and len(joined) > 2:
        sub = joined.zfill(5)[2:]
    subcode = _two_digits(sub)
    return code[: LENGTHS["code"]], ("" if subcode == "00" else subcode)[: LENGTHS["subcode"]]


def _two_digits(value: str) -> str:
    return str(int(value)).zfill(2) if value.isdigit() else value


def document_row(files: PlanFiles) -> PlanDocument:
    """Return what the document says of itself: of DOC_URBA's rows the one in force, else what the zones tell."""
    zones = [files.values(feature.attributes) for feature in files.zones.features]
    named = most_common(values.get("idurba") for values in zones)
    rows = [by_short_name(row) for row in files.documents]
    told = max(rows, key=lambda row: _likely(row, named), default={})
    idurba = _raw(told, "idurba") or named or _from_zones(zones) or _from_name(files.name)
    approved_on = parse_date(told.get("datappro")) or parse_date(most_common(row.get("datappro") for row in zones))
    return PlanDocument(
        idurba=idurba[: LENGTHS["idurba"]],
        typedoc=_text(told, "typedoc"),
        approved_on=approved_on or _date_in(idurba) or parse_date(most_common(row.get("datvalid") for row in zones)),
        state=_text(told, "etat", "state"),
        procedure=_text(told, "nomproc", "procedure"),
        nomreg=_text(told, "nomreg"),
        urlreg=_web(told, "urlreg"),
        attributes={"doc_urba": files.documents, "doc_urba_com": files.communes},
    )


def _likely(row: Mapping[str, Any], named: str) -> tuple[bool, bool, str]:
    """Rank rows: first the one the zones name, then what is in force, then the newest."""
    return (_raw(row, "idurba") == named, _raw(row, "etat") == IN_FORCE, _raw(row, "datappro"))


def _from_zones(zones: list[dict[str, Any]]) -> str:
    """Return the number of old plans, whose zones have INSEE and DATAPPRO; of the GPU's, its own number."""
    insee = most_common(row.get("insee") for row in zones)
    approved = most_common(row.get("datappro") for row in zones)
    if insee and approved:
        return f"{insee}{approved}"
    return most_common(row.get(short("gpu_doc_id")) for row in zones)


def _from_name(name: str) -> str:
    """Return the number that a file's name is made of: 06088_ZONE_URBA_20191025."""
    found = re.match(r"^(\d{5}|\d{9})_.*?(\d{8})", name)
    return f"{found[1]}_{found[2]}" if found else ""


def _date_in(idurba: str) -> date | None:
    found = re.search(r"(\d{8})(?:_[A-Z])?$", idurba)
    return parse_date(found[1]) if found else None


def _common(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "nomfic": _text(values, "nomfic"),
        "urlfic": _web(values, "urlfic"),
        "idurba": _text(values, "idurba"),
        "datvalid": parse_date(values.get("datvalid")),
    }


def _raw(values: Mapping[str, Any], name: str) -> str:
    value = values.get(short(name))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _text(values: Mapping[str, Any], name: str, column: str = "") -> str:
    """Return the text of a field, cut to the length of our column, which mostly is called like it."""
    return _raw(values, name)[: LENGTHS[column or name]]


def _web(values: Mapping[str, Any], name: str) -> str:
    """Only addresses of the web become links; whatever was there stays in the attributes."""
    address = _text(values, name)
    return address if address.startswith(("https://", "http://")) else ""


def parse_date(value: Any) -> date | None:
    """Return a date (YYYYMMDD, a number of that form, or an ISO date); None where it is none."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value).strip()[:10]
    for form in DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day, not an instant)
        except ValueError:
            continue
    return None
