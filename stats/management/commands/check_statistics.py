"""`check_statistics [--repair]`: do the numbers kept per zone say what counting says?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stats.services.proving import check_all


class Command(BaseCommand):
    help = "Compare the numbers kept per zone with the contributions themselves; exit status 1 where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Make right what differs.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = check_all(repair=options["repair"])
        for slug, drift in found.items():
            told = f"{drift.contributions} contributions, {drift.sums} sums differ" if drift else "right"
            self.stdout.write(f"{slug}: {told}")
        if any(found.values()) and not options["repair"]:
            raise CommandError("Numbers differ: run it again with --repair.")
