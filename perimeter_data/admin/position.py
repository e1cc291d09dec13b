"""A position in a form: placed on the map, or typed as longitude and latitude where there is no map.

The map element writes GeoJSON into a hidden input. Its light DOM holds two plain inputs, which are there as long as no
script takes their place. Whichever was changed wins; the hidden `before` tells.
"""

import json
import math
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.utils.translation import gettext_lazy as _

from core.errors import Malformed


class NotAPosition(Malformed):
    code = "not_a_position"
    message = _("Place a point on the map, or type longitude and latitude in degrees.")


class PositionWidget(forms.MultiWidget):
    """Two hidden inputs for the map, two numbers without it."""

    template_name = "admin/widgets/position.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = forms.NumberInput(attrs={"step": "any"})
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "before": forms.HiddenInput,
            "point": forms.HiddenInput,
            "lon": number,
            "lat": number,
        }
        self.address = ""
        super().__init__(parts, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if not isinstance(value, Point):
            return ["", "", None, None]
        point = json.dumps({"type": "Point", "coordinates": [value.x, value.y]})
        return [point, point, value.x, value.y]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["address"] = self.address
        for shown in context["widget"]["subwidgets"]:
            shown["attrs"]["id"] = f"id_{shown['name']}"
            shown["attrs"].pop("required", None)
        return context


class PositionField(forms.MultiValueField):
    """Cleans to a Point in EPSG:4326."""

    widget = PositionWidget

    def __init__(self, **kwargs: Any) -> None:
        texts = [forms.CharField(required=False, max_length=200) for _hidden in range(2)]
        numbers = [forms.FloatField(required=False) for _axis in range(2)]
        super().__init__([*texts, *numbers], require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[Any]) -> Point | None:
        if not data_list:
            return None
        before, point, lon, lat = data_list
        try:
            if point and point != before:
                lon, lat = from_geojson(point)
            return to_point(lon, lat)
        except NotAPosition as error:
            raise forms.ValidationError(str(error), code=error.code) from error


def from_geojson(text: str) -> tuple[Any, Any]:
    """Return the two coordinates of a GeoJSON point; raise `NotAPosition`."""
    try:
        lon, lat = json.loads(text)["coordinates"]
    except (ValueError, TypeError, KeyError) as error:
        raise NotAPosition from error
    return lon, lat


def to_point(lon: Any, lat: Any) -> Point:
    """Return the point; raise `NotAPosition` for what is no longitude and latitude."""
    if not all(isinstance(value, int | float) and math.isfinite(value) for value in (lon, lat)):
        raise NotAPosition
    if abs(lon) > 180 or abs(lat) > 90:
        raise NotAPosition
    return Point(float(lon), float(lat), srid=4326)
