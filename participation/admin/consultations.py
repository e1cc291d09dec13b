"""Consultations with their phases: texts, themes, and from when to when what is open."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.i18n import TranslatedField, translated
from participation.admin.attachments import AttachmentInline
from participation.admin.closing import closing_page
from participation.models import (
    CONSULTATION_TEXTS,
    Consultation,
    Contribution,
    Feature,
    Phase,
    Proposal,
    Results,
)
from participation.rules import is_over
from perimeter_data.admin.filters import Related
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.admin.settings import PHOTOS_HELP
from perimeter_data.admin.words import Checkboxes, WordsField
from perimeter_data.models import VersionState, Zone
from perimeter_data.selectors.zonings import zones_to_choose


def moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    """Return a field with the browser's own picker of day and hour, in the server's time zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, help_text=help_text, widget=widget)


class PhaseForm(forms.ModelForm):
    """What is open between two dates."""

    starts_at = moment(_("Starts"))
    ends_at = moment(_("Ends"))
    features = Checkboxes(
        label=_("What is open"), choices=Feature.choices, initial=list(Feature.values), required=False
    )

    class Meta:
        model = Phase
        fields = ("kind", "name", "starts_at", "ends_at", "features")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("A phase ends after it starts."))
        return cleaned


class PhaseInline(admin.StackedInline):
    """The phases of a consultation, in its form. Whoever may change it may change them."""

    model = Phase
    form = PhaseForm
    extra = 0
    formfield_overrides = {TranslatedField: {"form_class": WordsField}}
    fieldsets = ((None, {"fields": ("kind", "name", ("starts_at", "ends_at"), "features")}),)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1 if obj is None else 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        perimeter = request.form_perimeter  # type: ignore[attr-defined]
        formset = super().get_formset(request, obj, **kwargs)
        name = formset.form.base_fields.get("name")
        if isinstance(name, WordsField):
            name.require(perimeter.default_language)
        return formset

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        page = self.admin_site.get_model_admin(Consultation)
        return page.has_change_permission(request, obj) if obj is not None else page.has_add_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.get_model_admin(Consultation).has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)


class ConsultationForm(ScopedForm):
    """What is asked, what is told beforehand, where it is about, and how what is said gets published."""

    slug_source = "title"

    class Meta:
        model = Consultation
        fields = (
            "title", "intro", *CONSULTATION_TEXTS, "slug", "state", "themes", "area", "moderation", "threshold",
            "neutral_votes", "results", "photo_moderation",
        )  # fmt: skip
        help_texts = {
            "state": _("A draft is seen by staff alone. Published, it is open while one of its phases is."),
            "commitment": _("Say what you will do with what people say, and when they will hear of it."),
            "participant_role": _("Is it decided together, are people asked for advice, are they informed?"),
            "admissible": _("What kind of ideas can be taken up, and which cannot."),
            "threshold": _("So many votes for an idea put it on the committee’s list. Empty: there is no such list."),
            "neutral_votes": _("People may also vote without being for or against."),
            "results": _(
                "Hidden, no list, map or number tells how votes stand until the last phase with votes is over."
            ),
            "photo_moderation": PHOTOS_HELP,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state, results = self.fields.get("state"), self.fields.get("results")
        if isinstance(state, forms.ChoiceField):
            state.choices = [(s.value, s.label) for s in Consultation.State if s != Consultation.State.CLOSED]
        if isinstance(results, forms.ChoiceField):
            shown = self.instance.results == Results.SHOWN
            results.choices = [(r.value, r.label) for r in Results if (r == Results.SHOWN) == shown]


class ZonesField(forms.ModelMultipleChoiceField):
    """Zones by their names; of an edition that is no longer in force, which."""

    def label_from_instance(self, obj: Zone) -> str:
        name = translated(obj.name) or obj.code
        return name if obj.version.state == VersionState.PUBLISHED else f"{name} ({obj.version})"


@admin.register(Consultation)
class ConsultationAdmin(ScopedAdmin):
    """A dated process."""

    form = ConsultationForm
    inlines = (PhaseInline, AttachmentInline)
    list_display = ("__str__", "state", "when", "perimeter")
    list_filter = ("state", ("perimeter", Related))
    list_select_related = ("perimeter",)
    search_fields = ("slug", "title")
    long_words = ("intro", *CONSULTATION_TEXTS)
    guidance = _("One phase is enough: from when to when, and what people can do. More phases can open more or less.")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("perimeter").prefetch_related("phases")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new consultation is moderated as its perimeter says, until somebody chooses otherwise."""
        perimeter = self.chosen_perimeter(request)
        if perimeter is None:
            return {}
        return {"moderation": perimeter.moderation, "photo_moderation": perimeter.photo_moderation}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        running = ("state", "closing") if obj is not None else ("state",)
        said_before = tuple(name for name in CONSULTATION_TEXTS if name != "conclusion")
        return (
            (None, {"fields": ("title", "intro", "slug", *running)}),
            (_("What people read beforehand"), {"fields": said_before, "classes": ("collapse",)}),
            (_("What it is about"), {"fields": ("themes", "area")}),
            (_("How it runs"), {"fields": ("moderation", "photo_moderation", "results", "neutral_votes", "threshold")}),
            *([(_("What came of it"), {"fields": ("conclusion",)})] if is_over(obj) else []),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed: tuple[str, ...] = ("closing",) if obj is None else ("slug", "closing")
        return (*fixed, "state") if is_over(obj) else fixed

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(partial(closing_page, self))
        return [path("<int:pk>/close/", page, name="participation_consultation_close"), *super().get_urls()]

    @admin.display(description=_("The end"))
    def closing(self, obj: Consultation) -> str:
        if is_over(obj):
            return str(_("It is over: people read it, and can no longer change anything."))
        address = reverse("admin:participation_consultation_close", args=[obj.pk])
        return format_html('<a href="{}">{}</a>', address, _("Close it …"))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("themes", "area"):
            kwargs["widget"] = forms.CheckboxSelectMultiple(attrs={"class": "many"})
        if db_field.name == "area":
            perimeter = request.form_perimeter  # type: ignore[attr-defined]
            zones = zones_to_choose(perimeter, Consultation.objects.filter(perimeter=perimeter).values("area"))
            kwargs |= {"form_class": ZonesField, "queryset": zones}
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "themes" and field is not None:
            field.help_text = _("None ticked means all.")
        if db_field.name == "area" and field is not None:
            field.help_text = _("None ticked means the whole territory.")
        return field

    def may_go(self, obj: Consultation) -> bool:
        used = Q(consultation=obj)
        return not (Contribution.objects.filter(used).exists() or Proposal.objects.filter(used).exists())

    @admin.display(description=_("dates"))
    def when(self, obj: Consultation) -> str:
        spans = []
        for phase in obj.phases.all():
            ends = (timezone.localtime(at) for at in (phase.starts_at, phase.ends_at))
            spans.append(" – ".join(formats.date_format(at, "SHORT_DATE_FORMAT") for at in ends))
        return ", ".join(spans)
