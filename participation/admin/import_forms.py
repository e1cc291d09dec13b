"""What an administrator is asked about a file of contributions: how to read it, which column is what, what is alike."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.text import clean_text
from participation.foreign_words import read_kind, read_state
from participation.models import Kind, Theme
from participation.personal_data import personal_fields
from participation.services.moments import read_moment
from participation.states import PUBLIC_STATES, ContributionState
from perimeter_data.admin.reports import number
from perimeter_data.admin.uploads import ACCEPT, crs_field, files_field
from perimeter_data.admin.words import NAMES
from perimeter_data.models import Perimeter
from perimeter_data.reading.guesses import USUAL

TABLES = ".csv,.tsv,.txt,.xlsx"
# The columns that are asked for, with the names they are guessed by beside those the reader knows.
COLUMNS: dict[str, tuple[Any, Any, tuple[str, ...]]] = {
    "title": (_("Title"), _("A few words: what is it about?"), ("nature", "intitule", "subject", "soggetto")),
    "text": (_("Text"), _("The longer description."), ("detail", "dettaglio", "contenu", "contenuto", "corps", "body")),
    "theme": (_("Theme"), _("Its words are compared with the names of your themes."), ()),
    "created": (
        _("Date"),
        _("As offices write them: 25/07/2024, 2024-07-25, 25 luglio 2024."),
        ("date_created", "jour", "giorno"),
    ),
    "id": (
        _("Number"),
        _("What each row is known by: a later file updates the same rows. Without it, a row is known by its words."),
        ("n", "no", "num", "nr"),
    ),
    "kind": (_("Kind"), _("Idea or report, where the file holds both."), ("kind", "nature_demande", "genre")),
    "state": (
        _("State"),
        _("Where the file says how far each one is."),
        ("state", "status", "statut", "etat", "stato"),
    ),
    "language": (_("Language"), "", ("lang", "langue", "lingua", "language")),
    "photos": (
        _("Photos"),
        _("Names of pictures in the same zip, with ; or | between them: five at most."),
        ("photo", "photos", "foto", "fotos", "image", "images", "immagine", "immagini", "picture", "pictures"),
    ),
}
EASTING = re.compile(r"(?i)x|lon|lng|est|coord\w*x")
NORTHING = re.compile(r"(?i)y|lat|nord|north|coord\w*y")
TYPES = ("type", "categorie", "category", "categoria", "tipo")
SUBTYPES = ("soustype", "sous_type", "sous_categorie", "subtype", "sottotipo", "sottocategoria")


class ImportUploadForm(forms.Form):
    """One file."""

    upload = files_field(label=_("File"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["upload"]
        field.help_text = _(
            "A table (CSV, or a spreadsheet saved as .xlsx) with a position in each row, GeoJSON, GeoPackage, "
            "or a shapefile: zipped, or all its parts at once. A zip may hold pictures beside the table."
        )
        field.widget.attrs["accept"] = f"{TABLES},{ACCEPT}"


class ReadingForm(forms.Form):
    """What the file did not say about itself."""

    layer = forms.ChoiceField(label=_("Layer in the file"), required=False)
    lon = forms.ChoiceField(label=_("Column of the longitude (x)"), required=False)
    lat = forms.ChoiceField(label=_("Column of the latitude (y)"), required=False)
    fits = forms.ChoiceField(label=_("These would fit"), required=False, widget=forms.RadioSelect)
    crs = crs_field()

    def __init__(self, data: Any, *, found: dict[str, Any], chosen: dict[str, Any]) -> None:
        super().__init__(data, initial={name: chosen.get(name) or "" for name in ("layer", "lon", "lat", "crs")})
        layers = [_layer_name(layer) for layer in found["layers"]]
        names = [field["name"] for field in found["fields"]]
        missing = _code(found) == "position_fields_missing"
        asks_columns = missing or found.get("position_fields") or chosen.get("lon")
        candidates = (found["crs"] or {}).get("candidates") or []
        self._offer("layer", layers if len(layers) > 1 else [])
        self._offer("lon", names if asks_columns else [])
        self._offer("lat", names if asks_columns else [])
        if missing and names:
            for role, usual in (("lon", EASTING), ("lat", NORTHING)):
                self.fields[role].required = True
                self.initial[role] = self.initial[role] or next((name for name in names if usual.match(name)), "")
        if candidates:
            self._choices("fits").choices = [(one["crs"], f"{one['crs']} · {one['name']}") for one in candidates]
            self.initial["fits"] = candidates[0]["crs"] if _code(found) else ""
        else:
            del self.fields["fits"]

    def _offer(self, name: str, values: Sequence[str]) -> None:
        if not values:
            del self.fields[name]
            return
        self._choices(name).choices = [("", _("as the file says")), *((value, value) for value in values)]

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        return field

    def reading(self) -> dict[str, str | None]:
        """Return what the reader is told."""
        given = self.cleaned_data
        crs = str(given["crs"]).strip() or given.get("fits")
        return {"layer": given.get("layer"), "lon": given.get("lon"), "lat": given.get("lat"), "crs": crs}


def _layer_name(layer: Any) -> str:
    return str(layer["name"] if isinstance(layer, dict) else layer)


def _code(found: dict[str, Any]) -> str | None:
    return (found["problem"] or {}).get("code")


class ColumnsForm(forms.Form):
    """Which column is what, and what holds for all rows."""

    kind_of_all = forms.ChoiceField(label=_("What they are"), choices=Kind.choices, initial=Kind.REPORT)
    state_of_all = forms.ChoiceField(
        label=_("How far they are"),
        choices=[(state.value, state.label) for state in (ContributionState.PENDING, *PUBLIC_STATES)],
        initial=ContributionState.RECEIVED,
        help_text=_("Waiting to be read: nobody sees them before a moderator did."),
    )
    language_of_all = forms.ChoiceField(label=_("Language they are written in"))
    source = forms.CharField(
        label=_("Where they come from"),
        max_length=60,
        help_text=_("The list’s name in a few words. Write the same next time: rows are known again by it."),
    )
    licence = forms.CharField(
        label=_("Licence"), max_length=120, required=False, help_text=_("Kept with the import, for your records.")
    )
    mask = forms.BooleanField(
        label=_("Leave mail addresses and telephone numbers out of the words"), required=False, initial=True
    )

    def __init__(
        self,
        data: Any,
        *,
        perimeter: Perimeter,
        found: dict[str, Any],
        personal: bool,
        zipped: bool,
        initial: dict[str, Any],
    ) -> None:
        self.personal = personal_fields([field["name"] for field in found["fields"]], found["rows"])
        self.hidden = [] if personal else self.personal
        offered = [field for field in found["fields"] if field["name"] not in self.hidden]
        guessed = guess_columns(offered, found["guesses"], perimeter)
        super().__init__(data, initial={**guessed, **initial})
        choices = [("", _("none")), *((field["name"], _with_sample(field)) for field in offered)]
        columns = {
            role: forms.ChoiceField(label=label, help_text=help_text, choices=choices, required=False)
            for role, (label, help_text, _names) in COLUMNS.items()
            if zipped or role != "photos"
        }
        self.fields = {**columns, **self.fields}
        self.fields["language_of_all"] = forms.ChoiceField(
            label=self.fields["language_of_all"].label, choices=[(code, NAMES[code]) for code in perimeter.languages]
        )
        self.initial.setdefault("language_of_all", perimeter.default_language)

    @property
    def columns(self) -> list[forms.BoundField]:
        """Return the fields that name a column."""
        return [self[role] for role in COLUMNS if role in self.fields]

    @property
    def facts(self) -> list[forms.BoundField]:
        """Return the fields that hold for all rows."""
        return [self[name] for name in self.fields if name not in COLUMNS]

    def clean_source(self) -> str:
        try:
            return clean_text(self.cleaned_data["source"])
        except DomainError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("title") or cleaned.get("text") or cleaned.get("theme")):
            self.add_error("title", _("Say at least where the title, the text or the theme stands."))
        return cleaned

    def order(self) -> dict[str, Any]:
        """Return what the import is told: fields of `ImportOrder`. What is alike is left until somebody decides."""
        given = self.cleaned_data
        return {
            "fields": {role: given[role] for role in COLUMNS if given.get(role)},
            "kind": given["kind_of_all"],
            "state": given["state_of_all"],
            "language": given["language_of_all"],
            "source": given["source"],
            "licence": given["licence"],
            "mask": given["mask"],
            "hidden": self.hidden,
            "alike": "leave",
        }


def initial_of(order: dict[str, Any]) -> dict[str, Any]:
    """Return what a former order fills the form with."""
    columns = {role: order["fields"].get(role, "") for role in COLUMNS}
    whole = {f"{name}_of_all": order[name] for name in ("kind", "state", "language")}
    return {**columns, **whole, **{name: order[name] for name in ("source", "licence", "mask")}}


def _with_sample(field: dict[str, Any]) -> str:
    sample = str(field["samples"][0])[:40] if field["samples"] else ""
    return f"{field['name']} · {sample}" if sample else str(field["name"])


def guess_columns(fields: list[dict[str, Any]], guesses: dict[str, str | None], perimeter: Perimeter) -> dict[str, str]:
    """Return a column for each role where its name or its words tell; one column for one role."""
    by_name = {field["name"]: field for field in fields}
    plain = {_plain(name): name for name in reversed(list(by_name))}
    found: dict[str, str | None] = {}
    for role, (_label, _help, names) in COLUMNS.items():
        found[role] = guesses.get(role) or _first(plain, (*USUAL.get(role, ()), *names))
    words = {word.casefold() for theme in perimeter.themes.all() for word in _theme_words(theme)}
    if found["theme"] == _first(plain, TYPES) and not _speak(
        by_name, found["theme"], lambda said: said.casefold() in words
    ):
        found["theme"] = None  # what kind of thing it is says more as a title
    found["title"] = found["title"] or _first(plain, TYPES)
    found["text"] = found["text"] or _first(plain, SUBTYPES)
    found["created"] = found["created"] or next((name for name in by_name if _looks_like_dates(by_name[name])), None)
    for role, known in (("kind", read_kind), ("state", read_state)):
        if not _speak(by_name, found[role], known):
            found[role] = None
    taken: dict[str, str] = {}
    for role, name in found.items():
        if name in by_name and name not in taken.values():
            taken[role] = str(name)
    return taken


def _plain(name: str) -> str:
    """Return a column's name as the lists of usual names have it: small letters without accents, joined by _."""
    bare = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return "_".join(re.findall("[a-z0-9]+", bare))


