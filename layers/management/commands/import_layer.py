"""`import_layer FILE --perimeter P --slug S`: a vector file, an urban plan or a raster becomes a layer."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.summary import Summary
from layers.models import Layer
from layers.services.importing import PLANS, LayerOptions, import_layer
from layers.services.plan_files import MAPPABLE
from layers.services.popups import popup_of
from layers.services.styling import CLASSES, METHODS, PALETTES
from perimeter_data.management.import_command import ImportCommand

SETTINGS = {"attribution": str, "minzoom": int, "maxzoom": int, "position": int}


def read_map(pairs: list[str]) -> dict[str, str]:
    """Read ["typezone=FIELD", …]; raise `CommandError` for a role that is not known."""
    fields = {}
    for pair in pairs:
        role, equals, name = pair.partition("=")
        if role not in MAPPABLE or not equals or not name:
            raise CommandError(f"--map takes ROLE=FIELD with one of {', '.join(MAPPABLE)}, not {pair}.")
        fields[role] = name
    return fields


def read_popup(pairs: list[str] | None, language: str) -> list[dict[str, Any]] | None:
    """Read ["FIELD=Label", "FIELD", …]; None where nothing was said."""
    if pairs is None:
        return None
    return popup_of("\n".join(pairs), language)


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
        parser.add_argument("--unit", help="What the numbers of a raster are counted in, where the file does not say.")
        parser.add_argument("--style-method", choices=METHODS, help="How features differ by the style field.")
        parser.add_argument("--classes", type=int, choices=CLASSES, default=5, help="Of a number: how many.")
        parser.add_argument("--palette", choices=PALETTES, default="blues", help="Of a number: which colours.")
        parser.add_argument(
            "--popup", nargs="+", action="extend", metavar="FIELD=LABEL", help="What a click shows, in this order."
        )
        for name, kind in SETTINGS.items():
            parser.add_argument(f"--{name}", type=kind, help=f"The layer's {name}.")
        parser.add_argument("--rights", choices=Layer.Rights.values, help="Who sees it.")
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
            mapping=read_map(options["fields"]),
            method=options["style_method"],
            classes=options["classes"],
            palette=options["palette"],
            popup=read_popup(options["popup"], perimeter.default_language),
            settings={name: options[name] for name in (*SETTINGS, "rights") if options[name] is not None},
        )
        return import_layer(perimeter=perimeter, path=options["file"], options=chosen, progress=self._count)

    def _count(self, done: int, total: int) -> None:
        self.say(f"{done} of {total}")
