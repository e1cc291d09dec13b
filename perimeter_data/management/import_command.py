"""What import commands share: the options of reading, progress, the summary, the exit status (DESIGN §7)."""

import time
from abc import abstractmethod
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import feed, jobs
from core.errors import DomainError
from core.summary import Summary
from perimeter_data.models import Perimeter
from perimeter_data.reading.refusals import REASONS


class ImportCommand(BaseCommand):
    """Run one import service; exit with 1 if the file was refused or nothing is there because of it."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--crs", metavar="EPSG:n", help="The coordinate system; wins over what the file says.")
        parser.add_argument("--layer", help="Which layer of a GeoPackage, or which file of a zip.")
        parser.add_argument(
            "--where", action="append", default=[], metavar="FIELD=VALUE", help="Keep only these; may be repeated."
        )
        parser.add_argument("--json", action="store_true", help="Print the summary as one JSON object.")

    @abstractmethod
    def import_file(self, options: dict[str, Any]) -> Summary:
        """Do it; raise `DomainError`."""

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        options["where"] = _where(options["where"])
        try:
            summary = self.import_file(options)
        except DomainError as error:
            self._refuse(error, as_json=options["json"])
            raise CommandError(f"{error} ({error.code})") from error
        self.say("following what changed")
        if not (feed.settle() and jobs.run_waiting("recheck")):
            self.say("the workers are still busy with what follows from this")
        for reason in summary.reasons:
            self.say(f"{reason['count']} × {reason['message']} ({reason['code']})")
        self.say(f"done in {time.monotonic() - started:.1f} s")
        self.stdout.write(summary.to_json() if options["json"] else _sentence(summary))
        if not summary.useful:
            raise CommandError("Nothing was imported.")

    def say(self, text: str) -> None:
        """Tell of the progress, beside the result."""
        self.stderr.write(text, self.style.NOTICE)

    def perimeter(self, slug: str) -> Perimeter:
        """Return the perimeter, published or not; raise `CommandError`."""
        found = Perimeter.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no perimeter {slug}. Make one with import_perimeter.")
        return found

    def _refuse(self, error: DomainError, *, as_json: bool) -> None:
        summary = Summary()
        facts = {key: value for key, value in error.extra.items() if key != "reasons"}
        summary.tell(error.code, str(error), **facts)
        for code, count in error.extra.get("reasons", {}).items():
            summary.tell(code, REASONS[code], count)
            self.say(f"{count} × {REASONS[code]} ({code})")
        for candidate in error.extra.get("candidates", ()):
            self.say("--crs {crs} ({name}) would put it at {lon}, {lat}".format(**candidate))
        if as_json:
            self.stdout.write(summary.to_json())


def _where(pairs: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise CommandError(f"--where takes FIELD=VALUE, not {pair}.")
        found.setdefault(name, []).append(value)
    return found


def _sentence(summary: Summary) -> str:
    counts = (
        f"{summary.read} read: {summary.imported} imported, {summary.updated} updated, {summary.unchanged} unchanged, "
        f"{summary.duplicates} duplicates, {summary.repaired} repaired, {summary.refused} refused"
    )
    return f"{counts} (see {summary.refused_file})" if summary.refused_file else counts
