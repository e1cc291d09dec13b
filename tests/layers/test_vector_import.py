"""A vector file becomes a layer: clipped once, styled, replaced as a whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.db.models.functions import Transform
from django.contrib.gis.geos import MultiPolygon

from core import feed
from core.models import Change
from layers import receivers
from layers.models import Layer, LayerFeature
from layers.refusals import SlugNotPossible, UnknownProfile
from layers.services.clip import clip_layers
from layers.services.vector import MAX_CATEGORIES
from perimeter_data.models import Perimeter, PerimeterVersion
from perimeter_data.reading import FileRefused
from perimeter_data.services.publish import publish_boundary
from tests import factories
from tests.layers.conftest import rectangle

Bring = Callable[..., Any]
Write = Callable[..., Path]


def line(*positions: tuple[float, float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": positions}


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def drawn(layer: Layer) -> dict[str, Any]:
    """Return {label: what is drawn in degrees, or None}."""
    rows = layer.features.annotate(shown=Transform("display_3857", 4326))
    return {row.label: row.shown for row in rows}


def test_what_is_drawn_ends_at_the_perimeter_and_the_whole_is_kept(bring: Bring, geojson: Write) -> None:
    path = geojson(
        (rectangle(7.2, 44.0, 7.4, 44.2), {"name": "inside"}),
        (rectangle(7.5, 44.2, 9.0, 44.3), {"name": "across"}),
        (rectangle(7.55, 43.85, 7.75, 44.05), {"name": "over the hole"}),
        (line((7.9, 44.0), (8.1, 44.0)), {"name": "road"}),
        (line((8.0, 43.9), (8.2, 43.9)), {"name": "touches"}),
        (point(7.5, 44.0), {"name": "in"}),
        (point(7.65, 43.95), {"name": "in the hole"}),
        (point(9.0, 44.0), {"name": "out"}),
    )
    layer, summary = bring(path)
    shown = drawn(layer)
    assert shown["inside"].area == pytest.approx(0.04)
    assert shown["across"].extent == pytest.approx((7.5, 44.2, 8.0, 44.3))
    assert shown["over the hole"].area == pytest.approx(0.2 * 0.2 - 0.1 * 0.1)
    assert shown["road"].extent == pytest.approx((7.9, 44.0, 8.0, 44.0))
    assert shown["in"] is not None
    assert [shown[name] for name in ("touches", "in the hole", "out")] == [None, None, None]
    assert layer.features.get(label="across").geom.extent == pytest.approx((7.5, 44.2, 9.0, 44.3))
    assert (summary.read, summary.imported, summary.refused) == (8, 8, 0)
    assert [(reason["code"], reason["count"]) for reason in summary.reasons] == [("outside_perimeter", 3)]


def test_attributes_label_and_one_symbol(bring: Bring, geojson: Write) -> None:
    layer, _summary = bring(geojson((point(7.5, 44.0), {"NOM": "Refuge", "beds": 12, "open": True, "note": None})))
    row = layer.features.get()
    assert row.label == "Refuge"
    assert row.attributes == {"NOM": "Refuge", "beds": 12, "open": True, "note": None}
    assert row.style_key == ""
    assert [entry["code"] for entry in layer.legend] == [""]
    assert layer.kind == "vector"


def test_categories_by_a_field(bring: Bring, geojson: Write) -> None:
    path = geojson(*[(point(7.5, 44.0), {"Risk": risk}) for risk in ("high", "low", "low", None)])
    layer, _summary = bring(path, style_field="risk")
    assert sorted(layer.features.values_list("style_key", flat=True)) == ["", "high", "low", "low"]
    assert [entry["code"] for entry in layer.legend] == ["high", "low", ""]
    assert len({(entry["fill"], entry["hatch"]) for entry in layer.legend}) == 3
    assert layer.legend[-1]["label"]["fr"] == "Autres"


def test_more_categories_than_one_can_tell_apart_share_the_last(bring: Bring, geojson: Write) -> None:
    names = [f"kind {n:02}" for n in range(MAX_CATEGORIES + 6)]
    path = geojson(*[(point(7.5, 44.0), {"t": name}) for name in names], *[(point(7.5, 44.0), {"t": names[-1]})])
    layer, _summary = bring(path, style_field="t")
    assert len(layer.legend) == MAX_CATEGORIES + 1
    assert names[-1] in [entry["code"] for entry in layer.legend]
    assert layer.features.filter(style_key="").count() == 6


def test_ground_is_told_apart_by_kind_and_goes_on_outside(bring: Bring, geojson: Write) -> None:
    path = geojson(
        (rectangle(6.9, 43.3, 7.2, 43.7), {"name": "Sea", "kind": "sea"}),
        (line((9.1, 44), (9.2, 44)), {"name": "Po", "kind": "river"}),
    )
    layer, summary = bring(path, role="ground")
    assert layer.role == "ground"
    assert dict(layer.features.values_list("label", "style_key")) == {"Sea": "sea", "Po": "river"}
    assert layer.legend == []
    assert drawn(layer)["Sea"].extent == pytest.approx((6.9, 43.3, 7.2, 43.7))
    assert drawn(layer)["Po"].extent == pytest.approx((9.1, 44, 9.2, 44))
    assert summary.reasons == []


def test_a_collection_is_split_by_dimension(bring: Bring, geojson: Write) -> None:
    shapes = [rectangle(7.1, 43.6, 7.2, 43.7), rectangle(7.3, 43.6, 7.4, 43.7), point(7.5, 44.0)]
    layer, summary = bring(geojson(({"type": "GeometryCollection", "geometries": shapes}, {"name": "mixed"})))
    assert sorted(row.geom.geom_type for row in layer.features.all()) == ["MultiPolygon", "Point"]
    assert summary.imported == 1


def test_wholly_outside_is_kept_with_a_warning(bring: Bring, geojson: Write) -> None:
    layer, summary = bring(geojson((point(20, 50), {}), (point(21, 50), {})))
    assert layer.features.filter(display_3857=None).count() == 2
    assert summary.imported == 2
    assert summary.reasons[0]["code"] == "outside_perimeter"
    assert "nothing will be drawn" in summary.reasons[0]["message"]


def test_import_again_replaces_all_and_keeps_name_and_role(bring: Bring, geojson: Write) -> None:
    first, _ = bring(geojson((point(7.5, 44), {"name": "a"}), (point(7.5, 44), {"name": "b"})), name={"fr": "Refuges"})
    again, _ = bring(geojson((point(7.5, 44), {"name": "c"})))
    assert (again.pk, again.revision, again.name) == (first.pk, 2, {"fr": "Refuges"})
    assert list(again.features.values_list("label", flat=True)) == ["c"]
    kinds = Change.objects.filter(kind="layer.changed", target_id=again.pk).order_by("id")
    assert [change.payload for change in kinds] == [{"slug": "brought", "revision": n} for n in (1, 2)]


@pytest.mark.parametrize("field", ["nothing", None])
def test_a_failed_import_leaves_the_former_layer(
    bring: Bring, geojson: Write, tmp_path: Path, field: str | None
) -> None:
    bring(geojson((point(7.5, 44), {"name": "a"})))
    broken = geojson((point(7.5, 44), {"name": "b"}))
    if field is None:
        broken.write_text('{"type": "FeatureCollection", "features": [')
    with pytest.raises(FileRefused):
        bring(broken, style_field=field)
    layer = Layer.objects.get(slug="brought")
    assert layer.revision == 1
    assert layer.features.get().label == "a"


@pytest.mark.parametrize("slug", ["places", "zones-communes", "Été", "", "a" * 61])
def test_slugs_of_the_map_itself_are_refused(bring: Bring, geojson: Write, slug: str) -> None:
    with pytest.raises(SlugNotPossible):
        bring(geojson((point(7.5, 44), {})), slug=slug)
    assert not Layer.objects.exists()


def test_unknown_profile(bring: Bring, geojson: Write) -> None:
    with pytest.raises(UnknownProfile):
        bring(geojson((point(7.5, 44), {})), profile="sit")


def test_a_new_boundary_cuts_layers_anew(perimeter: Perimeter) -> None:
    layer = Layer.objects.create(perimeter=perimeter, slug="roads", kind="vector")
    other = Layer.objects.create(perimeter=factories.published_perimeter(), slug="roads", kind="vector")
    LayerFeature.objects.create(layer=layer, geom=factories.square(7.9, 44.0, 8.5, 44.1), label="across")
    clip_layers([layer.pk])
    assert drawn(layer)["across"].extent == pytest.approx((7.9, 44.0, 8.0, 44.1))

    wider = MultiPolygon(factories.square(7.0, 43.5, 8.2, 44.5), srid=4326)
    version = PerimeterVersion(perimeter=perimeter, number=2, boundary=wider, accepted=wider, tolerance_m=0, area_km2=1)
    version.save()
    publish_boundary(version=version)
    news = list(Change.objects.filter(kind="perimeter.published", target_id=version.pk))
    assert news
    receivers.clip(news * 2)
    assert drawn(layer)["across"].extent == pytest.approx((7.9, 44.0, 8.2, 44.1))
    assert Layer.objects.get(pk=layer.pk).revision == 2
    assert Layer.objects.get(pk=other.pk).revision == 1
    assert Change.objects.filter(kind="layer.changed", target_id=layer.pk).exists()


def test_the_feed_knows_who_cuts_layers() -> None:
    assert feed._readers["layers.clip"] == (frozenset({"perimeter.published"}), receivers.clip)


def test_a_perimeter_that_is_not_published_draws_nothing_yet(bring: Bring, geojson: Write) -> None:
    unpublished = factories.PerimeterFactory()
    layer, summary = bring(geojson((point(7.5, 44.0), {"name": "in"})), into=unpublished)
    assert drawn(layer) == {"in": None}
    assert summary.reasons[0]["code"] == "outside_perimeter"
