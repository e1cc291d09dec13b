"""The profile cnig-plu on real plans (../shared/data/plu) and on the shapes the same table comes in."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import Point
from django.db.models import RestrictedError

from core.errors import DomainError
from layers.models import Layer
from layers.plan_here import plan_here, told
from layers.refusals import NotAPlan, OtherTerritory
from layers.selectors import legend
from layers.services.plan_rows import parse_date
from layers.services.plan_versions import put_in_force
from perimeter_data.models import Perimeter
from tests.layers.conftest import rectangle, territory
from tests.shared import data_file

Bring = Callable[..., Any]
Write = Callable[..., Path]
ARPAILLARGUES = (4.2, 43.9, 4.6, 44.1)
WHERE_ON_THE_PLOT = "Where on the plot one may build"
NEAR_LINE = [[7.15005, 44.0], [7.15005, 44.1]]  # 4 m from 7.15
PEZOU = (1.0, 47.8, 1.3, 47.95)
LOCMIQUELIC = (-3.45, 47.6, -3.2, 47.8)
REAL = [
    ("30014_PLU_20171013", ARPAILLARGUES, {"A": 50, "N": 22, "U": 16, "AUc": 2}),
    ("30014_PLU_20171013.zip", ARPAILLARGUES, {"A": 50, "N": 22, "U": 16, "AUc": 2}),
    ("derived_cc/30014_ZONE_URBA_cc44.gpkg", ARPAILLARGUES, {"A": 50, "N": 22, "U": 16, "AUc": 2}),
    ("derived_cc/30014_ZONE_URBA_cc43.shp", ARPAILLARGUES, {"A": 50, "N": 22, "U": 16, "AUc": 2}),
    ("41175_PLU_20140603", PEZOU, {"A": 49, "Nh": 29, "U": 24, "N": 8, "AUc": 6, "AUs": 2}),
    ("41175_PLU_20140603.zip", PEZOU, {"A": 49, "Nh": 29, "U": 24, "N": 8, "AUc": 6, "AUs": 2}),
    ("56118_PLU_gml", LOCMIQUELIC, {"N": 28, "U": 21, "AUc": 6, "A": 5, "Nh": 3, "AUs": 2, "Ah": 1}),
]
# Prescriptions and informations of the whole documents.
RULES = {"30014_PLU_20171013": (185, 24), "41175_PLU_20140603": (59, 0), "56118_PLU_gml": (322, 29)}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "box", "types"), REAL, ids=[row[0] for row in REAL])
def test_real_plans(bring: Bring, name: str, box: tuple[float, ...], types: dict[str, int]) -> None:
    perimeter = territory(*box)
    layer, summary = bring(data_file(f"plu/{name}"), perimeter, profile="cnig-plu")
    total = sum(types.values())
    assert (summary.read, summary.imported, summary.refused) == (total, total, 0)
    zones = list(layer.plan_zones.all())
    assert Counter(zone.typezone for zone in zones) == types
    assert all(zone.display_3857 is not None and zone.label_point is not None for zone in zones)
    assert {entry["code"] for entry in layer.legend if entry["group"] == "zone"} == set(types)
    keys = set(layer.plan_rules.values_list("key", flat=True))
    assert {entry["code"] for entry in layer.legend if entry["group"] != "zone"} == keys
    odd = {code: count for code, count in types.items() if code in ("Nh", "Ah")}
    told = {reason["code"]: reason for reason in summary.reasons}
    assert told.get("odd_typezone", {}).get("codes", {}) == odd
    taken = Counter(layer.plan_rules.values_list("kind", flat=True))
    rules = RULES.get(name.split("/", maxsplit=1)[0].removesuffix(".zip"), (0, 0))
    assert (taken["prescription"], taken["information"]) == rules
    assert layer.plan_rules.filter(display_3857=None).count() == 0


@pytest.mark.django_db
def test_texts_dates_and_links_of_real_plans(bring: Bring) -> None:
    utf8, _summary = bring(data_file("plu/41175_PLU_20140603"), territory(*PEZOU), profile="cnig-plu")
    latin, _summary = bring(data_file("plu/30014_PLU_20171013"), territory(*ARPAILLARGUES), profile="cnig-plu")
    texts = [zone.libelong for zone in (*utf8.plan_zones.all(), *latin.plan_zones.all())]
    assert any("où l'évolution modéré du bâti" in text for text in texts)
    assert any("soumise à des prescriptions" in text for text in texts)
    assert not any("Ã" in text for text in texts)
    zone = latin.plan_zones.filter(libelle="Ucp").first()
    assert zone is not None
    assert (zone.nomfic, zone.idurba) == ("30014_reglement_20171013.pdf#page=24", "30014_PLU_20171013")
    assert zone.datvalid == date(2017, 10, 13)
    assert zone.attributes["TYPEZONE"] == "U"
    linked = utf8.plan_zones.first()
    assert linked is not None
    assert linked.urlfic.startswith("http://piece-jointe-carto.")
    assert linked.datvalid is None


@pytest.mark.django_db
@pytest.mark.usefixtures("child_process")
def test_other_projections_fall_on_the_same_place(bring: Bring) -> None:
    perimeter = territory(*ARPAILLARGUES)
    names = ("30014_PLU_20171013.zip", "derived_cc/30014_ZONE_URBA_cc44.gpkg", "derived_cc/30014_ZONE_URBA_cc43.shp")
    extents = []
    for number, name in enumerate(names):
        layer, _summary = bring(data_file(f"plu/{name}"), perimeter, profile="cnig-plu", slug=f"plan-{number}")
        extents.append(layer.plan_zones.aggregate(box=Extent("geom"))["box"])
    assert extents[1] == pytest.approx(extents[0], abs=1e-7)
    assert extents[2] == pytest.approx(extents[0], abs=1e-7)


@pytest.mark.django_db
def test_a_plan_outside_the_perimeter_is_kept_but_not_drawn(bring: Bring) -> None:
    layer, summary = bring(data_file("plu/56118_PLU_gml/ZONE_URBA.gml"), profile="cnig-plu")
    assert summary.imported == 66
    assert ("outside_perimeter", 66) in [(reason["code"], reason["count"]) for reason in summary.reasons]
    assert layer.plan_zones.exclude(display_3857=None).count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("56118_PLU_gml/INVALID.gml", "unknown_format"),
        ("56118_PLU_gml/INFO_PCT-invalid.gml", "not_a_plan"),
        ("56118_PLU_gml/PRESCRIPTION_SURF.gml", "not_a_plan"),
    ],
)
def test_what_is_no_plan_is_refused_with_a_reason(bring: Bring, name: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        bring(data_file(f"plu/{name}"), profile="cnig-plu")
    assert refusal.value.code == code
    assert str(refusal.value)
    assert not Layer.objects.exists()


def zone(west: float, **facts: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return rectangle(west, 44.0, round(west + 0.1, 6), 44.1), facts


def test_lower_case_geojson_of_the_gpu(bring: Bring, geojson: Write) -> None:
    facts = {
        "partition": "DU_06088",
        "gpu_doc_id": "abc",
        "libelle": "UA",
        "libelong": "Centre",
        "typezone": "AUC",
        "urlfic": "javascript:alert(1)",
        "datvalid": "2019-10-25",
    }
    layer, _summary = bring(geojson(zone(7.1, **facts)), profile="cnig-plu")
    row = layer.plan_zones.get()
    assert (row.libelle, row.libelong, row.typezone, row.datvalid) == ("UA", "Centre", "AUc", date(2019, 10, 25))
    assert row.urlfic == ""
    assert row.attributes == facts


def test_a_folder_names_its_table_in_any_case(bring: Bring, geojson: Write, tmp_path: Path) -> None:
    folder = tmp_path / "06088_PLU_20191025" / "Donnees_geographiques"
    folder.mkdir(parents=True)
    geojson(zone(7.1, LIBELLE="UA", TYPEZONE="U")).rename(folder / "06088_zone_urba_20191025.geojson")
    geojson(zone(7.1, LIBELLE="x", TYPEPSC="01")).rename(folder / "06088_PRESCRIPTION_SURF_20191025.geojson")
    layer, summary = bring(tmp_path / "06088_PLU_20191025", profile="cnig-plu")
    assert summary.imported == 1
    assert layer.plan_zones.get().libelle == "UA"


def test_a_folder_without_the_table(bring: Bring, geojson: Write, tmp_path: Path) -> None:
    geojson(zone(7.1, LIBELLE="x", TYPEPSC="01"), name="PRESCRIPTION_SURF.geojson")
    with pytest.raises(NotAPlan) as refusal:
        bring(tmp_path, profile="cnig-plu")
    assert refusal.value.extra["found"] == ["PRESCRIPTION_SURF"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("20171013", date(2017, 10, 13)),
        (20171013, date(2017, 10, 13)),
        (20171013.0, date(2017, 10, 13)),
        ("2017-10-13", date(2017, 10, 13)),
        ("2017/10/13", date(2017, 10, 13)),
        ("2017-10-13T00:00:00Z", date(2017, 10, 13)),
        ("20171332", None),
        ("en cours", None),
        ("", None),
        (None, None),
        (True, None),
    ],
)
def test_datvalid(value: Any, day: date | None) -> None:
    assert parse_date(value) == day


def test_the_rule_at_a_position_in_words(
    bring: Bring, geojson: Write, django_assert_num_queries: Any, perimeter: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "06088_PLU_20191025"
    folder.mkdir()
    zones = geojson(zone(7.1, LIBELLE="UA", TYPEZONE="U", LIBELONG="Centre"), zone(7.2, LIBELLE="Nh1", TYPEZONE="Nh"))
    zones.rename(folder / "06088_ZONE_URBA_20191025.geojson")
    rules = {"area": rectangle(7.14, 44.04, 7.16, 44.06), "line": {"type": "LineString", "coordinates": NEAR_LINE}}
    geojson(
        (rules["area"], {"LIBELLE": "ER 3", "TYPEPSC": "05", "STYPEPSC": "01", "URLFIC": "https://a.example/er.pdf"}),
        (rules["line"], {"LIBELLE": "Alignement", "TYPEPSC": 15, "STYPEPSC": None}),
    ).rename(folder / "06088_PRESCRIPTION_SURF_20191025.geojson")
    layer, _summary = bring(folder, profile="cnig-plu")
    with django_assert_num_queries(1):
        here = plan_here(perimeter.pk, Point(7.15, 44.05, srid=4326))
    found = told(*here, "fr")
    version = {"rule": "", "datvalid": None, "idurba": "06088_20191025", "approved_on": "2019-10-25"}
    common = {"layer": "brought", "layer_name": "brought", **version}
    assert found["plan_zones"] == [
        {
            **common,
            "libelle": "UA",
            "libelong": "Centre",
            "typezone": "U",
            "type_label": "Urban zone",
            "meaning": found["plan_zones"][0]["meaning"],
            "url": "",
        }
    ]
    assert "written rules" in found["plan_zones"][0]["meaning"]
    assert found["prescriptions"] == [
        {
            **common,
            "libelle": "ER 3",
            "url": "https://a.example/er.pdf",
            "code": "05-01",
            "label": "Land reserved for a road",
            "text": "",
        },
        {
            **common,
            "libelle": "Alignement",
            "url": "",
            "code": "15",
            "label": "Where on the plot one may build",
            "text": "",
        },
    ]
    border = plan_here(perimeter.pk, Point(7.2, 44.05, srid=4326))[0]
    assert [row["libelle"] for row in border] == ["Nh1", "UA"]
    assert plan_here(perimeter.pk, Point(7.5, 44.05, srid=4326)) == ([], [])
    labels = [entry["label"] for entry in legend(layer)]
    assert labels[:3] == ["Urban zone", "Natural or forest zone (Nh)", "Land reserved for a road"]
    Layer.objects.update(rights=Layer.Rights.STAFF)
    assert plan_here(perimeter.pk, Point(7.15, 44.05, srid=4326)) == ([], [])
    assert len(plan_here(perimeter.pk, Point(7.15, 44.05, srid=4326), for_staff=True)[0]) == 1


def test_fields_called_otherwise_and_italian_letters(bring: Bring, geojson: Write) -> None:
    prg = geojson(zone(7.1, SIGLA="B2", ZTO="B", DESCR="Completamento"), zone(7.2, SIGLA="Agricola", ZTO="E1"))
    with pytest.raises(NotAPlan) as refusal:
        bring(prg, profile="cnig-plu")
    assert refusal.value.extra == {"missing": ["libelle", "typezone"], "found": ["SIGLA", "ZTO", "DESCR"]}
    mapping = {"libelle": "sigla", "typezone": "ZTO", "libelong": "DESCR"}
    layer, _summary = bring(prg, profile="cnig-plu", mapping=mapping)
    rows = list(layer.plan_zones.order_by("libelle").values_list("libelle", "typezone", "libelong"))
    assert rows == [("Agricola", "ZTO-E", ""), ("B2", "ZTO-B", "Completamento")]
    assert [entry["label"] for entry in legend(layer)] == [
        "Built-up zone (Italian zone B)",
        "Farming zone (Italian zone E)",
    ]
    assert layer.plan_zones.get(libelle="B2").attributes == {"SIGLA": "B2", "ZTO": "B", "DESCR": "Completamento"}
    with pytest.raises(DomainError) as unknown:
        bring(prg, profile="prg", mapping={**mapping, "typezone": "NOTHING"})
    assert unknown.value.code == "unknown_field"


def test_zones_without_type_and_over_one_another_are_told(bring: Bring, geojson: Write) -> None:
    path = geojson(
        zone(7.1, LIBELLE="UA", TYPEZONE="U"),
        (rectangle(7.15, 44.0, 7.25, 44.1), {"LIBELLE": "Nx", "TYPEZONE": None}),
        (rectangle(20, 44.0, 20.1, 44.1), {"LIBELLE": "far", "TYPEZONE": "N"}),
    )
    layer, summary = bring(path, profile="cnig-plu")
    told_of = {reason["code"]: reason for reason in summary.reasons}
    assert told_of["no_typezone"]["zones"] == ["Nx"]
    assert told_of["overlapping_zones"]["pairs"][0]["zones"] == ["UA", "Nx"]
    assert told_of["outside_perimeter"]["count"] == 1
    assert layer.plan_zones.get(libelle="far").display_3857 is None


def version(geojson: Write, idurba: str, libelle: str = "UA") -> Path:
    return geojson(zone(7.1, LIBELLE=libelle, TYPEZONE="U", IDURBA=idurba), name=f"{idurba}.geojson")


def test_versions_stand_beside_one_another(bring: Bring, geojson: Write, perimeter: Perimeter) -> None:
    bring(version(geojson, "06088_PLU_20191025"), profile="cnig-plu", slug="plu", name={"fr": "PLU"})
    _layer, newer = bring(version(geojson, "06088_PLU_20240110", "UB"), profile="cnig-plu", slug="plu")
    _layer, older = bring(version(geojson, "06088_PLU_20100101", "UC"), profile="cnig-plu", slug="plu")
    assert [reason["code"] for reason in newer.reasons] == ["version_in_force"]
    assert [(r["code"], r["slug"]) for r in older.reasons] == [("version_beside", "plu-20100101")]
    layers = {layer.slug: layer for layer in Layer.objects.select_related("plan")}
    assert {slug: layer.plan.idurba for slug, layer in layers.items()} == {
        "plu": "06088_PLU_20240110",
        "plu-20191025": "06088_PLU_20191025",
        "plu-20100101": "06088_PLU_20100101",
    }
    assert all(layer.version_of in (None, layers["plu"]) for layer in layers.values())
    here = Point(7.15, 44.05, srid=4326)
    assert [row["libelle"] for row in plan_here(perimeter.pk, here)[0]] == ["UB"]
    # The same number again replaces that version alone, under whichever short name.
    bring(version(geojson, "06088_PLU_20191025", "UD"), profile="cnig-plu", slug="plu")
    assert Layer.objects.count() == 3
    assert layers["plu-20191025"].plan_zones.get().libelle == "UD"
    put_in_force(layer=layers["plu-20191025"])
    assert Layer.objects.get(slug="plu").pk == layers["plu-20191025"].pk
    assert [row["libelle"] for row in plan_here(perimeter.pk, here)[0]] == ["UD"]
    with pytest.raises(OtherTerritory):
        bring(version(geojson, "30014_PLU_20250101"), profile="cnig-plu", slug="plu")
    with pytest.raises(RestrictedError):
        Layer.objects.get(slug="plu").delete()
    perimeter.delete()


def test_what_the_document_says_of_itself(bring: Bring) -> None:
    layer, _summary = bring(data_file("plu/30014_PLU_20171013"), territory(*ARPAILLARGUES), profile="cnig-plu")
    plan = layer.plan
    assert (plan.idurba, plan.approved_on, plan.state) == ("30014_PLU_20171013", date(2017, 10, 13), "03")
    assert len(plan.attributes["doc_urba"]) == 2
    rule = layer.plan_rules.filter(key="P16-03").first()
    assert rule is not None
    assert (rule.code, rule.subcode, rule.text) == ("16", "03", "STECAL")


def test_invalid_rules_are_repaired_and_told(bring: Bring) -> None:
    layer, summary = bring(data_file("plu/56118_PLU_gml"), territory(*LOCMIQUELIC), profile="cnig-plu")
    assert summary.repaired == 2
    repaired = {reason["table"] for reason in summary.reasons if reason["code"] == "made_valid"}
    assert repaired == {"INFO_SURF", "PRESCRIPTION_SURF"}
    left_out = next(reason for reason in summary.reasons if reason["code"] == "left_out")
    assert set(left_out["names"]) == {"INVALID.gml", "INFO_PCT-invalid.gml"}
    assert (layer.plan.idurba, layer.plan.approved_on) == ("5611820140612", date(2014, 6, 12))
    assert layer.plan_rules.filter(kind="prescription", code="07", subcode="06").exists()
