"""Read what mail servers report about messages that did not arrive, and write no more to addresses that are gone."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications.bounces import MAX_BYTES, Read, mails_in, read_bounce


class Command(BaseCommand):
    help = "Read delivery reports (RFC 3464) from a file, an mbox, a maildir, or one mail from a pipe (-)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="FILE|-")

    def handle(self, *args: Any, **options: Any) -> None:
        read = Read()
        if options["source"] == "-":
            read_bounce(sys.stdin.buffer.read(MAX_BYTES), read)
        else:
            path = Path(options["source"])
            if not path.exists():
                raise CommandError(f"{path} is not there.")
            for raw in mails_in(path):
                read_bounce(raw, read)
        self.stdout.write(f"{read.read} read, {read.marked} addresses take no mail, {read.left} left alone")
