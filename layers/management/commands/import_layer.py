"""`import_layer FILE --perimeter P --slug S`: a vector file, an urban plan or a raster becomes a layer."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.summary import Summary
from layers.models import Layer
from layers.services.importing import CNIG_PLU, LayerOptions, import_layer
from perimeter_data.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import a vector file, an urban plan (CNIG ZONE_URBA: file, folder or zip) or a raster as a layer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--perimeter", required=True)
        parser.add_argument("--slug", required=True, help="The layer's slug; a layer that has it is replaced.")
        parser.add_argument("--name", help="The layer's name, in the perimeter's default language.")
        parser.add_argument("--profile", choices=[CNIG_PLU], help="What the table is, if it follows a standard.")
        parser.add_argument("--role", choices=Layer.Role.values, help="Ground is always drawn, below all else.")
        parser.add_argument("--style-field", metavar="FIELD", help="Draw each value of this field in its own colour.")
        parser.add_argument("--unit", help="What the numbers of a raster are counted in, where the file does not say.")
        super().add_arguments(parser)

    def import_file(self, options: dict[str, Any]) -> Summary:
        perimeter = self.perimeter(options["perimeter"])
        self.say(f"reading {options['file'].name}")
        chosen = LayerOptions(
            slug=options["slug"],
            name={perimeter.default_language: options["name"]} if options["name"] else None,
            profile=options["profile"],
            crs=options["crs"],
            table=options["layer"],
            where=options["where"],
            role=options["role"],
            style_field=options["style_field"],
            unit=options["unit"],
        )
        return import_layer(perimeter=perimeter, path=options["file"], options=chosen, progress=self._count)

    def _count(self, done: int, total: int) -> None:
        self.say(f"{done} of {total}")
