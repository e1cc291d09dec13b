"""`export_tiles FILE --perimeter P`: the public layers as PMTiles, for use offline and behind a CDN."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from perimeter_data.selectors import get_public_perimeter
from tiles.archive import DEFAULT_ZOOM, write_archive
from tiles.tilejson import MAX_ZOOM


class Command(BaseCommand):
    help = "Write what the public sees of a perimeter at this moment as one PMTiles file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--perimeter", required=True, metavar="P")
        parser.add_argument(
            "--maxzoom",
            type=int,
            choices=range(MAX_ZOOM + 1),
            default=DEFAULT_ZOOM,
            metavar="Z",
            help=f"0 to {MAX_ZOOM}; {DEFAULT_ZOOM} is exact to half a metre and enlarged by viewers.",
        )
        parser.add_argument("--json", action="store_true", help="Print the summary as one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = said = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal said
            if time.monotonic() - said > 2:
                said = time.monotonic()
                self.stderr.write(f"{done} of {total} tiles")

        try:
            perimeter = get_public_perimeter(options["perimeter"])
            report = write_archive(
                perimeter=perimeter, path=options["file"], maxzoom=options["maxzoom"], progress=progress
            )
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"done in {time.monotonic() - begun:.1f} s")
        if options["json"]:
            self.stdout.write(json.dumps(report))
            return
        self.stdout.write(
            f"{report['tiles']} tiles up to zoom {report['maxzoom']}, {report['bytes'] / 1_000_000:.1f} MB: "
            f"{', '.join(report['layers'])}"
        )
        if report["left_out"]:
            self.stdout.write(f"left out, being pictures: {', '.join(report['left_out'])}")
