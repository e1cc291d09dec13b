"""`import_layer FILE --perimeter P --slug S`: a vector file, an urban plan or a raster becomes a layer."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.summary import Summary
from layers.models import Layer
from layers.services.importing import PLANS, LayerOptions, import_layer
from layers.services.plan_files import MAPPABLE
from perimeter_data.management.import_command import ImportCommand


def read_map(pairs: list[str]) -> dict[str, str]:
    """Read ["typezone=FIELD", …]; raise `CommandError` for a role that is not known."""
    fields = {}
    for pair in pairs:
        role, equals, name = pair.partition("=")
        if role not in MAPPABLE or not equals or not name:
            raise CommandError(f"--map takes ROLE=FIELD with one of {', '.join(MAPPABLE)}, not {pair}.")
        fields[role] = name
    return fields


class Command(ImportCommand):
    help = "Import a vector file, an urban plan (CNIG ZONE_URBA: file, folder or zip) or a raster as a layer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--perimeter", required=True)
        parser.add_argument("--slug", required=True, help="The layer's slug; a layer that has it is replaced.")
        parser.add_argument("--name", help="The layer's name, in the perimeter's default language.")
        parser.add_argument("--profile", choices=PLANS, help="What the table is, if it follows a standard.")
        parser.add_argument(
            "--map",
            nargs="+",
            action="extend",
            default=[],
            metavar="ROLE=FIELD",
            dest="fields",
            help=f"What a plan's fields are called in the file; roles: {', '.join(MAPPABLE)}.",
        )
        parser.add_argument("--role", choices=Layer.Role.values, help="Ground is always drawn, below all else.")
        parser.add_argument("--style-field", metavar="FIELD", help="Draw each value of this field in its own colour.")
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
            mapping=read_map(options["fields"]),
        )
        return import_layer(perimeter=perimeter, path=options["file"], options=chosen, progress=self._count)

    def _count(self, done: int, total: int) -> None:
        self.say(f"{done} of {total}")