def _looks_like_dates(field: dict[str, Any]) -> bool:
    """Say whether a column's samples are all dates that are more than bare numbers."""
    samples = [str(sample) for sample in field["samples"]]
    return bool(samples) and all(re.search(r"\d\D+\d", said) and read_moment(said) for said in samples)


def _theme_words(theme: Theme) -> Iterable[str]:
    return (theme.slug, *theme.name.values())


def _first(plain: dict[str, str], names: Sequence[str]) -> str | None:
    return next((plain[name] for name in names if name in plain), None)


def _speak(by_name: dict[str, dict[str, Any]], name: str | None, known: Any) -> bool:
    """Say whether one of a column's samples is a word that is known here."""
    return any(known(str(sample).strip()) for sample in by_name.get(name or "", {}).get("samples", ()))


class DecisionsForm(forms.Form):
    """What was found in a dry run and wants a decision: themes nobody knows, what is alike, what differs."""

    alike = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[("leave", _("Leave them out")), ("take", _("Take them all the same"))]
    )
    known = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("update", _("Take over what the file says")), ("keep", _("Leave them as they are"))],
    )

    def __init__(self, data: Any, *, perimeter: Perimeter, report: dict[str, Any], order: dict[str, Any]) -> None:
        reasons = {reason["code"]: reason for reason in report.get("reasons", ())}
        super().__init__(data, initial={"alike": order["alike"], "known": order.get("known", "update")})
        counts = {code: reason["count"] for code, reason in reasons.items()}
        alike = counts.get("same_place_and_words", 0) + counts.get("row_twice", 0)
        self._ask("alike", gettext("Rows that say the same as another at the same place: {}"), alike)
        differs = report.get("updated") or counts.get("kept", 0)
        self._ask("known", gettext("Rows that are here already and differ: {}"), differs)
        self.words = self._words(reasons.get("unknown_theme", {}), order.get("themes", {}))
        choices: list[tuple[str, Any]] = [
            ("", _("without a theme")),
            *((theme.slug, str(theme)) for theme in perimeter.themes.all()),
        ]
        for index, (word, slug) in enumerate(self.words):
            self.fields[f"theme_{index}"] = forms.ChoiceField(label=word, choices=choices, required=False, initial=slug)

    def _ask(self, name: str, question: str, count: int) -> None:
        if count:
            self.fields[name].label = question.format(number(count))
        else:
            del self.fields[name]

    def _words(self, reason: dict[str, Any], known: dict[str, str]) -> list[tuple[str, str]]:
        unknown = [(found["word"], "") for found in reason.get("words", ())]
        return [*known.items(), *((word, slug) for word, slug in unknown if word not in known)]

    @property
    def questions(self) -> list[forms.BoundField]:
        """Return what is asked beside the themes."""
        return [self[name] for name in ("known", "alike") if name in self.fields]

    @property
    def themes(self) -> list[forms.BoundField]:
        """Return one field for each word that is no theme here."""
        return [self[f"theme_{index}"] for index, _pair in enumerate(self.words)]

    def decided(self) -> dict[str, Any]:
        """Return the fields of `ImportOrder` that were decided."""
        given = self.cleaned_data
        themes = {word: given[f"theme_{index}"] for index, (word, _slug) in enumerate(self.words)}
        chosen: dict[str, Any] = {name: given[name] for name in ("alike", "known") if name in given}
        if "alike" in chosen:
            chosen["identical"] = chosen["alike"]
        return {**chosen, "themes": {word: slug for word, slug in themes.items() if slug}}
