"""The columns of an export: flat, with names that stay (docs/formats.md), each a piece of one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.i18n import translated
from layers.models import LayerKind
from layers.selectors import public_layers
from participation.models import Channel, Kind
from participation.selectors import public_consultations
from participation.states import PUBLIC_STATES, ContributionState
from perimeter_data.models import Perimeter, VersionState, ZoningVersion

Row = tuple[Any, ...]
PUBLIC = ", ".join(f"'{state}'" for state in PUBLIC_STATES)
VOTES = """CASE WHEN con.results IS DISTINCT FROM 'hidden' THEN (
  SELECT count(*)::int FROM participation_vote v WHERE v.contribution_id = c.id AND v.choice = '{choice}') END"""
COMMENTS = """(
  SELECT count(*)::int FROM participation_comment m WHERE m.contribution_id = c.id AND m.state = 'published')"""
PHOTOS = """(
  SELECT count(*)::int FROM participation_attachment p WHERE p.contribution_id = c.id AND p.state = 'published')"""
ANSWERED = f"""(
  SELECT min(s.created_at) FROM participation_step s
   WHERE s.contribution_id = c.id AND s.text <> jsonb_build_object() AND s.state IN ({PUBLIC}))"""
UTC = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
ZONE = """(
  SELECT z.{what} FROM participation_zoneassignment a JOIN perimeter_data_zone z ON z.id = a.zone_id
   WHERE a.contribution_id = c.id AND a.zoning_version_id = {pk})"""
PLAN_ZONE = """CASE WHEN c.anchor <> 'zone' THEN (
  SELECT p.{what} FROM layers_planzone p WHERE p.id = (
    SELECT min(z.id + 0) FROM layers_planzone z WHERE z.layer_id = {pk} AND ST_Covers(z.geom, c.position))) END"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in every file, the SQL that fills it, its type, and what its codes mean where it has codes.

    A `datetime` comes as text in UTC, `2026-05-04T09:30:00Z`: only a GeoPackage knows more of it.
    """

    name: str
    sql: str
    type: type = str
    codes: Mapping[str, Any] | None = None
    label: str | Promise = ""
    is_zone: bool = False  # rows can be counted by it


STATES = {str(state): ContributionState(state).label for state in PUBLIC_STATES}
ALWAYS = (
    Column("id", "c.id", int, label=_("number in addresses")),
    Column("ref", "c.ref", label=_("reference")),
    Column("kind", "c.kind", codes=dict(Kind.choices), label=_("kind")),
    Column("theme", "t.slug", label=_("theme")),
    Column("category", "k.slug", label=_("category")),
    Column("consultation", "con.slug", label=_("consultation")),
    Column("state", "c.state", codes=STATES, label=_("state")),
    Column("title", "c.title", label=_("title")),
    Column("text", "c.text", label=_("text")),
    Column("language", "c.language", label=_("language")),
    Column("channel", "c.channel", codes={value: value for value in Channel.values}, label=_("channel")),
    Column("anchor", "c.anchor", label=_("exact, or somewhere in its zone")),
    Column("lon", "ST_X(c.position)", float, label=_("longitude")),
    Column("lat", "ST_Y(c.position)", float, label=_("latitude")),
    Column("created_at", UTC.format("c.created_at"), datetime, label=_("sent")),
    Column("answered_at", UTC.format(ANSWERED), datetime, label=_("first answer")),
    Column("comments", COMMENTS, int, label=_("comments")),
    Column("photos", PHOTOS, int, label=_("photos")),
    *(
        Column(f"votes_{choice}", VOTES.format(choice=choice), int, label=label)
        for choice, label in (("for", _("votes for")), ("against", _("votes against")), ("neutral", _("neutral votes")))
    ),
)

# Of all that is asked of authors, the one thing that is kept: where they want to hear, once they said so themselves.
AUTHOR_EMAIL = """(
  SELECT f.email FROM participation_follower f
   WHERE f.contribution_id = c.id AND f.is_author AND f.confirmed_at IS NOT NULL AND f.stopped_at IS NULL
   ORDER BY f.id LIMIT 1)"""
PERSONAL = (Column("author_email", AUTHOR_EMAIL, label=_("e-mail address of the author")),)


def columns_of(perimeter: Perimeter) -> list[Column]:
    """Return those of every perimeter, and two for each zoning and each public plan in force."""
    named: dict[str, QuerySet[Any]] = {
        "theme": perimeter.themes.all(),
        "category": perimeter.categories.all(),
        "consultation": public_consultations(perimeter).prefetch_related(None),
    }
    codes = {name: {row.slug: str(row) for row in rows} for name, rows in named.items()}
    found = [replace(column, codes=codes[column.name]) if column.name in codes else column for column in ALWAYS]
    editions = ZoningVersion.objects.filter(zoning__perimeter=perimeter, state=VersionState.PUBLISHED)
    for edition in editions.select_related("zoning").order_by("zoning__position", "zoning__slug"):
        name, word = f"name ->> '{perimeter.default_language}'", f"zone_{_word(edition.zoning.slug)}"
        title = translated(edition.zoning.name, perimeter.default_language)
        code_title = _("%(name)s, code") % {"name": title}
        found.append(Column(word, ZONE.format(what="code", pk=edition.pk), label=code_title))
        found.append(Column(f"{word}_name", ZONE.format(what=name, pk=edition.pk), label=title, is_zone=True))
    for layer in public_layers(perimeter).filter(kind=LayerKind.PLAN, version_of=None):
        word, title = f"plan_{_word(layer.slug)}", translated(layer.name, perimeter.default_language)
        type_title = _("%(name)s, type of zone") % {"name": title}
        found.append(Column(word, PLAN_ZONE.format(what="libelle", pk=layer.pk), label=title, is_zone=True))
        found.append(
            Column(f"{word}_type", PLAN_ZONE.format(what="typezone", pk=layer.pk), label=type_title, is_zone=True)
        )
    return found


def statement(columns: Sequence[Column], ids: str) -> str:
    """Return the SELECT of these columns of the contributions that `ids` selects, the oldest first."""
    listed = ",\n       ".join(f"{column.sql} AS {column.name}" for column in columns)
    return f"""
SELECT {listed}
  FROM participation_contribution c
  LEFT JOIN participation_theme t ON t.id = c.theme_id
  LEFT JOIN participation_category k ON k.id = c.category_id
  LEFT JOIN participation_consultation con ON con.id = c.consultation_id
 WHERE c.id IN ({ids}) ORDER BY c.id"""


def _word(slug: str) -> str:
    return slug.replace("-", "_")
