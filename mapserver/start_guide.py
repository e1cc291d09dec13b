"""What the start page of the back office says: what stands, what is next, what waits."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from participation.backlog import backlog_in, backlog_lines
from participation.models import Consultation
from perimeter_data.models import Perimeter, PerimeterVersion, VersionState
from perimeter_data.powers import Power, has_power, perimeters_where
from perimeter_data.selectors import published_zonings


@dataclass(slots=True)
class Step:
    """One step of the path: walked, now or later."""

    title: str | Promise
    done: bool
    text: str | Promise = ""
    links: list[tuple[str, str | Promise]] = field(default_factory=list)
    optional: bool = False
    state: str = "later"
    snippets: list[tuple[str | Promise, str]] = field(default_factory=list)


def guide(request: HttpRequest) -> dict[str, Any]:
    """Return what the start page shows: the perimeters to choose from, one perimeter's path, and what waits there."""
    user: Any = request.user
    perimeters = list(perimeters_where(user, Power.VIEW))
    asked = request.GET.get("perimeter")
    chosen = next((perimeter for perimeter in perimeters if perimeter.slug == asked), None)
    chosen = chosen or (perimeters[0] if perimeters else None)
    found: dict[str, Any] = {
        "perimeters": perimeters,
        "perimeter": chosen,
        "may_create": user.is_superuser,
        "is_alone": not perimeters and not user.is_superuser,
    }
    if chosen is None:
        return found
    if has_power(user, Power.ADMINISTER, chosen.pk):
        found["steps"] = path_of(chosen, request.build_absolute_uri("/").rstrip("/"))
    found["waiting"] = waiting(user, chosen)
    found["pages"] = [
        (reverse("planner", args=[chosen.slug]), _("Map, figures and lists")),
        (reverse("citizen-page", args=[chosen.slug]), _("The residents’ map")),
    ]
    return found


def path_of(perimeter: Perimeter, origin: str) -> list[Step]:
    """Return the path of a perimeter from its boundary to the town's site; the first unwalked step is now."""
    boundary = perimeter.versions.filter(state=VersionState.PUBLISHED).defer("boundary", "accepted").first()
    steps = [
        _boundary_step(perimeter, boundary),
        _zoning_step(perimeter),
        _themes_step(perimeter),
        _consultation_step(perimeter),
        _site_step(perimeter, origin),
    ]
    for step in steps:
        step.state = "walked" if step.done else "later"
    now = next((step for step in steps if not step.done and not step.optional), None)
    if now is not None:
        now.state = "now"
    if boundary is None:  # nothing can be shown on a site yet
        steps[-1].snippets, steps[-1].links = [], []
    return steps


def _add(model: str, perimeter: Perimeter) -> str:
    return f"{reverse(f'admin:{model}_add')}?perimeter={perimeter.slug}"


def _list(model: str, perimeter: Perimeter, query: str = "") -> str:
    return f"{reverse(f'admin:{model}_changelist')}?perimeter__id__exact={perimeter.pk}{query}"


def _boundary_step(perimeter: Perimeter, boundary: PerimeterVersion | None) -> Step:
    upload = (_add("perimeter_data_perimeterversion", perimeter), _("Upload a boundary"))
    if boundary is not None:
        area = formats.number_format(round(boundary.area_km2, 1), 1, use_l10n=True, force_grouping=True)
        since = formats.date_format(timezone.localtime(boundary.published_at), "SHORT_DATE_FORMAT")
        see = (reverse("admin:perimeter_data_perimeterversion_change", args=[boundary.pk]), _("See it on the map"))
        text: str | Promise = _("%(area)s km², in force since %(date)s.") % {"area": area, "date": since}
        return Step(_("The boundary is published"), True, text, [see, upload])
    draft = perimeter.versions.filter(state=VersionState.DRAFT).only("pk", "perimeter_id").first()
    if draft is not None:
        see = (reverse("admin:perimeter_data_perimeterversion_change", args=[draft.pk]), _("Look at the draft"))
        return Step(_("Publish the boundary"), False, _("A draft is here. Nobody sees it yet."), [see, upload])
    text = _("The file your planning office has: GeoJSON, GeoPackage or zipped shapefile.")
    return Step(_("Upload the boundary"), False, text, [upload])


