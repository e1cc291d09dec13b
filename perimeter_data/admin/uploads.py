"""What every upload of map data asks for, and where the files lie while they are read."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from perimeter_data.admin.words import FilesField
from perimeter_data.reading.formats import ACCEPT

FILES_HELP = _(
    "GeoJSON, GeoPackage, KML, GML, MapInfo, DXF, or a shapefile: "
    "zipped, or all its parts (.shp, .shx, .dbf, .prj) at once."
)
# At which field a refused file is explained; the rest is about the file itself.
REFUSAL_FIELDS = {
    "crs_missing": "crs",
    "crs_unknown": "crs",
    "crs_contradicted": "crs",
    "several_layers": "layer",
    "unknown_layer": "layer",
    "*": "upload",
}


def files_field(**options: Any) -> FilesField:
    """Return the field for one or several files."""
    field = FilesField(help_text=FILES_HELP, **options)
    field.widget.attrs["accept"] = ACCEPT
    return field


def crs_field() -> forms.CharField:
    """Return the field for a coordinate system; empty means: as the file says."""
    help_text = _("Only if the file does not say it. EPSG:2154 is Lambert-93, EPSG:4326 longitude and latitude.")
    return forms.CharField(label=_("Coordinate system"), max_length=80, required=False, help_text=help_text)


def layer_field() -> forms.CharField:
    """Return the field for the layer of a file that holds several."""
    help_text = _("Only if the file holds several.")
    return forms.CharField(label=_("Layer in the file"), max_length=120, required=False, help_text=help_text)


def sentence(refusal: DomainError) -> str | Promise:
    """Return a refusal's sentence, with the coordinate systems that would fit where it names some."""
    candidates = refusal.extra.get("candidates")
    if not candidates:
        return str(refusal)
    fits = ", ".join(f"{found['crs']} ({found['name']})" for found in candidates)
    return format_lazy("{} {} {}.", str(refusal), _("These would fit:"), fits)


@contextmanager
def on_disk(files: Iterable[UploadedFile]) -> Iterator[list[Path]]:
    """Put uploaded files side by side into a folder that goes away afterwards; their names are kept."""
    with tempfile.TemporaryDirectory(prefix="agorama-upload-") as folder:
        paths = []
        for file in files:
            path = Path(folder) / Path(str(file.name)).name
            with path.open("wb") as target:
                for chunk in file.chunks():
                    target.write(chunk)
            paths.append(path)
        yield paths
