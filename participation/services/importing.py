"""Contributions by the thousand, from a file: one transaction, the perimeter checked set by set, repeatable.

A row is known again by its source id: the mapped `id` field, else a digest of what it says and where. Importing the
same file twice changes nothing; a changed row of the same id is updated, or left as it is. What says the same at the
same place under another id is counted, and taken or left as the order says.
"""

from collections.abc import Callable
from dataclasses import astuple
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from core import changes
from core.summary import Summary, write_refused
from participation.services.import_photos import PHOTO_MESSAGES, TAKEN, import_photos
from participation.services.import_rows import MESSAGES, ImportOrder, Reading
from participation.services.routing import route
from participation.services.zones import assign_zones
from perimeter_data.models import Perimeter
from perimeter_data.reading import REASONS
from perimeter_data.selectors import published_version

# How many of how many, and of what: "writing" rows, or "photos".
Progress = Callable[[int, int, str], None]
PORTION = 1000

COLUMNS = "number, source_id, title, body, theme_id, kind, state, language, created_at, position"
CREATE = """
DROP TABLE IF EXISTS pg_temp.incoming;
CREATE TEMP TABLE incoming (
  number integer, source_id text, title text, body text, theme_id bigint, kind text, state text, language text,
  created_at timestamptz, position geometry(Point, 4326),
  known_id bigint, differs boolean NOT NULL DEFAULT false, alike boolean NOT NULL DEFAULT false) ON COMMIT DROP
"""
COPY = f"COPY incoming ({COLUMNS}) FROM STDIN"
COVERS = """EXISTS (
  SELECT FROM perimeter_data_perimeterpiece p WHERE p.version_id = %(version)s AND ST_Covers(p.geom, {position}))"""
REFUSE_OUTSIDE = f"""
DELETE FROM incoming i WHERE NOT {COVERS.format(position="i.position")}
RETURNING i.number, {COVERS.format(position="ST_FlipCoordinates(i.position)")}
"""
DROP_REPEATED = """
DELETE FROM incoming i USING incoming first
 WHERE first.source_id = i.source_id AND first.number < i.number RETURNING i.number
"""
# What a moderator changed is not what the file says any more: the file does not change it back.
MARK_KNOWN = """
UPDATE incoming i
   SET known_id = c.id,
       differs = c.redacted_at IS NULL AND c.state <> 'merged'
             AND NOT EXISTS (SELECT FROM participation_moderationdecision d
                              WHERE d.contribution_id = c.id AND d.action IN ('move', 'theme'))
             AND (c.title, c.text, c.theme_id, c.position) IS DISTINCT FROM (i.title, i.body, i.theme_id, i.position)
  FROM participation_contribution c
 WHERE c.perimeter_id = %(perimeter)s AND c.source = %(source)s AND c.source_id = i.source_id
"""
# What says nothing is alike by its place alone, which is no reason to ask.
MARK_ALIKE = """
WITH speaking AS (SELECT * FROM incoming WHERE known_id IS NULL AND (title IS NOT NULL OR body <> '')),
alike AS (
  SELECT number FROM (
    SELECT number, row_number() OVER (PARTITION BY position, title, body ORDER BY number) AS place FROM speaking) ranked
   WHERE place > 1
  UNION
  SELECT s.number FROM speaking s JOIN participation_contribution c
      ON c.perimeter_id = %(perimeter)s AND c.position = s.position AND c.text = s.body
     AND c.title IS NOT DISTINCT FROM s.title)
UPDATE incoming i SET alike = true FROM alike WHERE i.number = alike.number
"""
COUNT = """
SELECT count(*) FILTER (WHERE known_id IS NOT NULL AND NOT differs), count(*) FILTER (WHERE differs),
       count(*) FILTER (WHERE known_id IS NULL AND NOT alike), count(*) FILTER (WHERE alike) FROM incoming
"""
UPDATE = """
UPDATE participation_contribution c
   SET title = i.title, text = i.body, theme_id = i.theme_id, position = i.position,
       perimeter_version_id = %(version)s, outside_version_id = NULL, updated_at = now()
  FROM incoming i WHERE c.id = i.known_id AND i.differs RETURNING c.id
"""
INSERT = """
INSERT INTO participation_contribution
  (perimeter_id, perimeter_version_id, position, created_at, updated_at, kind, theme_id, state, title, text, language,
   anchor, position_source, channel, source, source_id)
SELECT %(perimeter)s, %(version)s, i.position, i.created_at, now(), i.kind, i.theme_id, i.state, i.title, i.body,
       i.language, 'exact', 'coordinates', 'import', %(source)s, i.source_id
  FROM incoming i WHERE i.known_id IS NULL AND (%(take_alike)s OR NOT i.alike) ORDER BY i.number RETURNING id
"""
# A moderator's decision about the words is none about the pictures, but merged or redacted is left as it is.
WITH_PHOTOS = """
SELECT i.number, c.id FROM incoming i LEFT JOIN participation_contribution c
    ON c.perimeter_id = %(perimeter)s AND c.source = %(source)s AND c.source_id = i.source_id
 WHERE (i.known_id IS NOT NULL OR %(take_alike)s OR NOT i.alike)
   AND c.redacted_at IS NULL AND c.state IS DISTINCT FROM 'merged'
"""
APPEND = """
INSERT INTO core_change (kind, perimeter_id, target_type, target_id, payload, created_at)
SELECT %s, perimeter_id, 'contribution', id, jsonb_build_object('state', state), now()
  FROM participation_contribution WHERE id = ANY(%s::bigint[]) ORDER BY id
"""


