"""Addresses of tiles, included at /tiles/."""

from django.urls import path

from tiles.api.documents import style_json, tilejson
from tiles.api.raster import raster_tile
from tiles.api.vector import vector_tile

app_name = "tiles"
TILE = "<slug:perimeter>/<str:layers>/<str:z>/<str:x>/<str:y>"

urlpatterns = [
    path("<slug:perimeter>/style.json", style_json, name="style"),
    path("<slug:perimeter>/<str:layers>.json", tilejson, name="tilejson"),
    path(f"{TILE}.mvt", vector_tile, name="vector"),
    path(f"{TILE}.webp", raster_tile, {"image_format": "webp"}, name="raster"),
    path(f"{TILE}.png", raster_tile, {"image_format": "png"}, name="raster-png"),
]
