"""What the workshop is sent, read strictly."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.errors import Refused
from core.serializers import PlainField, StrictSerializer

MAX_DRAWN_CORNERS = 20_000


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

    def __init__(self, due: str, **options: Any) -> None:
        self.due = due
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
        if sum(len(ring) for ring in rings) > MAX_DRAWN_CORNERS:
            raise TooManyCorners(max_vertices=MAX_DRAWN_CORNERS)
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

    DUE = {"upload": "upload", "units": "units", "drawing": "areas"}

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
