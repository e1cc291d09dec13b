"""The filter object as conditions on contributions and proposals."""

from datetime import timedelta
from typing import Any, TypeVar

from django.contrib.gis.geos import Polygon
from django.db.models import (
    BooleanField,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Manager,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Participant
from core.errors import InvalidParameter
from layers.models import LayerFeature, LayerKind, PlanZone
from layers.selectors import public_layers
from participation.filters import LAYER, ContributionFilter, Near
from participation.models import (
    Anchor,
    Category,
    Channel,
    Consultation,
    Contribution,
    Proposal,
    Results,
    Step,
    Theme,
    Vote,
    ZoneAssignment,
)
from participation.states import ContributionState
from perimeter_data.models import Perimeter, VersionState, Zone

P = TypeVar("P", Contribution, Proposal)
N = TypeVar("N", bound=Model)

NEAR = """
"{table}"."position" && ST_Expand(ST_SetSRID(ST_Point(%s, %s), 4326),
                                  %s / 110500.0 / greatest(cos(radians(%s)), 0.01), %s / 110500.0)
AND ST_DWithin("{table}"."position"::geography, ST_SetSRID(ST_Point(%s, %s), 4326)::geography, %s)
"""
# Of rows that come with their last step.
REOPENED = Q(state=ContributionState.UNDER_REVIEW, last_by_author=True)
# A reader's words in any of the languages, without accents; one text has one language.
QUERY = " || ".join(
    f"websearch_to_tsquery('pg_catalog.{config}', agorama_unaccent(%s))"
    for config in ("french", "italian", "english", "simple")
)


def _condition(sql: str, params: list[Any]) -> RawSQL:
    return RawSQL(f"({sql})", params, output_field=BooleanField())  # noqa: S611 - the SQL is ours, the values are parameters


def within(table: str, near: Near) -> RawSQL:
    """Return the condition: not further from a point than distance_m, in geographic metres."""
    return _condition(
        NEAR.format(table=table),
        [near.lon, near.lat, near.distance_m, near.lat, near.distance_m, near.lon, near.lat, near.distance_m],
    )


def vote_count(target: str, choice: str) -> Any:
    """Return a subquery expression: the votes of one choice on the outer target, read from the ledger.

    None where its consultation hides them: no order may tell.
    """
    votes = Vote.objects.filter(**{f"{target}_id": OuterRef("pk")}, choice=choice).order_by().values(target)
    votes = votes.exclude(**{f"{target}__consultation__results": Results.HIDDEN})
    return Subquery(votes.annotate(n=Count("*")).values("n"), output_field=IntegerField())


def known_ids(model: type[Model], perimeter: Perimeter, slugs: tuple[str, ...], parameter: str) -> list[int]:
    """Return the ids of the perimeter's rows with these slugs; raise `InvalidParameter` for one that is not there."""
    found = dict(model._default_manager.filter(perimeter=perimeter, slug__in=slugs).values_list("slug", "pk"))
    unknown = [slug for slug in slugs if slug not in found]
    if unknown:
        raise InvalidParameter(parameter=parameter, value=unknown[0], code=f"unknown_{parameter}")
    return list(found.values())


def named(rows: Manager[N], slug: str, parameter: str) -> N | None:
    """Return the row with this slug, None for an empty one; raise `InvalidParameter` for one that is not there."""
    if not slug:
        return None
    found = rows.filter(slug=slug).first()
    if found is None:
        raise InvalidParameter(parameter=parameter, code=f"unknown_{parameter}")
    return found


def in_zones(
    queryset: QuerySet[P], perimeter: Perimeter, zones: tuple[tuple[str, str], ...], target: str
) -> QuerySet[P]:
    """Keep targets that count in one of the zones or features; raise `InvalidParameter` for an unknown one."""
    of_layers = [(name.removeprefix(LAYER), code) for name, code in zones if name.startswith(LAYER)]
    wanted = Q()
    for slug, code in of_layers:
        wanted |= _in_feature(perimeter, slug, code, target)
    asked = [(name, code) for name, code in zones if not name.startswith(LAYER)]
    if asked:
        assigned = ZoneAssignment.objects.filter(
            **{f"{target}_id": OuterRef("pk")}, zone_id__in=_zone_ids(perimeter, asked)
        )
        wanted |= Q(Exists(assigned))
    return queryset.filter(wanted)


def _zone_ids(perimeter: Perimeter, asked: list[tuple[str, str]]) -> list[int]:
    named = Q()
    for zoning, code in asked:
        named |= Q(version__zoning__slug=zoning, code=code)
    rows = Zone.objects.filter(named, version__state=VersionState.PUBLISHED, version__zoning__perimeter=perimeter)
    ids = list(rows.values_list("pk", flat=True))
    if len(ids) != len(asked):
        raise InvalidParameter(parameter="zone", code="unknown_zone")
    return ids


# In the feature, and in none with a lower key: each counts once.
IN_FEATURE = """
ST_Covers((SELECT geom FROM {table} WHERE id = %s), {target}.position)
AND NOT EXISTS (SELECT FROM {table} lower WHERE lower.layer_id = %s AND lower.id < %s
                   AND ST_Covers(lower.geom, {target}.position))
"""


def _in_feature(perimeter: Perimeter, slug: str, code: str, target: str) -> Q:
    layer = public_layers(perimeter).filter(slug=slug).first()
    features: Any = PlanZone if layer is not None and layer.kind == LayerKind.PLAN else LayerFeature
    key = int(code) if code.isascii() and code.isdigit() and len(code) < 19 else 0
    if layer is None or not features.objects.filter(layer=layer, pk=key).exists():
        raise InvalidParameter(parameter="zone", code="unknown_zone")
    sql = IN_FEATURE.format(target=f'"participation_{target}"', table=features._meta.db_table)
    placed_there = Q(_condition(sql, [key, layer.pk, key]))
    return placed_there & ~Q(anchor=Anchor.ZONE) if target == "contribution" else placed_there


def placed(queryset: QuerySet[P], perimeter: Perimeter, f: ContributionFilter, target: str) -> QuerySet[P]:
    """Apply the part of the filter that contributions and proposals share."""
    if f.theme:
        queryset = queryset.filter(theme_id__in=known_ids(Theme, perimeter, f.theme, "theme"))
    if f.consultation:
        queryset = queryset.filter(
            consultation_id__in=known_ids(Consultation, perimeter, f.consultation, "consultation")
        )
    if f.zone:
        queryset = in_zones(queryset, perimeter, f.zone, target)
    if f.since:
        queryset = queryset.filter(created_at__gte=f.since)
    if f.until:
        queryset = queryset.filter(created_at__lt=f.until)
    if f.bbox:
        queryset = queryset.filter(position__intersects=_rectangle(f.bbox))
    if f.near:
        queryset = queryset.filter(within(f"participation_{target}", f.near))
    return queryset


def _rectangle(bbox: tuple[float, float, float, float]) -> Polygon:
    rectangle = Polygon.from_bbox(bbox)
    rectangle.srid = 4326
    return rectangle


def contributions(
    queryset: QuerySet[Contribution], perimeter: Perimeter, f: ContributionFilter
) -> QuerySet[Contribution]:
    """Apply the whole filter but `mine` and `voted`."""
    queryset = placed(queryset, perimeter, f, "contribution")
    if f.kind:
        queryset = queryset.filter(kind__in=f.kind)
    if f.state:
        queryset = queryset.filter(state__in=f.state)
    if f.language:
        queryset = queryset.filter(language__in=f.language)
    if f.channel:
        queryset = queryset.filter(channel__in=f.channel)
    if f.category:
        queryset = queryset.filter(category_id__in=known_ids(Category, perimeter, f.category, "category"))
    return saying(queryset, f.q) if f.q else queryset


def voted(queryset: QuerySet[P], target: str, participant: Participant) -> QuerySet[P]:
    """Keep what a participant has a vote on, whatever the choice (indexes vote_unique_…)."""
    return queryset.filter(Exists(Vote.objects.filter(participant=participant, **{target: OuterRef("pk")})))


def without_answer(queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Keep what has been received or waits to be read, without any answer."""
    return queryset.filter(_without_answer())


def _without_answer() -> Q:
    answers = Step.objects.filter(contribution=OuterRef("pk")).exclude(text={})
    states = (ContributionState.PENDING, ContributionState.RECEIVED, ContributionState.ACKNOWLEDGED)
    return Q(~Exists(answers), state__in=states)


def unanswered(queryset: QuerySet[Contribution], days: int) -> QuerySet[Contribution]:
    """Keep what waits for its first answer for so many days, or since its author was not content with one."""
    before = timezone.now() - timedelta(days=days)
    first = _without_answer() & Q(created_at__lt=before)
    return with_last_step(queryset).filter(first | REOPENED & Q(last_at__lt=before))


def with_last_step(queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Say when the last step was taken (`last_at`), and whether its author took it (`last_by_author`)."""
    last = Step.objects.filter(contribution=OuterRef("pk")).order_by("-created_at", "-id")
    return queryset.annotate(
        last_at=Subquery(last.values("created_at")[:1]), last_by_author=Subquery(last.values("by_author")[:1])
    )


def reopened(queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Keep what its author took up again, not content with the answer, and nobody has seen to since."""
    return with_last_step(queryset).filter(REOPENED)


def with_deadline(queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Say by when the first answer is due (`due_at`): as its category says, else its theme, else the perimeter."""
    days = Coalesce(F("category__answer_days"), F("theme__answer_days"), F("perimeter__answer_days"))
    span = Func(days, template="make_interval(days => %(expressions)s)", output_field=DurationField())
    return queryset.annotate(due_at=ExpressionWrapper(F("created_at") + span, output_field=DateTimeField()))


def past_deadline(queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Keep what should have had its first answer by now; what a file brought was answered where it came from."""
    rows = with_deadline(without_answer(queryset)).exclude(channel=Channel.IMPORT)
    return rows.filter(Q(due_at__lt=timezone.now()))


def over_threshold(queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Keep those with as many votes for them as their consultation asks for; none whose votes are hidden."""
    asked = queryset.filter(consultation__threshold__isnull=False)
    return asked.annotate(supported=vote_count("contribution", "for")).filter(
        supported__gte=F("consultation__threshold")
    )


def late(queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Keep those whose last step promised news by a day that has passed, and which are not at their end."""
    last = Step.objects.filter(contribution=OuterRef("pk")).order_by("-created_at", "-id").values("news_by")[:1]
    ended = (ContributionState.DONE, ContributionState.DECLINED, ContributionState.REJECTED, ContributionState.HIDDEN)
    rows = queryset.filter(steps__news_by__lt=timezone.localdate()).exclude(state__in=(*ended, "withdrawn", "merged"))
    return rows.annotate(promised=Subquery(last)).filter(promised__lt=timezone.localdate()).distinct()


def saying(queryset: QuerySet[Contribution], words: str) -> QuerySet[Contribution]:
    """Keep contributions with these words, or this ref."""
    matches = _condition(f'"participation_contribution"."search" @@ ({QUERY})', [words] * 4)
    return queryset.filter(Q(matches) | Q(ref=words.upper()))


def proposals(queryset: QuerySet[Proposal], perimeter: Perimeter, f: ContributionFilter) -> QuerySet[Proposal]:
    """Apply what of the filter means something for proposals; q looks into titles of every language."""
    queryset = placed(queryset, perimeter, f, "proposal")
    if f.q:
        title = _condition(
            "agorama_unaccent(participation_proposal.title::text) ILIKE '%%' || agorama_unaccent(%s) || '%%'", [f.q]
        )
        queryset = queryset.filter(Q(title) | Q(ref=f.q.upper()))
    return queryset
