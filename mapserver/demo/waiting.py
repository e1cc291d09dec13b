"""What waits for the demo's moderators: contributions and comments to read, and what readers flagged."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.contrib.gis.geos import Point
from django.utils import timezone

from accounts.models import Participant
from mapserver.demo.debate import SRID, moment
from mapserver.demo.files import read_json
from participation.models import Comment, Consultation, Contribution, Flag
from participation.services.zones import assign_zones
from participation.states import CommentState, ContributionState
from perimeter_data.selectors import published_version


def load_waiting(consultation: Consultation, contributions: list[Contribution], authors: Iterator[Participant]) -> int:
    """Fill the queue; return how many wait."""
    told, now, perimeter = read_json("waiting.json"), timezone.now(), consultation.perimeter
    themes = {theme.slug: theme for theme in perimeter.themes.all()}
    made = Contribution.objects.bulk_create(
        Contribution(
            perimeter=perimeter,
            perimeter_version=published_version(perimeter),
            participant=next(authors),
            consultation=consultation,
            theme=themes[row["theme"]],
            position=Point(row["lon"], row["lat"], srid=SRID),
            state=ContributionState.PENDING,
            created_at=moment(now, row),
            **{name: row[name] for name in ("kind", "title", "text", "language")},
        )
        for row in told["contributions"]
    )
    assign_zones(perimeter_id=perimeter.pk, contribution_ids=[one.pk for one in made])
    newest = sorted(contributions, key=lambda one: one.created_at, reverse=True)
    for about, row in zip(newest, told["comments"], strict=False):
        said = Comment.objects.create(
            perimeter=perimeter,
            contribution=about,
            participant=next(authors),
            state=CommentState.PENDING,
            text=row["text"],
            language=row["language"],
        )
        Comment.objects.filter(pk=said.pk).update(created_at=now - timedelta(days=row["days_ago"]))
    flagged = [*islice(newest, 2, 4), Comment.objects.filter(perimeter=perimeter, state="published").latest("id")]
    for target, row in zip(flagged, told["flags"], strict=True):
        name = "comment" if isinstance(target, Comment) else "contribution"
        flag = Flag.objects.create(
            **{name: target}, perimeter=perimeter, participant=next(authors), reason=row["reason"], text=row["text"]
        )
        Flag.objects.filter(pk=flag.pk).update(created_at=now - timedelta(days=row["days_ago"], minutes=20))
    return len(made) + len(told["comments"]) + len(flagged)
