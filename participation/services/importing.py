"""Contributions by the thousand, from a file: one transaction, the perimeter checked set by set, repeatable.

A row is known again by its source id: the mapped `id` field, else a digest of what it says and where. Importing the
same file twice changes nothing; a changed row of the same id is updated.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.summary import Summary, write_refused
from core.text import clean_text
from participation.models import Theme
from participation.services.moments import read_moment
from participation.services.zones import assign_zones
from perimeter_data.models import Perimeter
from perimeter_data.reading import REASONS, Feature, FeatureTable
from perimeter_data.selectors import published_version

TITLE_LENGTH = 160
TEXT_LENGTH = 5000
MAPPABLE = ("title", "text", "theme", "created", "id", "language")
MESSAGES = {
    "outside_perimeter": _("It lies outside the area."),
    "control_characters": _("The text holds characters that cannot be shown."),
    "unknown_theme": _("Its theme is not known here; it was taken without one."),
    "bad_date": _("Its date cannot be read; today's was taken."),
    "shortened": _("Its words are longer than fits and were shortened."),
}

CREATE = """
DROP TABLE IF EXISTS pg_temp.incoming;
CREATE TEMP TABLE incoming (
  number integer, source_id text, title text, body text, theme_id bigint, language text,
  created_at timestamptz, position geometry(Point, 4326)) ON COMMIT DROP
"""
COPY = "COPY incoming (number, source_id, title, body, theme_id, language, created_at, position) FROM STDIN"
REFUSE_OUTSIDE = """
DELETE FROM incoming i WHERE NOT EXISTS (
  SELECT FROM perimeter_data_perimeterpiece p
   WHERE p.version_id = %(version)s AND ST_Covers(p.geom, i.position)) RETURNING i.number
"""
DROP_REPEATED = """
DELETE FROM incoming i USING incoming first
 WHERE first.source_id = i.source_id AND first.number < i.number
"""
SAME = """
 c.perimeter_id = %(perimeter)s AND c.source = %(source)s AND c.source_id = i.source_id
"""
DIFFERS = """
 (c.title, c.text, c.theme_id, c.position) IS DISTINCT FROM (i.title, i.body, i.theme_id, i.position)
"""
COUNT_UNCHANGED = f"SELECT count(*) FROM incoming i JOIN participation_contribution c ON {SAME} WHERE NOT {DIFFERS}"
UPDATE = f"""
UPDATE participation_contribution c
   SET title = i.title, text = i.body, theme_id = i.theme_id, position = i.position,
       perimeter_version_id = %(version)s, outside_version_id = NULL, updated_at = now()
  FROM incoming i WHERE {SAME} AND {DIFFERS} RETURNING c.id
"""
INSERT = f"""
INSERT INTO participation_contribution
  (perimeter_id, perimeter_version_id, position, created_at, updated_at, kind, theme_id, state, title, text, language,
   anchor, position_source, channel, source, source_id)
SELECT %(perimeter)s, %(version)s, i.position, i.created_at, now(), %(kind)s, i.theme_id, %(state)s, i.title, i.body,
       i.language, 'exact', 'coordinates', 'import', %(source)s, i.source_id
  FROM incoming i
 WHERE NOT EXISTS (SELECT FROM participation_contribution c WHERE {SAME}) ORDER BY i.number RETURNING id