def _zoning_step(perimeter: Perimeter) -> Step:
    upload = (_add("perimeter_data_zoning", perimeter), _("Upload a zoning"))
    names = [str(zoning.name.get(perimeter.default_language, zoning.slug)) for zoning in published_zonings(perimeter)]
    if names:
        return Step(_("The zones are there"), True, ", ".join(names), [upload], optional=True)
    text = _("Communes or neighbourhoods: with them you read counts per zone. It can come later.")
    return Step(_("Upload a zoning"), False, text, [upload], optional=True)


def _themes_step(perimeter: Perimeter) -> Step:
    names = [str(theme) for theme in perimeter.themes.all()]
    link = (_list("participation_theme", perimeter), _("Look at the themes"))
    if names:
        return Step(_("The themes are chosen"), True, ", ".join(names), [link])
    text = _("A new perimeter is given four within a few seconds. You can change them.")
    return Step(_("Choose the themes"), False, text, [link])


def _consultation_step(perimeter: Perimeter) -> Step:
    opens = (_add("participation_consultation", perimeter), _("Open a consultation"))
    rows = perimeter.consultations.prefetch_related(Prefetch("phases")).exclude(state=Consultation.State.CLOSED)
    drafts = [row for row in rows if row.state == Consultation.State.DRAFT]
    now = timezone.now()
    for row in rows:
        ends = [phase.ends_at for phase in row.phases.all() if phase.ends_at > now]
        if row.state == Consultation.State.PUBLISHED and ends:
            see = (reverse("admin:participation_consultation_change", args=[row.pk]), _("Dates and texts"))
            date = formats.date_format(timezone.localtime(max(ends)), "SHORT_DATE_FORMAT")
            text = _("%(title)s, until %(date)s.") % {"title": row, "date": date}
            return Step(_("A consultation is open"), True, text, [see])
    if drafts:
        see = (reverse("admin:participation_consultation_change", args=[drafts[0].pk]), _("Look at the draft"))
        return Step(_("Publish the consultation"), False, _("A draft is here. Nobody sees it yet."), [see])
    return Step(_("Open a consultation"), False, _("Its texts, its themes, and from when to when."), [opens])


def _site_step(perimeter: Perimeter, origin: str) -> Step:
    name = escape(str(perimeter))
    element = (
        f'<script type="module" src="{origin}/embed/agorama.js"></script>\n'
        f'<agorama-map perimeter="{perimeter.slug}" lang="{perimeter.default_language}"></agorama-map>\n'
        f'<noscript><a href="{origin}/p/{perimeter.slug}/">{name}</a></noscript>'
    )
    frame = (
        f'<iframe src="{origin}/embed/{perimeter.slug}/"\n'
        f'  title="{name}" width="100%" height="640"\n'
        f'  loading="lazy" allow="geolocation"></iframe>'
    )
    step = Step(_("Put the map on your town’s site"), False, _("Paste these three lines into a page."))
    step.snippets = [(_("As part of the page"), element), (_("As a frame, where scripts are not allowed"), frame)]
    step.links = [(f"/p/{perimeter.slug}/", _("See the map"))]
    return step


def waiting(user: Any, perimeter: Perimeter) -> list[tuple[str, str]]:
    """Return (address, sentence) of what waits for this person here; of an agent's department alone, where one is."""
    own, moderates = None, has_power(user, Power.MODERATE, perimeter.pk)
    if not moderates:
        own = list(user.departments.filter(perimeter=perimeter).values_list("pk", flat=True)) or None
    found = backlog_in([perimeter.pk], own)[perimeter.pk]
    return backlog_lines(perimeter, found, mine=own is not None, moderates=moderates)
