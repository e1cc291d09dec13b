"""The profile cnig-plu on real plans (../shared/data/plu) and on the shapes the same table comes in."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import Point

from core.errors import DomainError
from layers.models import Layer, PlanZone
from layers.refusals import NotAPlan
from layers.selectors import legend, plan_zone_facts, plan_zones_at
from layers.services.plans import parse_date
from tests.layers.conftest import rectangle, territory
from tests.shared import data_file

Bring = Callable[..., Any]
Write = Callable[..., Path]
ARPAILLARGUES = (4.2, 43.9, 4.6, 44.1)
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
    assert {entry["code"] for entry in layer.legend} == set(types)
    odd = {code: count for code, count in types.items() if code in ("Nh", "Ah")}
    told = {reason["code"]: reason.get("codes") for reason in summary.reasons}
    assert told == ({"odd_typezone": odd} if odd else {})


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
        ("56118_PLU_gml/INFO_PCT-invalid.gml", "no_features"),
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
    assert refusal.value.extra["found"] == ["PRESCRIPTION_SURF.geojson"]


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


def test_zones_at_a_position_and_their_words(
    bring: Bring, geojson: Write, django_assert_num_queries: Any, perimeter: Any
) -> None:
    path = geojson(zone(7.1, LIBELLE="UA", TYPEZONE="U", LIBELONG="Centre"), zone(7.2, LIBELLE="Nh1", TYPEZONE="Nh"))
    layer, _summary = bring(path, profile="cnig-plu")
    with django_assert_num_queries(1):
        found = [plan_zone_facts(row) for row in plan_zones_at(perimeter, Point(7.15, 44.05, srid=4326))]
    assert found == [
        {
            "layer": "brought",
            "libelle": "UA",
            "libelong": "Centre",
            "typezone": "U",
            "type_label": "Urban zone",
            "rule": "",
            "url": "",
            "datvalid": None,
        }
    ]
    border = plan_zones_at(perimeter, Point(7.2, 44.05, srid=4326))
    assert [row.libelle for row in border] == ["Nh1", "UA"]
    assert plan_zones_at(perimeter, Point(7.5, 44.05, srid=4326)) == []
    assert [entry["label"] for entry in legend(layer)] == ["Urban zone", "Natural or forest zone (Nh)"]
    Layer.objects.update(rights=Layer.Rights.STAFF)
    assert plan_zones_at(perimeter, Point(7.15, 44.05, srid=4326)) == []
    assert PlanZone.objects.count() == 2
