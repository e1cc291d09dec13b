"""One feature of a file → one row to store: its words, theme, date, kind and state, and what was said about it."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, Refused
from core.text import clean_text
from participation.foreign_words import read_kind, read_state
from participation.models import MAX_PHOTOS, Theme
from participation.personal_data import mask_contacts
from participation.services.moments import read_moment, writes_month_first
from perimeter_data.models import Perimeter
from perimeter_data.reading import REASONS, Feature, FeatureTable

TITLE_LENGTH = 160
TEXT_LENGTH = 5000
MAPPABLE = ("title", "text", "theme", "created", "id", "language", "kind", "state", "photos")
# Between the names of several pictures in one cell.
BETWEEN_NAMES = re.compile(r"[;|\n]")
# A clock of somebody else may be ahead of ours, and a date without a time zone too.
AHEAD = timedelta(days=1)
# Row numbers and foreign words that are named in a report.
NAMED_ROWS = 10
NAMED_WORDS = 20
REFUSED = {
    "outside_perimeter": _("It lies outside the area."),
    "swapped_position": _("It lies outside the area; with longitude and latitude swapped it would be inside."),
    "null_island": REASONS["null_island"],
    "control_characters": _("The text holds characters that cannot be shown."),
    "nothing_said": _("It has neither words nor a theme."),
}
TOLD = {
    "unknown_theme": _("Its theme is not known here; it was taken without one."),
    "unknown_kind": _("Its kind is not known here; the chosen one was taken."),
    "unknown_state": _("Its state is not known here; the chosen one was taken."),
    "bad_date": _("Its date cannot be read; today's was taken."),
    "future_date": _("Its date lies in the future; today's was taken."),
    "shortened": _("Its words are longer than fits and were shortened."),
    "contacts_masked": _("Mail addresses or telephone numbers in its words were left out."),
    "id_twice": _("Its number was given before in this file; the first row counts."),
    "row_twice": _("The same row stands in this file already; it counts once."),
    "same_place_and_words": _("Something at the same place says the same."),
    "kept": _("It is here already and differs; it was left as it is."),
}
MESSAGES = {**REFUSED, **TOLD}


class NothingSaid(Refused):
    code = "nothing_said"
    message = REFUSED["nothing_said"]


class NullIsland(Refused):
    code = "null_island"
    message = REFUSED["null_island"]


@dataclass(slots=True)
class ImportOrder:
    """What to do with a table of points. `fields` maps words of MAPPABLE to field names.

    `themes` maps words of the theme's column to slugs of themes. Of what is known by its id, `known` says whether a
    difference is taken over; `alike` whether what says the same at the same place comes in a second time, `identical`
    whether rows without a number that repeat each other in everything do.
    """

    table: FeatureTable
    name: str
    kind: str = "report"
    state: str = "received"
    source: str = "import"
    language: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    themes: dict[str, str] = field(default_factory=dict)
    known: Literal["update", "keep"] = "update"
    alike: Literal["take", "leave"] = "take"
    identical: Literal["take", "leave"] = "leave"
    mask: bool = False
    licence: str = ""
    # Columns about persons: not even written beside what was refused.
    hidden: list[str] = field(default_factory=list)
    folder: Path | None = None
    # The zip that the table was in, and maybe pictures.
    zip: Path | None = None

    def shown_fields(self) -> list[str]:
        """Return the columns that are written beside what was refused."""
        return [name for name in self.table.report.fields if name not in set(self.hidden)]


@dataclass(slots=True)
class Row:
    """What is stored; the order is that of the columns of `incoming`."""

    number: int
    source_id: str
    title: str | None
    text: str
    theme_id: int | None
    kind: str
    state: str
    language: str
    created_at: datetime
    wkb: str


class Reading:
    """Features → rows, with what was said of each."""

    def __init__(self, perimeter: Perimeter, order: ImportOrder) -> None:
        self.order = order
        self.language = order.language or perimeter.default_language
        self.languages = set(perimeter.languages)
        themes = list(perimeter.themes.all())
        self.themes = {word.casefold(): theme.pk for theme in themes for word in _names(theme)}
        slugs = {theme.slug: theme.pk for theme in themes}
        self.themes |= {word.casefold(): slugs[slug] for word, slug in order.themes.items() if slug in slugs}
        self.fields = {role: order.table.field(name) for role, name in order.fields.items()}
        self.speaks = bool({"title", "text"} & self.fields.keys())
        self.now = timezone.now()
        self.month_first = writes_month_first(
            self._value(feature, "created") for feature in order.table.features if "created" in self.fields
        )
        self.told: dict[str, list[int]] = {}
        self.words: dict[str, Counter[str]] = {}
        self.refused: dict[int, str] = {}
        self.numbered: set[int] = set()
        self.digests: Counter[str] = Counter()
        self.photos: dict[int, list[str]] = {}

    def rows(self, features: Sequence[Feature]) -> Iterator[Row]:
        """Yield the rows that can be stored; remember why others cannot."""
        for feature in features:
            try:
                yield self._row(feature)
            except DomainError as error:
                self.refused[feature.number] = error.code

    def tell(self, code: str, number: int) -> None:
        """Remember something about one row."""
        self.told.setdefault(code, []).append(number)

    def reason(self, code: str) -> dict[str, Any]:
        """Return the facts of one thing that was told: the first rows, and the words that were not understood."""
        facts: dict[str, Any] = {"rows": sorted(self.told[code])[:NAMED_ROWS]}
        if code in self.words:
            common = self.words[code].most_common(NAMED_WORDS)
            facts["words"] = [{"word": word, "count": count} for word, count in common]
        return facts

    def _row(self, feature: Feature) -> Row:
        position = feature.geometry
        if position.x == 0 and position.y == 0:
            raise NullIsland
        title = self._text(feature, "title", TITLE_LENGTH)
        text = self._text(feature, "text", TEXT_LENGTH)
        theme_id = self._theme(feature)
        if self.speaks and not (title or text or theme_id):
            raise NothingSaid
        facts = [title, text, self._value(feature, "created"), position.x, position.y]
        row = Row(
            number=feature.number,
            source_id=self._source_id(feature, facts),
            title=title or None,
            text=text,
            theme_id=theme_id,
            kind=self._ours(feature, "kind", read_kind, self.order.kind),
            state=self._ours(feature, "state", read_state, self.order.state),
            language=self._language(feature),
            created_at=self._created(feature),
            wkb=position.wkb_hex,
        )
        self._note_photos(feature)
        return self._masked(row) if self.order.mask else row

    def _note_photos(self, feature: Feature) -> None:
        value = self._value(feature, "photos")
        said = value if isinstance(value, list) else BETWEEN_NAMES.split(str(value or ""))
        names = list(dict.fromkeys(name for name in (str(one).strip() for one in said) if name))
        if len(names) > MAX_PHOTOS:
            self.tell("too_many_photos", feature.number)
        if names:
            self.photos[feature.number] = names[:MAX_PHOTOS]

    def _source_id(self, feature: Feature, facts: list[Any]) -> str:
        given = self._value(feature, "id")
        if given not in (None, ""):
            self.numbered.add(feature.number)
            return clean_text(str(given))[:120]
        digest = _digest(facts)
        self.digests[digest] += 1
        again = self.digests[digest]
        return f"{digest}-{again}" if again > 1 and self.order.identical == "take" else digest

    def _masked(self, row: Row) -> Row:
        title, text = mask_contacts(row.title or "")[:TITLE_LENGTH] or None, mask_contacts(row.text)
        if (title, text) != (row.title, row.text):
            self.tell("contacts_masked", row.number)
            row.title, row.text = title, text
        return row

    def _value(self, feature: Feature, role: str) -> Any:
        return feature.attributes.get(self.fields[role]) if role in self.fields else None

    def _text(self, feature: Feature, role: str, length: int) -> str:
        value = self._value(feature, role)
        text = clean_text(str(value)) if value is not None else ""
        if len(text) > length:
            self.tell("shortened", feature.number)
        return text[:length]

    def _theme(self, feature: Feature) -> int | None:
        value = self._value(feature, "theme")
        if value in (None, ""):
            return None
        found = self.themes.get(str(value).strip().casefold())
        if found is None:
            self.tell_word("unknown_theme", feature.number, value)
        return found

    def _ours(self, feature: Feature, role: str, read: Any, chosen: str) -> str:
        value = self._value(feature, role)
        if value in (None, ""):
            return chosen
        found = read(value)
        if found is None:
            self.tell_word(f"unknown_{role}", feature.number, value)
        return str(found or chosen)

    def _language(self, feature: Feature) -> str:
        value = str(self._value(feature, "language") or "").strip().lower()[:2]
        return value if value in self.languages else self.language

    def _created(self, feature: Feature) -> datetime:
        value = self._value(feature, "created")
        if value in (None, ""):
            return self.now
        found = read_moment(value, month_first=self.month_first)
        if found is None:
            self.tell_word("bad_date", feature.number, value)
        elif found > self.now + AHEAD:
            self.tell("future_date", feature.number)
            found = None
        return found or self.now

    def tell_word(self, code: str, number: int, value: Any) -> None:
        """Remember a word of one row that says nothing here."""
        self.tell(code, number)
        self.words.setdefault(code, Counter())[str(value).strip()[:80]] += 1


def _names(theme: Theme) -> list[str]:
    return [theme.slug, *theme.name.values()]


def _digest(facts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()[:40]
