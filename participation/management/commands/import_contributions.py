"""`import_contributions FILE --perimeter P`: contributions from any file of points."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.i18n import LANGUAGES
from core.summary import Summary
from participation.models import Kind
from participation.services.import_rows import MAPPABLE, ImportOrder
from participation.services.importing import import_contributions
from participation.states import ContributionState
from perimeter_data.management.import_command import ImportCommand
from perimeter_data.reading import is_zip, read_features
from perimeter_data.selectors import bbox

# What is merged needs a survivor to point to, which a file cannot name.
IMPORTABLE = [str(state) for state in ContributionState if state is not ContributionState.MERGED]


def read_map(pairs: list[str]) -> dict[str, str]:
    """Read ["title=FIELD", …]; raise `CommandError` for a role that is not known."""
    fields = {}
    for pair in pairs:
        role, equals, name = pair.partition("=")
        if role not in MAPPABLE or not equals or not name:
            raise CommandError(f"--map takes ROLE=FIELD with one of {', '.join(MAPPABLE)}, not {pair}.")
        fields[role] = name
    return fields


class Command(ImportCommand):
    help = "Import contributions from any file of points; repeatable, and what is refused is written to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--perimeter", required=True)
        parser.add_argument("--lon", metavar="FIELD", help="The column of the longitude (x) in a CSV.")
        parser.add_argument("--lat", metavar="FIELD", help="The column of the latitude (y) in a CSV.")
        parser.add_argument("--kind", choices=Kind.values, default=Kind.REPORT)
        parser.add_argument("--map", nargs="+", default=[], metavar="ROLE=FIELD", dest="fields")
        parser.add_argument("--state", choices=IMPORTABLE, default=ContributionState.RECEIVED)
        parser.add_argument("--source", default="import", help="Rows are known again by source and id.")
        parser.add_argument("--language", choices=LANGUAGES, help="Of the texts; default: the perimeter's.")
        parser.add_argument("--keep-known", action="store_true", help="Leave what is here already as it is.")
        parser.add_argument(
            "--leave-alike", action="store_true", help="Leave out what says the same at the same place as another row."
        )
        parser.add_argument(
            "--mask-contacts", action="store_true", help="Leave mail addresses and telephone numbers out of the words."
        )
        parser.add_argument("--dry-run", action="store_true", help="Count what would be, store nothing.")
        super().add_arguments(parser)

    def import_file(self, options: dict[str, Any]) -> Summary:
        fields = read_map(options["fields"])
        perimeter = self.perimeter(options["perimeter"])
        self.say(f"reading {options['file'].name}")
        table = read_features(
            options["file"],
            crs=options["crs"],
            layer=options["layer"],
            where=options["where"],
            keep="point",
            lon=options["lon"],
            lat=options["lat"],
            near=bbox(perimeter),
        )
        order = ImportOrder(
            table=table,
            name=options["file"].name,
            kind=options["kind"],
            state=options["state"],
            source=options["source"],
            fields=fields,
            language=options["language"],
            known="keep" if options["keep_known"] else "update",
            alike="leave" if options["leave_alike"] else "take",
            mask=options["mask_contacts"],
            zip=options["file"] if is_zip(options["file"]) else None,
        )
        return import_contributions(
            perimeter=perimeter, order=order, dry_run=options["dry_run"], progress=self._progress
        )

    def _progress(self, done: int, total: int, phase: str) -> None:
        self.say(f"{phase}: {done} of {total}")
