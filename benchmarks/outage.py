"""People vote and staff answers while a worker is killed and Redis is away: what is lost, what comes twice?

Starts a Redis of its own, granian with four workers and a Celery worker with beat on the database of DATABASE_URL,
which gets a perimeter of its own. 50 participants send 200 votes on two targets in parallel; after a third of them a
granian worker is killed (kill -9) and Redis stopped, after two thirds Redis comes back. Meanwhile both targets are
answered three times, and ten followers of each hear of it. A vote that meets a broken connection is sent again, as a
browser does. In the end the ledger, the totals and the change feed must agree, and every message be there once.

    DATABASE_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.outage
"""

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="agorama-outage-"))
os.environ |= {
    "REDIS_URL": f"unix://{FOLDER}/redis.sock",
    "AGORAMA_VAR": str(FOLDER),
    "AGORAMA_RATE_VOTES": "off",
    "DJANGO_SETTINGS_MODULE": "mapserver.settings",
}

import django  # noqa: E402

django.setup()

from django.utils import timezone  # noqa: E402

from core.models import Change  # noqa: E402
from notifications.models import Message  # noqa: E402
from participation.folds.drift import check_counts  # noqa: E402
from participation.models import Contribution, Follower, Vote  # noqa: E402
from participation.services.answers import Answer, answer_contribution  # noqa: E402
from tests import factories  # noqa: E402
from tests.house.front import free_port  # noqa: E402

PARTICIPANTS, VOTES, FOLLOWERS, WORKERS = 50, 200, 10, 4
ANSWERED_AT = (10, 100, 190)  # of the votes: the second while Redis is away


def started(*args: str) -> subprocess.Popen[bytes]:
    """Start a process, its words in a file of its own."""
    with (FOLDER / f"{Path(args[0]).name}-{time.time_ns()}.log").open("w") as out:
        return subprocess.Popen(args, stdout=out, stderr=out)


def redis() -> subprocess.Popen[bytes]:
    return started("redis-server", "--port", "0", "--unixsocket", f"{FOLDER}/redis.sock", "--save", "")


def put(port: int, pk: int, token: str, choice: str) -> int:
    """Vote; again where the connection breaks. Returns how often it had to be sent."""
    for attempt in range(1, 600):  # two minutes at least: four workers take their time to start
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
            connection.request("PUT", f"/api/v1/contributions/{pk}/vote/", json.dumps({"choice": choice}), headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                return attempt
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.2)
    raise SystemExit("a vote was never taken")


def workers_of(pid: int) -> list[int]:
    """Return the pids of a process's children that are granian workers, by the kernel's list."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def main() -> None:
    perimeter = factories.published_perimeter(slug=f"outage-{time.time_ns()}")
    consultation = factories.open_consultation(perimeter)
    targets = [factories.contribution(perimeter, consultation=consultation) for _n in range(2)]
    tokens = [factories.participant_with_token(perimeter)[1] for _n in range(PARTICIPANTS)]
    Follower.objects.bulk_create(
        Follower(
            contribution=target,
            email=f"{n}@example.org",
            language="fr",
            root="https://example.org",
            confirmed_at=timezone.now(),
        )
        for target in targets
        for n in range(FOLLOWERS)
    )
    port = free_port()
    server = redis()
    web = started(
        sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", str(WORKERS),
        "--respawn-failed-workers", "mapserver.wsgi:application",
    )  # fmt: skip
    schedule = str(FOLDER / "schedule")
    worker = started(
        sys.executable, "-m", "celery", "-A", "mapserver", "worker", "-B", "--schedule", schedule, "-c", "2"
    )
    done, sent, lock = 0, 0, threading.Lock()
    outage = {VOTES // 3: "down", 2 * VOTES // 3: "up"}
    dice = random.Random(7)
    jobs = [
        (dice.choice(tokens), target.pk, dice.choice(("for", "against")))
        for target in targets
        for _n in range(VOTES // 2)
    ]

    def vote(job: tuple[str, int, str]) -> None:
        nonlocal done, sent, server
        token, pk, choice = job
        attempts = put(port, pk, token, choice)
        with lock:
            done, sent = done + 1, sent + attempts
            what = outage.get(done)
            if what == "down":
                os.kill(workers_of(web.pid)[-1], signal.SIGKILL)
                server.terminate()
                server.wait()
            elif what == "up":
                server = redis()
            if done in ANSWERED_AT:
                _answer(targets)

    begun = time.perf_counter()
    try:
        put(port, targets[0].pk, tokens[0], "for")
        with ThreadPoolExecutor(20) as pool:
            list(pool.map(vote, jobs))
        print(f"{VOTES} votes in {time.perf_counter() - begun:.1f} s, sent {sent} times")
        _settle(targets)
    finally:
        for process in (worker, web, server):
            process.terminate()
            process.wait(120)
    _compare(perimeter.pk, targets)


def _answer(targets: list[Contribution]) -> None:
    for target in targets:
        answer_contribution(contribution=target, answer=Answer(text={"fr": f"Réponse {time.time_ns()}"}))


def _settle(targets: list[Contribution]) -> None:
    """Wait until no message is owed that is not sent."""
    expected = len(ANSWERED_AT) * FOLLOWERS * len(targets)
    begun = time.perf_counter()
    while time.perf_counter() - begun < 300:
        rows = Message.objects.filter(follower__contribution__in=targets)
        if rows.count() >= expected and not rows.filter(sent_at=None).exists():
            print(f"every message is out {time.perf_counter() - begun:.0f} s after the last vote")
            return
        time.sleep(1)
    print("some messages never went out")


def _compare(perimeter_id: int, targets: list[Contribution]) -> None:
    ids = [target.pk for target in targets]
    ledger = Counter(Vote.objects.filter(contribution__in=ids).values_list("contribution", "choice"))
    fed: Counter[tuple[int, str]] = Counter()
    for change in Change.objects.filter(kind__startswith="vote.", target_id__in=ids):
        fed[change.target_id or 0, change.payload["choice"]] += 1
        if change.payload["before"]:
            fed[change.target_id or 0, change.payload["before"]] -= 1
    print(f"ledger {dict(ledger)}; the feed adds up to the same: {+fed == ledger}")
    print(f"totals against the ledger: {check_counts(perimeter_id=perimeter_id, repair=False)}")
    owed = Message.objects.filter(follower__contribution__in=targets).count()
    ids_sent = [
        name
        for path in (FOLDER / "mail").glob("*")
        for name in re.findall(r"^Message-ID: (.+)$", path.read_text(), re.M)
    ]
    expected = len(ANSWERED_AT) * FOLLOWERS * len(targets)
    print(f"messages expected {expected}, owed {owed}, sent {len(ids_sent)}, of them different {len(set(ids_sent))}")


if __name__ == "__main__":
    main()
