"""Photos of contributions: what waits to be seen; published, hidden, or a part of one made unrecognisable."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import DomainError
from participation.admin.attachments import picture
from participation.admin.decisions import decisions_said, page_of
from participation.admin.queue_forms import DecisionForm
from participation.models import Attachment, Reason
from participation.services.decisions import Act
from participation.services.photo_moderation import Area, blur_photo, moderate_photo
from participation.states import PHOTO_MOVES, PhotoState
from perimeter_data.admin.filters import Related
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.powers import Power

AREA = ("left", "top", "across", "down")
WHY = ("reason", "message", "note")


def per_cent(label: Any) -> forms.FloatField:
    """Return a field for a share of the picture's width or height."""
    widget = forms.NumberInput(attrs={"step": "0.1"})
    return forms.FloatField(label=label, required=False, min_value=0, max_value=100, widget=widget)


class PhotoForm(ScopedForm):
    """Public or not, and which rectangle nobody may recognise."""

    refusal_fields = {
        "outside_the_picture": "left",
        "decision_needs_reason": "reason",
        "impossible_state_change": "next_state",
    }
    next_state = forms.ChoiceField(label=_("What becomes of it"), required=False)
    reason = DecisionForm.base_fields["reason"]
    message = DecisionForm.base_fields["message"]
    note = DecisionForm.base_fields["note"]
    left = per_cent(_("From the left (%)"))
    top = per_cent(_("From the top (%)"))
    across = per_cent(_("Width (%)"))
    down = per_cent(_("Height (%)"))

    class Meta:
        model = Attachment
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("next_state")
        if isinstance(field, forms.ChoiceField):
            stays = _("Stays: %(state)s") % {"state": self.instance.get_state_display()}
            moves = PHOTO_MOVES[PhotoState(self.instance.state)]
            field.choices = [("", stays), *((s.value, s.label) for s in PhotoState if s in moves)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        given = [cleaned.get(name) is not None for name in AREA]
        if any(given) and not all(given):
            self.add_error(AREA[given.index(False)], _("A rectangle has four numbers."))
        return cleaned

    def area(self) -> Area | None:
        """Return the rectangle (left, top, width, height), where one was drawn."""
        left, top, across, down = (self.cleaned_data.get(name) for name in AREA)
        return None if left is None or top is None or across is None or down is None else (left, top, across, down)

    def act(self, user: Any) -> Act:
        """Return who decides and why."""
        return Act(user=user, **{name: self.cleaned_data[name] for name in WHY})


class SeveralForm(ActionForm):
    """Why several photos are hidden."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "–"), *Reason.choices], required=False)


@admin.register(Attachment)
class PhotoAdmin(ScopedAdmin):
    """What residents show. Adding one is done on the contribution's page."""

    scope = "contribution__perimeter"
    power_to_change = Power.MODERATE
    form = PhotoForm
    actions = ("publish", "hide")
    action_form = SeveralForm
    list_display = ("thumbnail", "about", "state", "day", "perimeter_name")
    list_display_links = ("thumbnail",)
    list_filter = ("state", ("contribution__perimeter", Related))
    list_select_related = ("contribution__perimeter",)
    ordering = ("-created_at",)
    said = ("shown", "words_said", "about", "state", "day", "decided")
    guidance = _("What is blurred stays blurred: the former picture is not kept.")

    class Media:
        js = ("frontend_embed/blur.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        return super().get_queryset(request).filter(contribution__isnull=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if self.has_change_permission(request) else {}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets: list[Any] = [(_("The photo"), {"fields": self.said})]
        if obj is not None and self.has_change_permission(request, obj):
            draw = _("Draw a rectangle on the photo with the mouse, or give four numbers.")
            sets.append((_("What becomes of it"), {"fields": ("next_state",)}))
            sets.append((_("Make a part unrecognisable"), {"fields": (AREA,), "description": draw}))
            sets.append((_("Why"), {"fields": WHY, "description": _("Its author reads the reason and your word.")}))
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.said

    def save_model(self, request: HttpRequest, obj: Attachment, form: Any, change: bool) -> None:
        area, state = form.area(), form.cleaned_data.get("next_state")
        act = form.act(request.user)
        if area is not None:
            blur_photo(photo=obj, area=area, act=act)
        if state:
            moderate_photo(photo=obj, state=state, act=act)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        given = form.cleaned_data
        blurred = "" if form.area() is None else " (blurred)"
        return f"{form.instance.state} → {given.get('next_state') or form.instance.state}{blurred}"

    # --- columns ---
    @admin.display(description=_("photo"))
    def thumbnail(self, obj: Attachment) -> str:
        return picture(obj)

    @admin.display(description=_("Photo"))
    def shown(self, obj: Attachment) -> str:
        return picture(obj, large=True)

    @admin.display(description=_("In words"))
    def words_said(self, obj: Attachment) -> str:
        return next(iter(obj.words.values()), "")

    @admin.display(description=_("about"))
    def about(self, obj: Attachment) -> str:
        page = reverse("admin:participation_contribution_change", args=[obj.contribution_id])
        return format_html('<a href="{}">{}</a>', page, obj.contribution)

    @admin.display(description=_("created"), ordering="created_at")
    def day(self, obj: Attachment) -> str:
        return formats.date_format(timezone.localtime(obj.created_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("perimeter"))
    def perimeter_name(self, obj: Attachment) -> str:
        return str(self.perimeter_of(obj))

    @admin.display(description=_("Decisions"))
    def decided(self, obj: Attachment) -> str:
        if obj.contribution is None:
            return ""
        return decisions_said(obj.decisions.select_related("user"), page_of(obj.contribution))

    # --- several at once ---
    @admin.action(description=_("Publish"))
    def publish(self, request: HttpRequest, queryset: QuerySet[Attachment]) -> None:
        self._each(request, queryset, PhotoState.PUBLISHED)

    @admin.action(description=_("Hide"))
    def hide(self, request: HttpRequest, queryset: QuerySet[Attachment]) -> None:
        self._each(request, queryset, PhotoState.HIDDEN)

    def _each(self, request: HttpRequest, queryset: QuerySet[Attachment], state: PhotoState) -> None:
        """Do it to each, or say why not; others go on."""
        done, act = 0, Act(user=request.user, reason=_reason(request))  # type: ignore[arg-type]
        for photo in queryset:
            if not self.has_change_permission(request, photo):
                continue
            try:
                moderate_photo(photo=photo, state=state, act=act)
            except DomainError as refusal:
                self.message_user(request, f"{photo}: {refusal}", messages.WARNING)
                continue
            self.log_change(request, photo, f"{photo.state} → {state}")
            done += 1
        if done:
            told = ngettext("%(n)s photo: done.", "%(n)s photos: done.", done) % {"n": done}
            self.message_user(request, told, messages.SUCCESS)


def _reason(request: HttpRequest) -> str:
    given = request.POST.get("reason", "")
    return given if given in Reason.values else ""
