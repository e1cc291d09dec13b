"""`import_places FILE --perimeter P --name-field FIELD`: names people search for and find on the map."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.summary import Summary
from perimeter_data.management.import_command import ImportCommand
from perimeter_data.services.places import PlacesSource, import_places


class Command(ImportCommand):
    help = (
        "Add or update places, known again by name and position. The fields kind, rank, aliases, name_fr, name_it and "
        "name_en are taken where the file has them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--perimeter", required=True)
        parser.add_argument("--name-field", required=True, metavar="FIELD")
        parser.add_argument("--lon", metavar="FIELD", help="The column of the longitude (x) in a CSV.")
        parser.add_argument("--lat", metavar="FIELD", help="The column of the latitude (y) in a CSV.")
        super().add_arguments(parser)

    def import_file(self, options: dict[str, Any]) -> Summary:
        perimeter = self.perimeter(options["perimeter"])
        self.say(f"reading {options['file'].name}")
        source = PlacesSource(
            file=options["file"],
            name=options["name_field"],
            crs=options["crs"],
            layer=options["layer"],
            lon=options["lon"],
            lat=options["lat"],
            where=options["where"],
        )
        return import_places(perimeter=perimeter, source=source)