def import_contributions(
    *, perimeter: Perimeter, order: ImportOrder, dry_run: bool = False, progress: Progress | None = None
) -> Summary:
    """Store the points of a table as contributions; all of them that can be, or, on a fault, none.

    A dry run stores nothing and counts what would be. `progress` may raise to stop; then no row is stored, or, where
    the pictures are being read already, those of the rest are missing until the file is imported again.
    """
    reading = Reading(perimeter, order)
    report = order.table.report
    summary = Summary(read=report.read, repaired=len({reason.number for reason in report.repaired}))
    with transaction.atomic(), connection.cursor() as cursor:
        # One import at a time, and none while a boundary is being published.
        Perimeter.objects.select_for_update(no_key=True).only("pk").get(pk=perimeter.pk)
        step = progress or (lambda done, total, phase: None)
        values = {
            "perimeter": perimeter.pk,
            "version": published_version(perimeter).pk,
            "source": order.source,
            "take_alike": order.alike == "take",
        }
        _load(cursor, order, reading, step)
        _sort_out(cursor, values, reading)
        _count(cursor, order, reading, summary)
        if not dry_run:
            _store(cursor, values, perimeter, order, summary)
            step(len(order.table.features), len(order.table.features), "writing")  # the last moment to stop
        rows = _with_photos(cursor, values, reading)
    photos = import_photos(perimeter=perimeter, order=order, reading=reading, rows=rows, dry_run=dry_run, progress=step)
    if photos:
        summary.tell(TAKEN, PHOTO_MESSAGES[TAKEN], photos, refused=False, rows=[])
    _tell_reasons(order, reading, summary)
    return summary


def _load(cursor: CursorWrapper, order: ImportOrder, reading: Reading, progress: Progress) -> None:
    """Copy the rows in portions: between two of them the connection is free for whoever watches."""
    features = order.table.features
    cursor.execute(CREATE)
    for start in range(0, len(features), PORTION):
        portion = features[start : start + PORTION]
        with cursor.copy(COPY) as copy:
            for row in reading.rows(portion):
                copy.write_row(astuple(row))
        progress(start + len(portion), len(features), "writing")
    cursor.execute("ANALYZE incoming")


