"""Proposals: a project's texts in each language, its place on the map, its illustration."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.illustrations import REFUSALS
from participation.admin.attachments import AttachmentInline
from participation.models import Proposal
from participation.services.proposals import save_proposal
from participation.states import ProposalState
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.labels import Choices, Related
from perimeter_data.admin.maps import drawn_address, pin_map
from perimeter_data.admin.position import PositionField, PositionWidget
from perimeter_data.admin.scope import ScopedAdmin

POSITION = ("outside_perimeter", "coordinates_swapped")


class ProposalForm(ScopedForm):
    """Position on the map or by two numbers, illustration by upload."""

    refusal_fields = {
        **dict.fromkeys(POSITION, "position"),
        **dict.fromkeys(REFUSALS, "illustration"),
        "unknown_theme": "theme",
        "unknown_consultation": "consultation",
    }
    position = PositionField(label=_("Position"))
    illustration = forms.FileField(
        label=_("New illustration"),
        required=False,
        help_text=_("PNG, JPEG, WebP, HEIC or a plain SVG drawing, 12 MB at most."),
    )
    without_image = forms.BooleanField(label=_("Take the illustration away"), required=False)

    class Meta:
        model = Proposal
        fields = (
            "title", "summary", "text", "theme", "consultation", "state", "responsible", "calendar", "budget_eur",
            "image_alt", "position",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "position" in self.fields:
            widget = self.fields["position"].widget
            if isinstance(widget, PositionWidget):
                widget.address = drawn_address(self.perimeter)
        if "illustration" in self.fields:
            self.fields["illustration"].widget.attrs["accept"] = ".png,.jpg,.jpeg,.webp,.heic,.svg"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        has_picture = cleaned.get("illustration") or (self.instance.image and not cleaned.get("without_image"))
        if has_picture and not cleaned.get("image_alt"):
            self.add_error(
                "image_alt", _("Say in a few words what the illustration shows, for those who do not see it.")
            )
        return cleaned

    def refusal_sentence(self, refusal: DomainError) -> str:
        nearest = refusal.extra.get("nearest")
        return f"{refusal} {nearest[0]:.6f}, {nearest[1]:.6f}" if nearest else str(refusal)

    def picture(self) -> bytes | None:
        """Return what the service takes: bytes to store, b"" to take away, None to leave alone."""
        if self.cleaned_data.get("illustration"):
            return self.cleaned_data["illustration"].read()
        return b"" if self.cleaned_data.get("without_image") else None


@admin.register(Proposal)
class ProposalAdmin(ScopedAdmin):
    """Projects put to opinion."""

    form = ProposalForm
    inlines = (AttachmentInline,)
    with_map = True
    long_words = ("text",)
    list_display = ("ref", "words", "theme", "state", "consultation", "perimeter")
    list_display_links = ("ref", "words")
    list_filter = (
        ("state", Choices),
        ("theme", Related),
        ("consultation", Related),
        ("perimeter", Related),
    )
    list_select_related = ("perimeter", "theme", "consultation__perimeter")
    search_fields = ("ref", "title")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        picture: tuple[str, ...] = ("shown", "illustration", "image_alt", "without_image")
        if obj is None or not obj.image:
            picture = ("illustration", "image_alt")
        elif not self._may_write(request, obj):
            picture = ("shown", "image_alt")
        return (
            (_("The project"), {"fields": ("title", "summary", "text")}),
            (_("Where it is"), {"fields": ("position",) if self._may_write(request, obj) else ("map", "lon_lat")}),
            (_("Where it stands"), {"fields": ("state", "theme", "consultation")}),
            (_("Who, when, how much"), {"fields": ("responsible", "calendar", "budget_eur")}),
            (_("Illustration"), {"fields": picture}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("map", "lon_lat", "shown")

    def _may_write(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or self.has_change_permission(request, obj)

    def may_go(self, obj: Proposal) -> bool:
        return obj.state == ProposalState.DRAFT and not obj.votes.exists()

    def save_model(self, request: HttpRequest, obj: Proposal, form: Any, change: bool) -> None:
        save_proposal(proposal=obj, illustration=form.picture())

    @admin.display(description=_("title"))
    def words(self, obj: Proposal) -> str:
        return obj.title.get(obj.perimeter.default_language, "")

    @admin.display(description=_("Map"))
    def map(self, obj: Proposal) -> str:
        return pin_map(obj.perimeter, obj.position)

    @admin.display(description=_("Illustration"))
    def shown(self, obj: Proposal) -> str:
        return format_html('<img class="illustration" src="/media/{}" alt="">', obj.image.name)

    @admin.display(description=_("longitude, latitude"))
    def lon_lat(self, obj: Proposal) -> str:
        return f"{obj.position.x:.6f}, {obj.position.y:.6f}"
