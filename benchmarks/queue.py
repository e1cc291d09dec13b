"""What the first page costs where much waits: the moderators' queue and the public's list, of two perimeters in turn.

One perimeter has few rows that wait, the other many; both have as many that are public, all older. Eight tenths are
contributions to publish, one tenth comments to publish, one tenth flags on comments. Whole requests are measured. Only
ratios mean anything. The database is of no other use.

    DATABASE_URL=… REDIS_URL=… AGORAMA_SECRET_KEY=… python -m benchmarks.queue --many 1000000
"""

import argparse
import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.models import Membership, Participant, User  # noqa: E402
from accounts.roles import Role  # noqa: E402
from benchmarks.ground import ground  # noqa: E402
from participation.models import Contribution  # noqa: E402
from perimeter_data.models import Perimeter  # noqa: E402

PUBLIC = 10_000
ROUNDS = 30
CONTRIBUTIONS = """
INSERT INTO participation_contribution
       (perimeter_id, perimeter_version_id, theme_id, kind, state, title, text, language, anchor,
        position_source, channel, ref, position, created_at, updated_at)
SELECT %(perimeter)s, %(version)s, %(theme)s, 'idea', %(state)s, 'Waiting ' || n, 'A few words', 'fr', 'exact', 'map',
       'web', %(prefix)s || n, ST_SetSRID(ST_Point(6.2 + 2 * random(), 43.6 + random()), 4326),
       now() - %(age)s * interval '1 day' - n * interval '1 second', now()
  FROM generate_series(1, %(count)s) n
"""
COMMENTS = """
WITH made AS (
  INSERT INTO participation_comment (perimeter_id, contribution_id, state, name, text, language, created_at, updated_at)
  SELECT %(perimeter)s, (%(about)s::bigint[])[1 + n %% cardinality(%(about)s)], %(state)s, '', 'Comment ' || n, 'fr',
         now() - n * interval '1 second', now()
    FROM generate_series(1, %(count)s) n RETURNING id, created_at)
INSERT INTO participation_flag (perimeter_id, participant_id, comment_id, reason, text, created_at)
SELECT %(perimeter)s, %(who)s, id, 'spam', '', created_at FROM made WHERE %(state)s = 'published'
"""


@transaction.atomic
def written(slug: str, waiting: int) -> Perimeter:
    """Return a perimeter with so many rows that wait. Triggers are left out: nothing read here comes of them."""
    perimeter, version, (theme,) = ground(slug, slug[:3].upper(), themes=1)
    who = Participant.objects.create(perimeter=perimeter)
    facts = {"perimeter": perimeter.pk, "version": version.pk, "theme": theme, "who": who.pk}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        public = {**facts, "state": "received", "prefix": "P", "age": 400, "count": PUBLIC}
        cursor.execute(CONTRIBUTIONS, public)
        cursor.execute(
            CONTRIBUTIONS, {**facts, "state": "pending", "prefix": "W", "age": 0, "count": waiting * 8 // 10}
        )
        about = Contribution.objects.filter(perimeter=perimeter, state="received").values_list("pk", flat=True)
        for state in ("pending", "published"):
            cursor.execute(COMMENTS, {**facts, "about": list(about), "state": state, "count": waiting // 10})
    return perimeter


def prepared(slug: str, waiting: int) -> Perimeter:
    """Return the perimeter, written where it is not there yet."""
    found = Perimeter.objects.filter(slug=slug).first()
    if found is None:
        begun = time.perf_counter()
        found = written(slug, waiting)
        print(f"{waiting} rows written in {time.perf_counter() - begun:.0f} s", flush=True)
    return found


def moderator(perimeter: Perimeter) -> Client:
    """Return the browser of somebody who moderates this perimeter alone."""
    user, _new = User.objects.get_or_create(username=f"{perimeter.slug}@bench.invalid", defaults={"is_staff": True})
    Membership.objects.get_or_create(user=user, perimeter=perimeter, defaults={"role": Role.MODERATOR})
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def asked_ms(client: Client, address: str) -> float:
    """Return how long one whole request takes."""
    begun = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - begun) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=100_000)
    asked = parser.parse_args()
    places = [prepared(f"few-{asked.few}", asked.few), prepared(f"many-{asked.many}", asked.many)]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    clients = [moderator(place) for place in places]
    pages = {
        "queue": ["/admin/moderation/"] * 2,
        "public list": [f"/api/v1/perimeters/{place.slug}/contributions/" for place in places],
    }
    for name, addresses in pages.items():
        took: list[list[float]] = [[], []]
        for turn in range(ROUNDS + 3):
            for of, (client, address) in enumerate(zip(clients, addresses, strict=True)):
                one = asked_ms(client, address)
                if turn >= 3:  # the first wake caches
                    took[of].append(one)
        few, many = (statistics.median(one) for one in took)
        print(f"{name}: {asked.few} waiting {few:.1f} ms, {asked.many} waiting {many:.1f} ms, {many / few:.2f} times")


if __name__ == "__main__":
    main()