def _sort_out(cursor: CursorWrapper, values: dict[str, Any], reading: Reading) -> None:
    """Leave in `incoming` one row per id inside the perimeter, and mark what is here already."""
    cursor.execute(REFUSE_OUTSIDE, values)
    for number, swapped in cursor.fetchall():
        reading.refused[number] = "swapped_position" if swapped else "outside_perimeter"
    cursor.execute(DROP_REPEATED)
    for number in {number for (number,) in cursor.fetchall()}:
        reading.tell("id_twice" if number in reading.numbered else "row_twice", number)
    cursor.execute(MARK_KNOWN, values)
    cursor.execute(MARK_ALIKE, values)


def _count(cursor: CursorWrapper, order: ImportOrder, reading: Reading, summary: Summary) -> None:
    cursor.execute(COUNT)
    summary.unchanged, differing, new, alike = cursor.fetchone()
    if order.known == "update":
        summary.updated = differing
    else:
        summary.unchanged += differing
        _tell_marked(cursor, reading, "kept", "differs")
    _tell_marked(cursor, reading, "same_place_and_words", "alike")
    taken = alike if order.alike == "take" else 0
    summary.imported = new + taken
    repeated = sum(len(reading.told.get(code, ())) for code in ("id_twice", "row_twice"))
    summary.duplicates = repeated + alike - taken


def _tell_marked(cursor: CursorWrapper, reading: Reading, code: str, mark: str) -> None:
    cursor.execute(f"SELECT number FROM incoming WHERE {mark}")
    for (number,) in cursor.fetchall():
        reading.tell(code, number)


def _store(
    cursor: CursorWrapper, values: dict[str, Any], perimeter: Perimeter, order: ImportOrder, summary: Summary
) -> None:
    updated: list[int] = []
    if order.known == "update":
        cursor.execute(UPDATE, values)
        updated = [pk for (pk,) in cursor.fetchall()]
    cursor.execute(INSERT, values)
    inserted = [pk for (pk,) in cursor.fetchall()]
    cursor.execute(APPEND, ["contribution.updated", updated])
    cursor.execute(APPEND, ["contribution.submitted", inserted])
    assign_zones(perimeter_id=perimeter.pk, contribution_ids=[*updated, *inserted])
    route(inserted)
    summary.updated, summary.imported = len(updated), len(inserted)
    if updated or inserted:
        counts = {"imported": len(inserted), "updated": len(updated)}
        origin = {"file": order.name, "source": order.source, "licence": order.licence}
        changes.append("contributions.imported", perimeter_id=perimeter.pk, payload={**origin, **counts})


def _with_photos(cursor: CursorWrapper, values: dict[str, Any], reading: Reading) -> dict[int, int | None]:
    """Return which contribution each row is, of those that pictures can be added to."""
    if not reading.photos:
        return {}
    cursor.execute(WITH_PHOTOS, values)
    return dict(cursor.fetchall())


def _tell_reasons(order: ImportOrder, reading: Reading, summary: Summary) -> None:
    report = order.table.report
    refused: list[tuple[int, str, dict[str, Any]]] = [
        (reason.number, reason.code, reason.attributes or {}) for reason in report.refused
    ]
    by_number = {feature.number: feature.attributes for feature in order.table.features}
    refused += [(number, code, by_number[number]) for number, code in reading.refused.items()]
    refused.sort(key=lambda row: row[0])
    summary.refused = len(refused)
    sentences = {**REASONS, **MESSAGES, **PHOTO_MESSAGES}
    refusing = {code for _number, code, _attributes in refused}
    for number, code, _attributes in refused:
        reading.tell(code, number)
    for reason in report.repaired:
        reading.tell(reason.code, reason.number)
    for code, rows in sorted(reading.told.items()):
        said = {"refused": code in refusing, **reading.reason(code)}
        summary.tell(code, sentences.get(code, code), len(rows), **said)
    if refused:
        header = ["number", "reason", "sentence", *order.shown_fields()]
        summary.refused_file = write_refused(
            order.name,
            header,
            ([n, code, str(sentences[code]), *(row.get(name) for name in header[3:])] for n, code, row in refused),
            folder=order.folder,
        )
