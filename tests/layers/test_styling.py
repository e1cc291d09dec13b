"""Vector layers: one look, categories, classes of numbers; what a click shows."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from core.errors import DomainError
from layers.models import Layer
from layers.selectors import legend
from layers.services.popups import lines_of, popup_of
from layers.services.styling import Look, restyle, spread
from perimeter_data.models import Perimeter
from tests.layers.conftest import rectangle

Bring = Callable[..., Any]
Write = Callable[..., Path]


@pytest.fixture
def parcels(bring: Bring, geojson: Write) -> Layer:
    """Ten parcels of 1, 4, 9, … 100 people; one is unknown, one written as a text."""
    people: list[Any] = [n * n for n in range(1, 11)]
    people[0], people[9] = "1", "100"
    rows = [
        (rectangle(7.1, 43.6, 7.2, 43.7), {"name": f"P{n}", "people": n, "use": "b" if n == 4 else "a"}) for n in people
    ]
    layer, _summary = bring(geojson(*rows, (rectangle(7.1, 43.6, 7.2, 43.7), {"people": None, "name": "?"})))
    return layer  # type: ignore[no-any-return]


def keys(layer: Layer) -> dict[str, int]:
    return dict(Counter(layer.features.values_list("style_key", flat=True)))


def test_classes_with_as_many_features_each(parcels: Layer) -> None:
    restyle(parcels, Look(method="quantiles", field="people", classes=2))
    assert keys(parcels) == {"1": 5, "2": 5, "": 1}
    assert [entry["label"] for entry in legend(parcels)] == ["1 – 30.5", "30.5 – 100", "No value"]
    assert [entry["fill"] for entry in legend(parcels)][:2] == ["#eff3ff", "#062f5c"]


def test_classes_of_the_same_width(parcels: Layer) -> None:
    restyle(parcels, Look(method="equal", field="people", classes=3, palette="viridis"))
    assert keys(parcels) == {"1": 5, "2": 3, "3": 2, "": 1}
    assert parcels.style == {"field": "people", "method": "equal", "classes": 3, "palette": "viridis"}


def test_categories_and_back_to_one_look(parcels: Layer) -> None:
    restyle(parcels, Look(method="categories", field="use"))
    assert keys(parcels) == {"a": 9, "b": 1, "": 1}
    restyle(parcels, Look(method="single"))
    assert keys(parcels) == {"": 11}
    assert [entry["code"] for entry in parcels.legend] == [""]


@pytest.mark.parametrize(("field", "code"), [("nothing", "unknown_field"), ("name", "no_numbers")])
def test_what_cannot_be_classed_is_refused(parcels: Layer, field: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        restyle(parcels, Look(method="quantiles", field=field))
    assert refusal.value.code == code


def test_the_import_takes_it_all(bring: Bring, geojson: Write) -> None:
    rows = [(rectangle(7.1, 43.6, 7.2, 43.7), {"NOM": "A", "n": n}) for n in (1, 2)]
    chosen = {"attribution": "Town", "rights": "staff", "minzoom": 9}
    layer, _summary = bring(
        geojson(*rows), method="equal", style_field="N", classes=2, settings=chosen, popup=popup_of("NOM=Nom", "fr")
    )
    assert keys(layer) == {"1": 1, "2": 1}
    assert (layer.attribution, layer.rights, layer.minzoom) == ("Town", "staff", 9)
    assert layer.popup == [{"field": "NOM", "label": {"fr": "Nom"}}]


def test_a_click_shows_the_chosen_fields_alone(parcels: Layer, api: APIClient, perimeter: Perimeter) -> None:
    parcels.popup = popup_of("people = Habitants\nuse\n\nmissing=X", "fr")
    parcels.save()
    assert lines_of(parcels.popup, "fr") == "people=Habitants\nuse\nmissing=X"
    row = parcels.features.get(label="P4")
    path = f"/api/v1/perimeters/valley/layers/brought/features/{row.pk}/"
    assert api.get(path).json() == {
        "layer": "brought",
        "layer_name": "brought",
        "id": row.pk,
        "label": "P4",
        "facts": [{"label": "Habitants", "value": "4"}, {"label": "use", "value": "b"}],
    }
    assert api.get(path.replace(str(row.pk), "0")).status_code == 404
    Layer.objects.update(rights=Layer.Rights.STAFF)
    assert api.get(path).status_code == 404


def test_colours_lie_as_far_apart_as_they_can() -> None:
    assert spread(("a", "b", "c", "d", "e"), 3) == ["a", "c", "e"]
    assert spread(("a", "b", "c"), 1) == ["b"]
