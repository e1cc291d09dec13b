"""What a row of somebody else's file becomes: hostile cells, foreign words, dates, contacts, and what is alike."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from core.summary import Summary
from participation.foreign_words import read_kind, read_state
from participation.models import Contribution
from participation.personal_data import mask_contacts, personal_fields
from participation.services.import_rows import ImportOrder
from participation.services.importing import import_contributions
from participation.services.moments import read_moment, writes_month_first
from perimeter_data.models import Perimeter
from perimeter_data.reading import read_features
from tests import factories

HEADER = ("lon", "lat", "title", "text", "topic", "day", "id", "kind", "state", "mail")
FIELDS = {"title": "title", "text": "text", "theme": "topic", "created": "day", "id": "id", "kind": "kind",
          "state": "state"}  # fmt: skip
Cells = dict[str, Any]


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path / "var"
    return tmp_path


def write(path: Path, *rows: Cells) -> Path:
    """Write a CSV; what a row does not say is inside and harmless."""
    file = path / "rows.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEADER, delimiter=";")
        writer.writeheader()
        for number, row in enumerate(rows, 1):
            writer.writerow({"lon": "7,25", "lat": "44,0", "title": f"Row {number}", "id": str(number), **row})
    return file


def take(perimeter: Perimeter, file: Path, *, dry_run: bool = False, **order: Any) -> Summary:
    table = read_features(file, keep="point")
    chosen = {"fields": FIELDS, "source": "town", **order}
    return import_contributions(
        perimeter=perimeter, order=ImportOrder(table=table, name=file.name, **chosen), dry_run=dry_run
    )


def told(summary: Summary) -> dict[str, int]:
    return {reason["code"]: reason["count"] for reason in summary.reasons}


def counts(summary: Summary) -> tuple[int, int, int, int, int]:
    return summary.imported, summary.updated, summary.unchanged, summary.duplicates, summary.refused


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        pytest.param({"lon": "", "lat": ""}, "no_position", id="missing"),
        pytest.param({"lon": "east"}, "no_position", id="no number"),
        pytest.param({"lon": "0", "lat": "0"}, "null_island", id="zero"),
        pytest.param({"lon": "44.25", "lat": "7.25"}, "swapped_position", id="swapped"),
        pytest.param({"lon": "8,5"}, "outside_perimeter", id="outside"),
        pytest.param({"lon": "7.65", "lat": "43.95"}, "outside_perimeter", id="in the hole"),
        pytest.param({"lon": "725", "lat": "4400"}, "out_of_range", id="off the globe"),
        pytest.param({"title": " ", "text": ""}, "nothing_said", id="nothing said"),
        pytest.param({"text": "half\x85way"}, "control_characters", id="control"),
        pytest.param({"text": "x" * 1_000_000}, "bad_row", id="enormous"),
    ],
)
def test_a_hostile_row_is_refused_alone_with_its_reason(
    perimeter: Perimeter, var: Path, cells: Cells, code: str
) -> None:
    summary = take(perimeter, write(var, {}, cells, {}))
    assert counts(summary) == (2, 0, 0, 0, 1)
    assert told(summary) == {code: 1}
    assert next(reason for reason in summary.reasons if reason["code"] == code)["rows"] == [2]
    with Path(summary.refused_file or "").open(encoding="utf-8-sig", newline="") as file:
        refused = list(csv.DictReader(file))
    assert [(row["number"], row["reason"]) for row in refused] == [("2", code)]


def test_html_and_length_are_kept_harmless(perimeter: Perimeter, var: Path) -> None:
    script = "<script>alert(1)</script>"
    summary = take(perimeter, write(var, {"title": script}, {"text": "x" * 100_000, "title": "t" * 500}))
    assert (summary.imported, told(summary)) == (2, {"shortened": 2})
    first, second = Contribution.objects.order_by("source_id")
    assert first.title == script  # text, and escaped wherever it is shown
    assert (len(second.title or ""), len(second.text)) == (160, 5000)


def test_foreign_words_are_read_where_known_and_told_where_not(perimeter: Perimeter, var: Path) -> None:
    rows = [
        {"topic": "ECONOMY", "kind": "Idée", "state": "Clôturé"},
        {"topic": "astrology", "kind": "wish", "state": "lost"},
        {"topic": "astrology", "state": "merged"},
        {"topic": "Voirie"},
    ]
    summary = take(perimeter, write(var, *rows), themes={"voirie": "infrastructure"}, state="pending")
    made = list(Contribution.objects.order_by("source_id").values_list("theme__slug", "kind", "state"))
    assert made == [
        ("economy", "idea", "done"),
        (None, "report", "pending"),
        (None, "report", "pending"),
        ("infrastructure", "report", "pending"),
    ]
    reasons = {reason["code"]: reason for reason in summary.reasons}
    assert reasons["unknown_theme"]["words"] == [{"word": "astrology", "count": 2}]
    assert reasons["unknown_kind"]["words"] == [{"word": "wish", "count": 1}]
    assert reasons["unknown_state"]["count"] == 2


def test_a_later_file_does_not_undo_what_staff_decided(perimeter: Perimeter, var: Path) -> None:
    take(perimeter, write(var, {"state": "open"}))
    Contribution.objects.update(state="hidden")
    assert counts(take(perimeter, write(var, {"state": "open", "text": "more"}))) == (0, 1, 0, 0, 0)
    assert Contribution.objects.get().state == "hidden"


def test_dates(perimeter: Perimeter, var: Path) -> None:
    tomorrow = (timezone.now() + timedelta(days=400)).strftime("%d/%m/%Y")
    summary = take(perimeter, write(var, {"day": "25/07/2024 14h30"}, {"day": tomorrow}, {"day": "soon"}))
    assert (summary.imported, told(summary)) == (3, {"future_date": 1, "bad_date": 1})
    assert Contribution.objects.get(source_id="1").created_at == datetime(2024, 7, 25, 12, 30, tzinfo=UTC)
    assert Contribution.objects.filter(created_at__gt=timezone.now()).count() == 0


class TestKnownAndAlike:
    """The same id is known again; the same words at the same place are asked about."""

    ROWS: tuple[Cells, ...] = (
        {"title": "Trou", "id": "a"},
        {"title": "Trou", "id": "b"},
        {"title": "Trou", "id": "c", "lon": "7.26"},
        {"title": "Banc", "id": "a"},
    )

    def test_alike_is_counted_and_taken_or_left(self, perimeter: Perimeter, var: Path) -> None:
        file = write(var, *self.ROWS)
        assert counts(take(perimeter, file, dry_run=True, alike="leave")) == (2, 0, 0, 2, 0)
        summary = take(perimeter, file, dry_run=True)
        assert counts(summary) == (3, 0, 0, 1, 0)
        assert told(summary) == {"id_twice": 1, "same_place_and_words": 1}
        assert not Contribution.objects.exists()
        assert counts(take(perimeter, file, alike="leave")) == (2, 0, 0, 2, 0)
        assert counts(take(perimeter, file, alike="leave")) == (0, 0, 2, 2, 0)
        assert counts(take(perimeter, file)) == (1, 0, 2, 1, 0)
        assert counts(take(perimeter, file)) == (0, 0, 3, 1, 0)

    def test_what_residents_said_counts_too(self, perimeter: Perimeter, var: Path) -> None:
        factories.contribution(perimeter, title="Trou", text="", position=Point(7.25, 44.0, srid=4326))
        assert counts(take(perimeter, write(var, {"title": "Trou"}), alike="leave")) == (0, 0, 0, 1, 0)

    def test_a_difference_is_taken_over_or_left(self, perimeter: Perimeter, var: Path) -> None:
        take(perimeter, write(var, {"title": "Trou"}))
        other = write(var, {"title": "Rebouché"})
        kept = take(perimeter, other, known="keep")
        assert (counts(kept), told(kept)) == ((0, 0, 1, 0, 0), {"kept": 1})
        assert Contribution.objects.get().title == "Trou"
        assert counts(take(perimeter, other, dry_run=True)) == (0, 1, 0, 0, 0)
        assert Contribution.objects.get().title == "Trou"
        assert counts(take(perimeter, other)) == (0, 1, 0, 0, 0)
        assert Contribution.objects.get().title == "Rebouché"

    def test_identical_rows_without_a_number(self, perimeter: Perimeter, var: Path) -> None:
        file = write(var, *[{"title": "Trou", "id": ""}] * 3)
        left = take(perimeter, file, dry_run=True, alike="leave")
        assert (counts(left), told(left)) == ((1, 0, 0, 2, 0), {"row_twice": 2})
        assert counts(take(perimeter, file)) == (1, 0, 0, 2, 0)
        assert counts(take(perimeter, file, identical="take", alike="leave")) == (0, 0, 1, 2, 0)
        assert counts(take(perimeter, file, identical="take")) == (2, 0, 1, 0, 0)
        assert counts(take(perimeter, file, identical="take")) == (0, 0, 3, 0, 0)
        assert counts(take(perimeter, file)) == (0, 0, 1, 2, 0)

    def test_another_source_is_another_number(self, perimeter: Perimeter, var: Path) -> None:
        file = write(var, {"title": "Trou"})
        take(perimeter, file)
        again = take(perimeter, file, source="province", alike="leave")
        assert (counts(again), told(again)) == ((0, 0, 0, 1, 0), {"same_place_and_words": 1})


def test_contacts_are_left_out_of_words_and_of_the_file_of_refused_rows(perimeter: Perimeter, var: Path) -> None:
    rows = [
        {"title": "Appelez 06 12 34 56 78", "text": "ou anna.rossi@example.org, +39 0171 123456"},
        {"lon": "9", "mail": "anna.rossi@example.org"},
    ]
    summary = take(perimeter, write(var, *rows), mask=True, hidden=["mail"])
    made = Contribution.objects.get()
    assert (made.title, made.text) == ("Appelez […]", "ou […], […]")
    assert told(summary) == {"contacts_masked": 1, "outside_perimeter": 1}
    assert "anna.rossi" not in Path(summary.refused_file or "").read_text("utf-8-sig")
    assert counts(take(perimeter, write(var, *rows), mask=True)) == (0, 0, 1, 0, 1)


@pytest.mark.parametrize(
    "harmless",
    ["12, rue du 4-Septembre", "2024-07-25 10:00", "EPSG:2154 652381.1 6862047.5", "n° 2023 0458 112", "06430 Tende"],
)
def test_numbers_that_reach_nobody_stay(harmless: str) -> None:
    assert mask_contacts(harmless) == harmless


def test_columns_about_persons() -> None:
    fields = ["Nom", "Prénom", "adresse", "e-mail", "Téléphone portable", "objet", "contactOrigin", "lieu"]
    assert personal_fields(fields) == ["Nom", "Prénom", "e-mail", "Téléphone portable", "contactOrigin"]
    assert personal_fields(["nom", "lieu"]) == []
    assert personal_fields(["nom", "joindre"], [{"nom": "Col", "joindre": "a@b.fr"}]) == ["joindre"]


@pytest.mark.parametrize(
    ("word", "kind"), [("Segnalazione", "report"), ("idee", "idea"), ("Idée", "idea"), ("?", None)]
)
def test_kinds(word: str, kind: str | None) -> None:
    assert read_kind(word) == kind


@pytest.mark.parametrize(
    ("word", "state"),
    [("Pris en compte", "acknowledged"), ("in progress", "in_progress"), ("risolto", "done"), ("merged", None)],
)
def test_states(word: str, state: str | None) -> None:
    assert read_state(word) == state


JULY_25 = datetime(2024, 7, 24, 22, tzinfo=UTC)  # midnight in Paris and Rome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("25/07/2024", JULY_25),
        ("25-7-24", JULY_25),
        ("25.07.2024", JULY_25),
        ("2024/07/25", JULY_25),
        ("25 juillet 2024", JULY_25),
        ("Jeudi 25 juil. 2024", JULY_25),
        ("25 luglio 2024", JULY_25),
        ("July 25, 2024", JULY_25),
        ("45498", JULY_25),
        ("25/07/2024 14h30", JULY_25 + timedelta(hours=14, minutes=30)),
        ("25/07/2024 à 2:30:10 PM", JULY_25 + timedelta(hours=14, minutes=30, seconds=10)),
        ("1721901600000", datetime(2024, 7, 25, 10, tzinfo=UTC)),
        ("1er janvier 2024", datetime(2023, 12, 31, 23, tzinfo=UTC)),
        ("25 jui 2024", None),
        ("31/02/2024", None),
        ("07/25/2024", None),
        ("12", None),
        ("Tende", None),
    ],
)
def test_dates_as_offices_write_them(given: str, expected: datetime | None) -> None:
    assert read_moment(given) == expected


def test_a_column_that_writes_the_month_first() -> None:
    assert writes_month_first(["01/02/2024", "07/25/2024", ""])
    assert not writes_month_first(["01/02/2024"])
    assert not writes_month_first(["07/25/2024", "25/07/2024"])
    assert read_moment("07/25/2024 2:30 pm", month_first=True) == JULY_25 + timedelta(hours=14, minutes=30)


def test_positions_of_geojson_that_nobody_filled_in(db: Any, var: Path) -> None:
    perimeter = factories.published_perimeter(
        boundary=factories.MultiPolygon(factories.square(-1, -1, 1, 1), srid=4326)
    )
    rows = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": at}, "properties": {}}
        for at in ([0, 0], [0.5, 0])
    ]
    file = var / "rows.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    summary = take(perimeter, file, fields={})
    assert (summary.imported, told(summary)) == (1, {"null_island": 1})
