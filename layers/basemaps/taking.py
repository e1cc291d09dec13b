"""What staff brings, looked at before it is kept: a PMTiles file, or the address of a source."""

import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.geometry import MAX_LAT, Tile, tile_at
from layers.basemaps import pmtiles, templates
from layers.basemaps.content import VECTOR
from layers.basemaps.refusals import AddressRefused, NotATile, NotPMTiles
from layers.basemaps.remote import asked
from layers.models import BaseMap
from layers.services.media import full_path
from perimeter_data.models import Perimeter
from perimeter_data.selectors import published_bbox

TRIAL_ZOOM = 12
MAX_NAMES = 100


def take_file(*, base_map: BaseMap, chunks: Iterable[bytes]) -> None:
    """Store a PMTiles file under a name nobody can guess and take over what it says of itself (not saved).

    Raises `NotPMTiles`; the file is then gone again.
    """
    name = f"{base_map.perimeter.slug}/basemaps/{secrets.token_hex(12)}.pmtiles"
    path = full_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _write(path, chunks)
        header = pmtiles.read_header(path)
        pmtiles.read_directory(path, *header.root)
        base_map.vector_layers = vector_layers(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    west, south, east, north = header.bounds
    base_map.file, base_map.url = name, ""
    base_map.is_vector = header.kind == VECTOR
    base_map.minzoom, base_map.maxzoom = header.minzoom, header.maxzoom
    base_map.extent = [west, max(south, -MAX_LAT), east, min(north, MAX_LAT)]


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    size = 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > settings.AGORAMA_IMPORT_MAX_BYTES:
                raise NotPMTiles(_("This file is larger than this instance takes."))
            file.write(chunk)


def vector_layers(path: Path) -> list[str]:
    """Return the names of the layers that a file's metadata lists; raise `NotPMTiles`."""
    listed = pmtiles.read_metadata(path).get("vector_layers", [])
    if not isinstance(listed, list):
        raise NotPMTiles
    names = [entry.get("id") for entry in listed if isinstance(entry, dict)]
    return [name for name in names if isinstance(name, str) and len(name) <= 100][:MAX_NAMES]


def take_source(*, base_map: BaseMap, template: str) -> None:
    """Ask a source for one tile of the perimeter and remember what it sends (not saved).

    Raises `AddressRefused`, `NotATile` and `SourceAway`.
    """
    templates.check(template)
    zoom = min(max(TRIAL_ZOOM, base_map.minzoom), base_map.maxzoom)
    found = asked(templates.address(template, _middle(base_map.perimeter, zoom)))
    if not found.kind:
        raise NotATile(_("This source has no tile for the middle of the perimeter, or sends something else."))
    base_map.url, base_map.file = template, ""
    base_map.is_vector = found.kind == VECTOR
    base_map.vector_layers = []


def _middle(perimeter: Perimeter, zoom: int) -> Tile:
    box = published_bbox(perimeter)
    if box is None:
        raise AddressRefused(_("Publish the perimeter first: the source is tried at its middle."))
    west, south, east, north = box
    return tile_at((west + east) / 2, (south + north) / 2, zoom)
