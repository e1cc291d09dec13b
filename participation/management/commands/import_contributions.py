"""`import_contributions FILE --perimeter P`: contributions from any file of points."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from participation.models import Kind
from participation.services.importing import MAPPABLE, ImportOrder, import_contributions
from participation.states import ContributionState
from perimeter_data.reading import read_features
from perimeter_data.selectors import bbox, get_public_perimeter

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


class Command(BaseCommand):
    """Import contributions; repeatable, refused rows are written to a file."""

    help = "Import contributions from GeoJSON, GeoPackage, zipped shapefile, CSV, …"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--perimeter", required=True)
        parser.add_argument("--lon", metavar="FIELD")
        parser.add_argument("--lat", metavar="FIELD")
        parser.add_argument("--crs")
        parser.add_argument("--layer")
        parser.add_argument("--kind", choices=Kind.values, default=Kind.REPORT)
        parser.add_argument("--map", nargs="+", default=[], metavar="ROLE=FIELD", dest="fields")
        parser.add_argument("--state", choices=IMPORTABLE, default=ContributionState.RECEIVED)
        parser.add_argument("--source", default="import", help="Rows are known again by source and id.")
        parser.add_argument("--json", action="store_true", help="Print the summary as one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            perimeter = get_public_perimeter(options["perimeter"])
            table = read_features(
                options["file"],
                crs=options["crs"],
                layer=options["layer"],
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
                fields=read_map(options["fields"]),
            )
            summary = import_contributions(perimeter=perimeter, order=order, progress=self._progress)
        except DomainError as error:
            raise CommandError(str(error)) from error
        for reason in summary.reasons:
            self.stderr.write(f"{reason['count']:>7} × {reason['message']} ({reason['code']})")
        self.stdout.write(
            summary.to_json()
            if options["json"]
            else f"{summary.read} read: {summary.imported} imported, {summary.updated} updated, {summary.unchanged} "
            f"unchanged, {summary.duplicates} duplicates, {summary.refused} refused"
            + (f" (see {summary.refused_file})" if summary.refused_file else "")
        )
        if not summary.useful:
            raise CommandError("Nothing was imported.")

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"{done} of {total}", ending="\n")
