"""`import_zones FILE --perimeter P --zoning Z --code FIELD --name-field FIELD`: zones become an edition of a zoning."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.summary import Summary
from perimeter_data.management.import_command import ImportCommand
from perimeter_data.services.zones import ZonesSource, import_zones


class Command(ImportCommand):
    help = "Add or update zones of a zoning by their code; zones of earlier files stay unless --replace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--perimeter", required=True)
        parser.add_argument("--zoning", required=True, help="The zoning's slug, made if it is new.")
        parser.add_argument("--name", help="The zoning's name.")
        parser.add_argument("--code", required=True, metavar="FIELD")
        parser.add_argument("--name-field", required=True, metavar="FIELD")
        parser.add_argument("--population", metavar="FIELD")
        parser.add_argument("--replace", action="store_true", help="Leave out zones that this file does not have.")
        super().add_arguments(parser)

    def import_file(self, options: dict[str, Any]) -> Summary:
        perimeter = self.perimeter(options["perimeter"])
        self.say(f"reading {options['file'].name}")
        source = ZonesSource(
            file=options["file"],
            code=options["code"],
            name=options["name_field"],
            population=options["population"],
            crs=options["crs"],
            layer=options["layer"],
            where=options["where"],
        )
        summary = import_zones(
            perimeter=perimeter,
            slug=options["zoning"],
            source=source,
            name=options["name"],
            replace=options["replace"],
        )
        self.say(f"edition {summary.version} of {summary.zoning}: {summary.zones} zones")
        return summary
