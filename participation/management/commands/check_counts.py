"""`check_counts [--repair]`: do the map's cells and the totals of votes say what counting says?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from participation.services.counts import check_all


class Command(BaseCommand):
    help = "Compare the counts kept for maps and votes with the rows themselves; exit status 1 where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Make right what differs.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = check_all(repair=options["repair"])
        for slug, drift in found.items():
            told = (
                f"{drift.parts} parts, {drift.cells} cells, {drift.votes} totals of votes differ" if drift else "right"
            )
            self.stdout.write(f"{slug}: {told}")
        if any(found.values()) and not options["repair"]:
            raise CommandError("Counts differ: run it again with --repair.")
