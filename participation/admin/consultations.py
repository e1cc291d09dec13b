"""Consultations with their phases: texts, themes, and from when to when what is open."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from core.i18n import TranslatedField
from participation.admin.attachments import AttachmentInline
from participation.models import Consultation, Contribution, Feature, Phase, Proposal
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.labels import Choices, Related
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.admin.settings import PHOTOS_HELP
from perimeter_data.admin.words import Checkboxes, WordsField


def moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    """Return a field with the browser's own picker of day and hour, in the server's time zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, help_text=help_text, widget=widget)


class PhaseForm(forms.ModelForm):
    """What is open between two dates."""

    starts_at = moment(_("Starts"))
    ends_at = moment(_("Ends"))
    features = Checkboxes(label=_("What is open"), choices=Feature.choices, initial=list(Feature.values))

    class Meta:
        model = Phase
        fields = ("name", "starts_at", "ends_at", "features")

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
    fieldsets = ((None, {"fields": ("name", ("starts_at", "ends_at"), "features")}),)

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
    """Texts, themes and how what is said gets published."""

    slug_source = "title"

    class Meta:
        model = Consultation
        fields = ("title", "intro", "slug", "state", "themes", "moderation", "photo_moderation")
        help_texts = {
            "state": _("A draft is seen by staff alone. Published, it is open while one of its phases is."),
            "themes": _("None ticked means all."),
            "photo_moderation": PHOTOS_HELP,
        }
        labels = {"photo_moderation": _("moderation of photos")}


@admin.register(Consultation)
class ConsultationAdmin(ScopedAdmin):
    """A dated process."""

    form = ConsultationForm
    inlines = (PhaseInline, AttachmentInline)
    list_display = ("__str__", "state", "when", "perimeter")
    list_filter = (("state", Choices), ("perimeter", Related))
    list_select_related = ("perimeter",)
    search_fields = ("slug", "title")
    guidance = _("One phase is enough: from when to when, and what people can do. More phases can open more or less.")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("perimeter").prefetch_related("phases")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new consultation is moderated as its perimeter says, until somebody chooses otherwise."""
        perimeter = self.chosen_perimeter(request)
        if perimeter is None:
            return {}
        return {"moderation": perimeter.moderation, "photo_moderation": perimeter.photo_moderation}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("slug",)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "themes":
            kwargs["widget"] = forms.CheckboxSelectMultiple()
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "themes" and field is not None:
            field.help_text = _("None ticked means all.")
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
