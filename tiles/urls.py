"""Addresses of tiles, included at /tiles/."""

from django.urls import path

from tiles.api.basemap import base_map_tile, base_map_tilejson
from tiles.api.documents import style_json, tilejson
from tiles.api.poster import poster_image
from tiles.api.raster import raster_tile
from tiles.api.vector import vector_tile

app_name = "tiles"
TILE = "<slug:perimeter>/<str:layers>/<str:z>/<str:x>/<str:y>"
BASE_MAP = "<slug:perimeter>/basemap/<slug:slug>"

urlpatterns = [
    path("<slug:perimeter>/style.json", style_json, name="style"),
    path("<slug:perimeter>/poster.svg", poster_image, {"ending": "svg"}, name="poster"),
    path("<slug:perimeter>/poster.png", poster_image, {"ending": "png"}, name="poster-png"),
    path("<slug:perimeter>/<str:layers>.json", tilejson, name="tilejson"),
    path(f"{TILE}.mvt", vector_tile, name="vector"),
    path(f"{TILE}.webp", raster_tile, {"image_format": "webp"}, name="raster"),
    path(f"{TILE}.png", raster_tile, {"image_format": "png"}, name="raster-png"),
    path(f"{BASE_MAP}.json", base_map_tilejson, name="base-map-tilejson"),
    path(f"{BASE_MAP}/<str:z>/<str:x>/<str:y>.<str:ending>", base_map_tile, name="base-map"),
]