"""
APPEND = """
INSERT INTO core_change (kind, perimeter_id, target_type, target_id, payload, created_at)
SELECT %s, %s, 'contribution', id, jsonb_build_object('state', %s::text), now() FROM unnest(%s::bigint[]) AS id
"""


@dataclass(slots=True)
class ImportOrder:
    """What to do with a table of points. `fields` maps title, text, theme, created, id, language to field names."""

    table: FeatureTable
    name: str
    kind: str = "report"
    state: str = "received"
    source: str = "import"
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Row:
    number: int
    source_id: str
    title: str | None
    text: str
    theme_id: int | None
    language: str
    created_at: datetime
    wkb: str


class _Reading:
    """Features → rows, with what was said of each."""

    def __init__(self, perimeter: Perimeter, order: ImportOrder) -> None:
        self.language = perimeter.default_language
        self.languages = set(perimeter.languages)
        self.themes = {word.casefold(): theme.pk for theme in perimeter.themes.all() for word in _names(theme)}
        self.fields = {role: order.table.field(name) for role, name in order.fields.items()}
        self.told: dict[str, int] = {}
        self.refused: dict[int, str] = {}

    def rows(self, features: Sequence[Feature]) -> Iterator[_Row]:
        """Yield the rows that can be stored; remember why others cannot."""
        for feature in features:
            try:
                yield self._row(feature)
            except DomainError as error:
                self.refused[feature.number] = error.code

    def _row(self, feature: Feature) -> _Row:
        title = self._text(feature, "title", TITLE_LENGTH)
        text = self._text(feature, "text", TEXT_LENGTH)
        position = feature.geometry
        given = self._value(feature, "id")
        facts = [title, text, self._value(feature, "created"), position.x, position.y]
        return _Row(
            number=feature.number,
            source_id=clean_text(str(given))[:120] if given not in (None, "") else _digest(facts),
            title=title or None,
            text=text,
            theme_id=self._theme(feature),
            language=self._language(feature),
            created_at=self._created(feature),
            wkb=position.wkb_hex,
        )

    def _value(self, feature: Feature, role: str) -> Any:
        return feature.attributes.get(self.fields[role]) if role in self.fields else None

    def _text(self, feature: Feature, role: str, length: int) -> str:
        value = self._value(feature, role)
        text = clean_text(str(value)) if value is not None else ""
        if len(text) > length:
            self._tell("shortened")
        return text[:length]

    def _theme(self, feature: Feature) -> int | None:
        value = self._value(feature, "theme")
        if value in (None, ""):
            return None
        found = self.themes.get(str(value).strip().casefold())
        if found is None:
            self._tell("unknown_theme")
        return found

    def _language(self, feature: Feature) -> str:
        value = str(self._value(feature, "language") or "").strip().lower()[:2]
        return value if value in self.languages else self.language

    def _created(self, feature: Feature) -> datetime:
        value = self._value(feature, "created")
        if value in (None, ""):
            return timezone.now()
        found = read_moment(value)
        if found is None:
            self._tell("bad_date")
        return found or timezone.now()

    def _tell(self, code: str) -> None:
        self.told[code] = self.told.get(code, 0) + 1


def _names(theme: Theme) -> list[str]:
    return [theme.slug, *theme.name.values()]


def _digest(facts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()[:40]


def import_contributions(
    *, perimeter: Perimeter, order: ImportOrder, progress: Callable[[int, int], None] | None = None
) -> Summary:
    """Store the points of a table as contributions; all of them that can be, or, on a fault, none."""
    reading = _Reading(perimeter, order)
    report = order.table.report
    summary = Summary(read=report.read, repaired=len({reason.number for reason in report.repaired}))
    with transaction.atomic():
        _store(perimeter, order, reading, summary, progress or (lambda done, total: None))
    _tell_reasons(order, reading, summary)
    return summary


def _store(
    perimeter: Perimeter,
    order: ImportOrder,
    reading: _Reading,
    summary: Summary,
    progress: Callable[[int, int], None],
) -> None:
    values: dict[str, Any] = {
        "perimeter": perimeter.pk,
        "version": published_version(perimeter).pk,
        "source": order.source,
        "kind": order.kind,
        "state": order.state,
    }
    total = len(order.table.features)
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        with cursor.copy(COPY) as copy:
            for done, row in enumerate(reading.rows(order.table.features), start=1):
                copy.write_row(
                    (
                        row.number,
                        row.source_id,
                        row.title,
                        row.text,
                        row.theme_id,
                        row.language,
                        row.created_at,
                        row.wkb,
                    )
                )
                if done % 1000 == 0:
                    progress(done, total)
        cursor.execute("ANALYZE incoming")
        cursor.execute(REFUSE_OUTSIDE, values)
        reading.refused |= {number: "outside_perimeter" for (number,) in cursor.fetchall()}
        cursor.execute(DROP_REPEATED)
        summary.duplicates = cursor.rowcount
        cursor.execute(COUNT_UNCHANGED, values)
        summary.unchanged = cursor.fetchone()[0]
        cursor.execute(UPDATE, values)
        updated = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(INSERT, values)
        inserted = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(APPEND, ["contribution.updated", perimeter.pk, order.state, updated])
        cursor.execute(APPEND, ["contribution.submitted", perimeter.pk, order.state, inserted])
    assign_zones(perimeter_id=perimeter.pk, contribution_ids=[*updated, *inserted])
    summary.updated, summary.imported = len(updated), len(inserted)
    progress(total, total)


def _tell_reasons(order: ImportOrder, reading: _Reading, summary: Summary) -> None:
    report = order.table.report
    refused: list[tuple[int, str, dict[str, Any]]] = [
        (reason.number, reason.code, reason.attributes or {}) for reason in report.refused
    ]
    by_number = {feature.number: feature.attributes for feature in order.table.features}
    refused += [(number, code, by_number[number]) for number, code in reading.refused.items()]
    summary.refused = len(refused)
    sentences = {**REASONS, **MESSAGES}
    counts = reading.told | report.counts()
    for code in reading.refused.values():
        counts[code] = counts.get(code, 0) + 1
    for code, count in sorted(counts.items()):
        summary.tell(code, sentences.get(code, code), count)
    if refused:
        header = ["number", "reason", "sentence", *report.fields]
        summary.refused_file = write_refused(
            order.name,
            header,
            ([n, code, str(sentences[code]), *(row.get(name) for name in report.fields)] for n, code, row in refused),
        )
