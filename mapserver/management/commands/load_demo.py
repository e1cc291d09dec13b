"""`load_demo`: the demo territory into an empty server; nothing where there is a perimeter already."""

import os
import secrets
import time
from typing import Any

from django.core.management.base import BaseCommand

from core import feed, jobs
from mapserver.demo.load import load_demo
from mapserver.demo.staff import known_accounts
from participation.jobs import RECHECK
from perimeter_data.models import Perimeter


class Command(BaseCommand):
    help = "Load the demo territory if there is no perimeter yet. The accounts get the password DEMO_PASSWORD."

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9)
        if not Perimeter.objects.exists():
            started = time.monotonic()
            made = load_demo(password)
            if feed.settle():
                jobs.run_waiting(RECHECK)
            self.stderr.write(
                f"{made.proposals} proposals, {made.contributions} contributions, {made.votes} votes, "
                f"{made.comments} comments, {made.answers} answers "
                f"in {time.monotonic() - started:.1f} s"
            )
        accounts = known_accounts(password)
        if accounts:
            self.stdout.write(f"Accounts at /admin/: {', '.join(accounts)}; password: {password}")
