"""`seed_tiles --perimeter P`: tiles made by the workers before anybody asks for them."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import jobs
from core.errors import DomainError
from core.models import Job
from perimeter_data.selectors import get_public_perimeter
from tiles.seeding import begin
from tiles.tilejson import MAX_ZOOM

LOOKS_EVERY_S = 0.5
# So long without a tile, and nobody is at work.
STALLED_S = 60


class Command(BaseCommand):
    help = (
        "Have the workers make the tiles that maps ask for first. Tiles that are there are left alone: it may run "
        "again at any time, after an import or when the server has moved."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--perimeter", required=True, metavar="P")
        parser.add_argument("--minzoom", type=int, choices=range(MAX_ZOOM + 1), default=0, metavar="Z")
        parser.add_argument("--maxzoom", type=int, choices=range(MAX_ZOOM + 1), default=13, metavar="Z")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            perimeter = get_public_perimeter(options["perimeter"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        begun = time.monotonic()
        job = begin(perimeter=perimeter, zooms=range(options["minzoom"], options["maxzoom"] + 1))
        self.stderr.write(f"{job.total} tiles, in chunks for the workers")
        self._watch(job)
        self.stdout.write(f"{job.total} tiles are there, after {time.monotonic() - begun:.1f} s")

    def _watch(self, job: Job) -> None:
        moved, done = time.monotonic(), 0
        while job.state == Job.State.RUNNING:
            time.sleep(LOOKS_EVERY_S)
            job.refresh_from_db()
            if job.done != done:
                moved, done = time.monotonic(), job.done
                self.stderr.write(f"{done} of {job.total}")
            elif time.monotonic() - moved > STALLED_S:
                jobs.finish(job, {"tiles": done}, failed=True)
                raise CommandError(f"No worker made a tile for {STALLED_S} s: {done} of {job.total} are there.")
