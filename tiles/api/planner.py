"""Layers for staff: all of a perimeter's, with their looks, and the tiles of those that are not public."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Forbidden, InvalidParameter, Missing, Unauthenticated
from core.query import strict
from layers.models import Layer, LayerKind
from layers.selectors import UnknownLayer, layer_detail, public_base_map_details, staff_layers
from layers.services.raster import render_tile
from perimeter_data.api.staff import StaffView
from tiles.encode import encode
from tiles.paths import parse_tile
from tiles.sources.features import Features
from tiles.style.document import layer_source
from tiles.style.overlays import overlay
from tiles.style.tokens import SCHEMES, Palette, palette

MVT = "application/vnd.mapbox-vector-tile"
PICTURES = ("webp", "png")


class PlannerTile(StaffView):
    """A tile of any layer: of vectors or of a picture. To whoever is not staff here, nothing is there."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        try:
            super().initial(request, *args, **kwargs)
        except (Unauthenticated, Forbidden, Missing) as error:
            raise UnknownLayer from error

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)  # who asks for a picture gets one

    def get(self, request: Request, perimeter: str, layer: str, z: str, x: str, y: str, ending: str) -> HttpResponse:
        strict(request.query_params, ())
        found = staff_layers(self.perimeter).filter(slug=layer).first()
        tile = parse_tile(z, x, y)
        if found is None or (ending in PICTURES) != (found.kind == LayerKind.RASTER):
            raise UnknownLayer
        if ending in PICTURES:
            return HttpResponse(render_tile(found, tile.z, tile.x, tile.y, ending), content_type=f"image/{ending}")
        return HttpResponse(encode([Features(found)], tile, repeated=False), content_type=MVT)


class PlannerLayers(StaffView):
    """Layers, public and staff's, with how a map draws them; base maps after them."""

    def get(self, request: Request, perimeter: str) -> Response:
        scheme = strict(request.query_params, ("scheme",)).get("scheme", "light")
        if scheme not in SCHEMES:
            raise InvalidParameter(parameter="scheme")
        ink, root = palette(self.perimeter, scheme), request.build_absolute_uri("/").rstrip("/")
        layers = [self._told(layer, ink, root) for layer in staff_layers(self.perimeter)]
        return Response({"layers": [*layers, *self._base_maps(root)]})

    def _told(self, layer: Layer, ink: Palette, root: str) -> dict[str, Any]:
        """Return a layer as the public list has it, with `rights`, and its `source` and `style` for MapLibre."""
        slug, is_public = self.perimeter.slug, layer.rights == Layer.Rights.PUBLIC
        tiles = f"/tiles/{slug}" if is_public else f"/planner/{slug}/tiles"
        told = layer_detail(layer, self.perimeter)
        told["tiles"] = tiles + told["tiles"].removeprefix(f"/tiles/{slug}")
        return {
            **told,
            "rights": layer.rights,
            "tilejson": f"{tiles}/{layer.slug}.json" if is_public else None,
            "source": layer_source(root + tiles, layer),
            "style": overlay(layer, ink) if layer.role == Layer.Role.OVERLAY else [],
        }

    def _base_maps(self, root: str) -> list[dict[str, Any]]:
        """Return the base maps in the same words: the first is shown when the map opens."""
        slug = self.perimeter.slug
        return [
            {
                **told,
                "kind": "basemap",
                "format": told["kind"],
                "role": Layer.Role.GROUND,
                "rights": Layer.Rights.PUBLIC,
                "visible": number == 0,
                "opacity": 1.0,
                "legend": [],
                "plan": None,
                "tilejson": f"/tiles/{slug}/basemap/{told['slug']}.json",
                "source": None,
                "style": [],
            }
            for number, told in enumerate(public_base_map_details(self.perimeter))
        ]
