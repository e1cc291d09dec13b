"""What the workshop is sent, read strictly."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.errors import Refused
from core.i18n import LANGUAGES
from core.serializers import PlainField, StrictSerializer
from perimeter_data.services.rows import MAX_CODE, MAX_POPULATION

MAX_DRAWN_CORNERS = 20_000
MAX_EDIT_CORNERS = 2_000  # what is judged at once, in the request
ONE_WAY = _("Say one way to pick units: codes, a field with values, a line with a distance, or all.")


class TooManyCorners(Refused):
    """Carries `max_vertices`."""

    code = "too_many_vertices"
    message = _("This drawing has more corners than can be drawn by hand. Upload it as a file instead.")


def text(max_length: int, **options: Any) -> PlainField:
    """Return a field of plain text that may be left out or empty."""
    return PlainField(max_length=max_length, **{"required": False, "allow_blank": True, "default": "", **options})


def choice(max_length: int = 200) -> PlainField:
    """Return a field for a name in a file (layer, column, CRS), null where nothing is chosen."""
    return text(max_length, allow_null=True, default=None)


def number_in_force() -> serializers.IntegerField:
    """Return the field `expect`: due, and null where nothing is in force."""
    return serializers.IntegerField(min_value=0, allow_null=True)


class GeometryField(serializers.Field):
    """A GeoJSON geometry of one kind, as it was sent: what it draws is judged in the child process."""

    default_error_messages = {
        "wrong_geometry_type": _("A {due} is due here."),
        "invalid_coordinates": _("Coordinates are two numbers: longitude, then latitude, in degrees."),
    }

    def __init__(self, due: str, *, corners: int = MAX_DRAWN_CORNERS, **options: Any) -> None:
        self.due, self.corners = due, corners
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict) or data.get("type") != self.due:
            self.fail("wrong_geometry_type", due=self.due)
        coordinates = data.get("coordinates")
        if not isinstance(coordinates, list):
            self.fail("invalid_coordinates")
        rings = coordinates if self.due == "Polygon" else [coordinates]
        if not all(isinstance(ring, list) for ring in rings):
            self.fail("invalid_coordinates")
        if sum(len(ring) for ring in rings) > self.corners:
            raise TooManyCorners(max_vertices=self.corners)
        return {"type": self.due, "coordinates": coordinates}

    def to_representation(self, value: Any) -> Any:
        return value


class WhereField(serializers.DictField):
    """{field: [values]}."""

    child = serializers.ListField(child=PlainField(max_length=500, allow_blank=True), max_length=1000)


class Reading(StrictSerializer):
    """How an upload is to be read."""

    layer = choice()
    crs = choice(60)


class Inspecting(Reading):
    lon = choice()
    lat = choice()


class BoundaryInput(StrictSerializer):
    """`from` says which of the others are due."""

    upload = serializers.UUIDField(required=False)
    layer = choice()
    crs = choice(60)
    where = WhereField(required=False, default=dict)
    units = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False, max_length=10_000)
    areas = serializers.ListField(child=GeometryField("Polygon"), required=False, min_length=1, max_length=500)
    holes = serializers.ListField(child=GeometryField("Polygon"), required=False, default=list, max_length=500)
    close_gaps_m = serializers.FloatField(min_value=0, max_value=5000, allow_null=True, default=None)
    tolerance_m = serializers.FloatField(min_value=0, max_value=1000, default=10)
    source = text(300)  # type: ignore[assignment]
    source_date = serializers.DateField(allow_null=True, default=None)
    licence = text(120)

    DUE: ClassVar = {"upload": "upload", "units": "units", "drawing": "areas"}

    def get_fields(self) -> Any:
        return {"from": serializers.ChoiceField(choices=list(self.DUE)), **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        require_due(attrs, self.DUE[attrs["from"]])
        drawn = [*attrs.get("areas", ()), *attrs["holes"]]
        if sum(len(ring) for shape in drawn for ring in shape["coordinates"]) > MAX_DRAWN_CORNERS:
            raise TooManyCorners(max_vertices=MAX_DRAWN_CORNERS)
        return attrs


def require_due(attrs: dict[str, Any], name: str | None) -> None:
    """Raise `missing_field` for what `from` asks for."""
    if name is not None and name not in attrs:
        raise serializers.ValidationError({name: [serializers.ErrorDetail(str(_("This is due here.")), "required")]})


class PublishBoundary(StrictSerializer):
    expect = number_in_force()
    moved = serializers.BooleanField(default=False)


class UnitSetInput(Reading):
    """An upload, and which of its fields say what."""

    upload = serializers.UUIDField()
    code = choice()
    name = choice()
    population = choice()
    title = text(200)


class SelectionInput(StrictSerializer):
    """One way to pick: `codes`, `field` with `values`, `line` with `distance_m`, or `all`."""

    sets = serializers.ListField(child=serializers.IntegerField(min_value=1), min_length=1, max_length=50)
    codes = text(200_000, allow_null=True, default=None)
    field = choice()
    values = serializers.ListField(child=PlainField(max_length=500, allow_blank=True), default=list, max_length=1000)
    line = GeometryField("LineString", required=False)
    distance_m = serializers.FloatField(min_value=0, max_value=100_000, default=0)
    all = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        ways = [attrs["codes"] is not None, attrs["field"] is not None, "line" in attrs, attrs["all"]]
        if sum(ways) != 1:
            raise serializers.ValidationError({"codes": [serializers.ErrorDetail(str(ONE_WAY), "one_way")]})
        return attrs


class NamesField(serializers.DictField):
    """{language: text}."""

    child = PlainField(max_length=200, allow_blank=True)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and not set(data) <= set(LANGUAGES):
            raise serializers.ValidationError(str(_("Give one text per language: fr, it, en.")), "invalid_translations")
        return super().to_internal_value(data)


def year() -> serializers.IntegerField:
    """Return the field for the year of a census."""
    return serializers.IntegerField(min_value=1800, max_value=2200, allow_null=True, required=False)


def people() -> serializers.IntegerField:
    """Return the field for a number of people, null where nobody knows."""
    return serializers.IntegerField(min_value=0, max_value=MAX_POPULATION, allow_null=True, required=False)


class ZoningInput(StrictSerializer):
    name = NamesField()
    slug = text(60)
    gap_width_m = serializers.FloatField(min_value=0, max_value=5000, allow_null=True, default=None)


class EditionInput(StrictSerializer):
    """`from` says which of the others are due."""

    upload = serializers.UUIDField(required=False)
    layer = choice()
    crs = choice(60)
    code = choice()
    name = choice()
    names = NamesField(default=dict)
    population = choice()
    units = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False, max_length=10_000)
    edition = serializers.IntegerField(min_value=1, required=False)
    population_year = year()
    source = text(300)  # type: ignore[assignment]

    DUE: ClassVar = {"upload": "upload", "units": "units", "perimeter": None, "edition": "edition"}

    def get_fields(self) -> Any:
        return {"from": serializers.ChoiceField(choices=list(self.DUE)), **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        require_due(attrs, self.DUE[attrs["from"]])
        return attrs


class EditionFacts(StrictSerializer):
    population_year = year()
    source = PlainField(max_length=300, allow_blank=True, required=False)  # type: ignore[assignment]


class ZoneFacts(StrictSerializer):
    code = PlainField(max_length=MAX_CODE, required=False)
    name = NamesField(required=False)
    population = people()


class DrawnZone(StrictSerializer):
    polygon = GeometryField("Polygon", corners=MAX_EDIT_CORNERS)
    code = text(MAX_CODE)
    name = NamesField()
    population = people()


class SplitInput(StrictSerializer):
    zone = serializers.IntegerField(min_value=1)
    line = GeometryField("LineString", corners=MAX_EDIT_CORNERS)


class MergeInput(StrictSerializer):
    zones = serializers.ListField(child=serializers.IntegerField(min_value=1), min_length=1, max_length=500)
    into = serializers.IntegerField(min_value=1)


class PublishEdition(StrictSerializer):
    expect = number_in_force()
