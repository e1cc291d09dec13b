"""What came of contributions and projects: built, on its way, not taken up, with the answer and a picture of each."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from core.i18n import current_language, language_of, translated
from frontend_embed.media import illustration
from participation.filters import ContributionFilter
from participation.headlines import headline
from participation.models import AttachmentKind, Contribution, Proposal, Step
from participation.selectors import public_attachments, public_contributions, public_proposals
from participation.states import PUBLIC_STATES, ContributionState, ProposalState
from participation.zone_names import zone_names
from perimeter_data.models import Perimeter, ZoningVersion

S, P = ContributionState, ProposalState
ANSWERS = Step.objects.filter(state__in=PUBLIC_STATES).exclude(text={})
# What is read of each; the rest is a filter away.
SHOWN = 12


def outcomes(perimeter: Perimeter, f: ContributionFilter) -> list[dict[str, Any]]:
    """Return the sections, each with how many there are and the newest of them."""
    sections = (
        ("built", _("Done"), (S.DONE,), (P.DONE,)),
        ("coming", _("On its way"), (S.PLANNED, S.IN_PROGRESS), (P.PLANNED, P.IN_PROGRESS)),
        ("declined", _("Not taken up, and why"), (S.DECLINED,), (P.DECLINED,)),
    )
    return [
        {"id": key, "title": title, **_section(perimeter, f, said, projects)} for key, title, said, projects in sections
    ]


def _section(perimeter: Perimeter, f: ContributionFilter, said: Any, projects: Any) -> dict[str, Any]:
    contributions = public_contributions(perimeter, f).filter(state__in=said)
    proposals = public_proposals(perimeter, f).filter(state__in=projects)
    # What was answered tells more: it comes first.
    rows = contributions.annotate(told=Exists(ANSWERS.filter(contribution=OuterRef("pk"))))
    shown = rows.select_related("theme", "category").defer("search").order_by("-told", "-updated_at", "-id")[:SHOWN]
    entries = [*_projects(perimeter, proposals[:SHOWN]), *_said(perimeter, shown)]
    return {"count": contributions.count() + proposals.count(), "entries": entries}


def _said(perimeter: Perimeter, found: Iterable[Contribution]) -> list[dict[str, Any]]:
    rows = list(found)
    ids = [row.pk for row in rows]
    zones, photos, answers = zone_names("contribution", ids), public_attachments("contribution", ids), _answers(ids)
    entries = []
    for row in rows:
        step = answers.get(row.pk)
        picture = _picture(photos.get(row.pk, []), row.language)
        entries.append(
            {
                **_entry(perimeter, row, "contribution-page", zones, picture),
                "kind": str(row.get_kind_display()).capitalize(),
                "title": headline(row),
                "language": row.language if row.title else current_language(),
                "answer": translated(step.text, row.language) if step else "",
                "answer_language": language_of(step.text, row.language) if step else "",
                "at": step.created_at if step else None,
            }
        )
    return entries


def _projects(perimeter: Perimeter, found: Iterable[Proposal]) -> list[dict[str, Any]]:
    rows = list(found)
    zones, default = zone_names("proposal", [row.pk for row in rows]), perimeter.default_language
    entries = []
    for row in rows:
        entries.append(
            {
                **_entry(perimeter, row, "proposal-page", zones, illustration(row, default)),
                "kind": _("Project"),
                "title": translated(row.title, default),
                "language": language_of(row.title, default),
                "answer": translated(row.summary, default),
                "answer_language": language_of(row.summary, default),
                "at": None,
            }
        )
    return entries


def _entry(
    perimeter: Perimeter, row: Contribution | Proposal, route: str, zones: dict[int, str], picture: Any
) -> dict[str, Any]:
    return {
        "of": row,
        "url": f"{reverse(route, args=[perimeter.slug, row.pk])}?lang={current_language()}",
        "zone": zones.get(row.pk, ""),
        "picture": picture,
    }


def _picture(rows: Iterable[Any], language: str) -> dict[str, str] | None:
    """Return the first picture."""
    for row in rows:
        if row.kind == AttachmentKind.PICTURE:
            return {"url": f"/media/{row.names[1]}", "alt": translated(row.words, language)}
    return None


def _answers(ids: list[int]) -> dict[int, Step]:
    """Return {contribution id: the last step with an answer}: one query."""
    rows = ANSWERS.filter(contribution__in=ids).order_by("created_at", "id")
    return {step.contribution_id: step for step in rows}


def neighbourhoods(edition: ZoningVersion | None, numbers: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what was proposed, taken in hand and built in each neighbourhood, the most first."""
    zoning = edition.zoning.slug if edition else ""
    rows = [
        _counted(
            row["name"] or _("In no neighbourhood"), f"{zoning}:{row['zone']}" if row["zone"] else "", row["by_state"]
        )
        for row in numbers["zones"]
        if row["contributions"]
    ]
    return sorted(rows, key=lambda row: -row["proposed"])


def by_theme(perimeter: Perimeter, f: ContributionFilter) -> list[dict[str, Any]]:
    """Return the same of each theme, in their order."""
    found: dict[str, dict[str, int]] = {}
    counted = public_contributions(perimeter, f).order_by().values_list("theme__slug", "state").annotate(n=Count("pk"))
    for theme, state, n in counted:
        found.setdefault(theme or "", dict.fromkeys(PUBLIC_STATES, 0))[state] = n
    names = {one.slug: translated(one.name, perimeter.default_language) for one in perimeter.themes.all()}
    named = {**names, "": _("Without a theme")}
    return [_counted(name, slug, found[slug]) for slug, name in named.items() if slug in found]


def _counted(name: str, value: str, states: dict[str, int]) -> dict[str, Any]:
    """Return a row of the table: `value` is what the filter asks for."""
    return {
        "name": name,
        "value": value,
        "proposed": sum(states.values()),
        "coming": states[S.PLANNED] + states[S.IN_PROGRESS],
        "done": states[S.DONE],
        "declined": states[S.DECLINED],
    }
