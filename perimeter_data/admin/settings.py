"""What an administrator may set about a perimeter: one form, each field with a sentence of help."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.i18n import LANGUAGES
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.words import NAMES, Checkboxes
from perimeter_data.hosts import MAX_HOSTS, InvalidHost, normalise_host
from perimeter_data.models import Perimeter

LANGUAGE_CHOICES = [(code, NAMES[code]) for code in LANGUAGES]

PHOTOS_HELP = _("Photos can wait to be looked at where words do not: they may show people and number plates.")

# (heading, help, fields); a fieldset whose heading is None stands open at the top.
GROUPS: tuple[tuple[Any, tuple[Any, ...]], ...] = (
    (_("Texts and choices"), ("name", "description", "default_language", "languages", "accent", "colours")),
    (
        _("Who may see it, and how things are published"),
        ("is_public", "permanent_reports", "moderation", "photo_moderation", "answer_days"),
    ),
    (
        _("Town hall and legal texts"),
        (
            "contact_name",
            "contact_email",
            "contact_phone",
            "contact_address",
            "emergency",
            "legal_notice",
            "dpo_contact",
            "funding",
            "data_licence",
        ),
    ),
    (_("Accessibility statement"), ("accessibility_level", "accessibility_gaps")),
    (_("Where the map opens"), (("start_lon", "start_lat", "start_zoom"),)),
    (_("Sites that may show the map"), ("allowed_hosts",)),
)

HELP = {
    "name": _("As residents know it. It stands at the top of the map."),
    "description": _("One sentence: what this map is for. Search engines and shared links show it."),
    "is_public": _("Switched off, the map, its data and its pages are gone for everybody but staff. Nothing is lost."),
    "permanent_reports": _("Reports (a broken lamp) are taken even when no consultation is open."),
    "photo_moderation": PHOTOS_HELP,
    "moderation": _("For what belongs to no consultation, and proposed for new consultations."),
    "answer_days": _("Empty: no deadline. Themes and categories may have their own."),
    "contact_name": _("For example: Town hall of Breil-sur-Roya, urban planning."),
    "contact_email": _("Shown to everybody. An address that more than one person reads."),
    "contact_phone": _("For those who would rather call. With the country's prefix where two countries read it."),
    "contact_address": _("For letters and visits."),
    "emergency": _("“In an emergency call 112”, beside the form for reports."),
    "legal_notice": _("Who is responsible for this site and its content, as the law wants it said."),
    "dpo_contact": _("Name and address, as the privacy page shows them."),
    "accessibility_level": _("Tested by automatic checks and by keyboard. “Fully” wants an audit of your own."),
    "accessibility_gaps": _("In addition to what the page says already: for example, plans that are scanned pictures."),
    "funding": _("For example: co-funded by the European Union, Interreg ALCOTRA."),
    "data_licence": _("Under which anybody may use what is published here. Empty: nothing is said about it."),
    "start_lon": _("All three, or none: then the map opens on the whole perimeter."),
}


class HostsField(forms.CharField):
    """One site a line; cleans to a list of hosts without doubles."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().clean(value)
        try:
            hosts = list(dict.fromkeys(normalise_host(line) for line in text.splitlines() if line.strip()))
        except InvalidHost as error:
            raise forms.ValidationError(f"{error.extra['host']}: {error}", code=error.code) from error
        if len(hosts) > MAX_HOSTS:
            raise forms.ValidationError(_("At most %(n)s sites."), params={"n": MAX_HOSTS}, code="too_many_hosts")
        return hosts

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != (data or ""))


class PerimeterForm(ScopedForm):
    """What stays open to change."""

    languages = Checkboxes(
        label=_("Languages of the map"),
        choices=LANGUAGE_CHOICES,
        initial=list(LANGUAGES),
        help_text=_("What residents can switch between."),
    )
    default_language = forms.ChoiceField(
        label=_("Main language"), choices=LANGUAGE_CHOICES, help_text=_("Texts are written in it at least.")
    )
    accent = forms.RegexField(
        r"^(#[0-9a-f]{6})?$",
        label=_("Colour"),
        required=False,
        help_text=_("Of buttons and of the boundary, like #67264f. Made darker or lighter where it could not be read."),
    )
    allowed_hosts = HostsField(
        label=_("Sites"),
        required=False,
        help_text=_(
            "One a line, like www.town.example. Left empty, any site may show the map. With a list, others cannot."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    class Meta:
        model = Perimeter
        fields: tuple[str, ...] = (
            "name",
            "description",
            "default_language",
            "languages",
            "accent",
            "permanent_reports",
            "is_public",
            "moderation",
            "answer_days",
            "photo_moderation",
            "allowed_hosts",
            "contact_name",
            "contact_email",
            "contact_phone",
            "contact_address",
            "legal_notice",
            "dpo_contact",
            "funding",
            "data_licence",
            "accessibility_level",
            "accessibility_gaps",
            "emergency",
            "start_lon",
            "start_lat",
            "start_zoom",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.help_text = HELP.get(name, field.help_text)

    def main_language(self) -> str:
        chosen = self.data.get(self.add_prefix("default_language"), "") if self.is_bound else ""
        return chosen if chosen in LANGUAGES else self.instance.default_language

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        languages = cleaned.get("languages") or []
        if languages and cleaned.get("default_language") not in languages:
            self.add_error("languages", _("The main language is one of them."))
        start = [cleaned.get(name) for name in ("start_lon", "start_lat", "start_zoom")]
        if any(value is None for value in start) and any(value is not None for value in start):
            self.add_error("start_lon", _("Give longitude, latitude and zoom, or none of them."))
        return cleaned
