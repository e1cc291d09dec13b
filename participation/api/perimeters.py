"""The perimeter as the debate shows it, and what is at a point."""

from typing import Any

from django.contrib.gis.geos import Point
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.errors import InvalidParameter
from core.i18n import translated
from core.query import number, strict
from layers.plan_here import plan_here, told
from layers.selectors import public_base_map_details, public_layer_details
from participation.api import schema
from participation.api.access import is_staff_of, may_write_here
from participation.api.files import files_of
from participation.api.shapes import category_json, consultation_json, theme_json
from participation.selectors import public_categories, public_consultations
from participation.services.positions import is_inside
from perimeter_data import selectors
from perimeter_data.accent import accent_names
from perimeter_data.api.about import about, start_view
from perimeter_data.models import Perimeter


class PerimeterDetail(APIView):
    """One published perimeter with its themes, zonings, consultations and layers."""

    @extend_schema(responses=schema.OBJECT)
    def get(self, request: Request, perimeter: str) -> Response:
        strict(request.query_params, ())
        shape = perimeter_json(request, selectors.get_public_perimeter(perimeter))
        return Response(shape, headers={"Vary": "Origin"})


class Consultations(APIView):
    """The consultations of a perimeter."""

    @extend_schema(responses=schema.OBJECT)
    def get(self, request: Request, perimeter: str) -> Response:
        strict(request.query_params, ())
        found = selectors.get_public_perimeter(perimeter)
        return Response({"consultations": consultations_json(request, found)})


class Categories(APIView):
    """What can be wrong, and what each category asks."""

    @extend_schema(responses=schema.CATEGORIES)
    def get(self, request: Request, perimeter: str) -> Response:
        strict(request.query_params, ())
        found = selectors.get_public_perimeter(perimeter)
        return Response(
            {"categories": [category_json(row, found.default_language) for row in public_categories(found)]}
        )


class Locate(APIView):
    """What is at a point: inside or not, the nearest point inside, zones, the rule here, the nearest named place.

    Staff of the perimeter who are signed in are told of the plans that are for staff too.
    """

    @extend_schema(parameters=schema.LOCATE, responses=schema.OBJECT)
    def get(self, request: Request, perimeter: str) -> Response:
        params = strict(request.query_params, ("lon", "lat"))
        found = selectors.get_public_perimeter(perimeter)
        for name in ("lon", "lat"):
            if name not in params:
                raise InvalidParameter(parameter=name)
        lon = number(params["lon"], "lon", minimum=-180, maximum=180)
        lat = number(params["lat"], "lat", minimum=-90, maximum=90)
        for_staff = is_staff_of(request, found)
        headers = {"Cache-Control": "private, no-store"} if for_staff else {}
        return Response(locate(found, Point(lon, lat, srid=4326), for_staff=for_staff), headers=headers)


def consultations_json(request: Request, perimeter: Perimeter) -> list[dict[str, Any]]:
    """Return the public consultations with their documents."""
    rows, language = list(public_consultations(perimeter)), perimeter.default_language
    files = files_of(request, "consultation", [row.pk for row in rows], language)
    return [consultation_json(row, language, files.get(row.pk, {})) for row in rows]


def perimeter_json(request: Request, perimeter: Perimeter) -> dict[str, Any]:
    """Return the perimeter's shape (DESIGN §4) in the caller's language."""
    language = perimeter.default_language
    west, south, east, north = selectors.bbox(perimeter)
    root = request.build_absolute_uri("/")[:-1]
    return {
        "slug": perimeter.slug,
        "name": translated(perimeter.name, language),
        "description": translated(perimeter.description, language),
        "bbox": [west, south, east, north],
        "center": [(west + east) / 2, (south + north) / 2],
        "languages": perimeter.languages,
        "default_language": language,
        "ref_prefix": perimeter.ref_prefix,
        "accent": accent_names(perimeter.accent) if perimeter.accent else None,
        "permanent_reports": perimeter.permanent_reports,
        "may_write": may_write_here(request, perimeter),
        "start": start_view(perimeter),
        "about": about(perimeter, root),
        "themes": [theme_json(theme, language) for theme in perimeter.themes.all()],
        "zonings": [
            {"slug": zoning.slug, "name": translated(zoning.name, language)}
            for zoning in selectors.published_zonings(perimeter)
        ],
        "consultations": consultations_json(request, perimeter),
        "layers": public_layer_details(perimeter),
        "base_maps": public_base_map_details(perimeter),
        "tiles": {
            "style": f"{root}/tiles/{perimeter.slug}/style.json",
            "tilejson": f"{root}/tiles/{perimeter.slug}/contributions,proposals.json",
        },
    }


def locate(perimeter: Perimeter, point: Point, *, for_staff: bool = False) -> dict[str, Any]:
    """Return what is at a point."""
    inside = is_inside(selectors.published_version(perimeter), point)
    nearest = point if inside else selectors.nearest_inside(perimeter, point)
    near = selectors.near_place(perimeter, point)
    language = perimeter.default_language
    return {
        "inside": inside,
        "nearest": [nearest.x, nearest.y],
        "zones": {
            slug: zone and {"code": zone.code, "name": translated(zone.name, language)}
            for slug, zone in selectors.zones_at(perimeter, point).items()
        },
        **told(*plan_here(perimeter.pk, point, for_staff=for_staff), language),
        "near": near
        and {
            "place": translated(near[0].names) or near[0].name,
            "distance_m": round(near[1]),
            "direction": near[2],
        },
    }
