"""`import_perimeter FILE… --slug S`: the union of all features becomes the perimeter's boundary."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.summary import Summary
from perimeter_data.management.import_command import ImportCommand
from perimeter_data.services.imports import BoundarySource, import_boundary


class Command(ImportCommand):
    help = "Make a boundary from the polygons of one or more files and publish it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--slug", required=True, help="The perimeter, made if it is new.")
        parser.add_argument("--name")
        parser.add_argument("--draft", action="store_true", help="Store it without publishing it.")
        parser.add_argument(
            "--close-gaps",
            type=float,
            metavar="METRES",
            help="Close narrower gaps and holes; 0 closes none.",
        )
        parser.add_argument(
            "--tolerance", type=float, default=10, metavar="METRES", help="Accepted beyond the boundary."
        )
        parser.add_argument("--source", default="", help="Where it comes from, as shown to people.")
        parser.add_argument("--licence", default="")
        super().add_arguments(parser)

    def import_file(self, options: dict[str, Any]) -> Summary:
        self.say(f"reading {', '.join(path.name for path in options['files'])}")
        source = BoundarySource(
            files=options["files"],
            crs=options["crs"],
            layer=options["layer"],
            where=options["where"],
            close_gaps_m=options["close_gaps"],
            tolerance_m=options["tolerance"],
            source=options["source"],
            licence=options["licence"],
        )
        summary, version = import_boundary(
            source=source, slug=options["slug"], name=options["name"], draft=options["draft"]
        )
        self.say(
            "{area_km2} km², {parts} parts, {holes} holes, {vertices} corners; closed {holes_closed[count]} holes "
            "({holes_closed[area_km2]} km²) and {gaps_closed[count]} gaps narrower than {close_gaps_m} m".format(
                **summary.boundary
            )
        )
        self.say(f"version {version.number} of {options['slug']} ({version.state})")
        return summary
