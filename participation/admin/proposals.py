"""Proposals: a project's texts in each language, its place on the map, its illustration."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.illustrations import REFUSALS
from core.text import require_plain
from participation.admin.attachments import AttachmentInline
from participation.models import Contribution, Proposal, ProposalSet
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
        "proposal_has_votes": "proposal_set",
    }
    idea_refs = forms.CharField(
        label=_("Ideas it came from"),
        required=False,
        max_length=400,
        help_text=_("Their numbers, for example ALP-0412, ALP-0415. Their authors hear of it once it is public."),
    )
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
            "title", "summary", "text", "theme", "consultation", "proposal_set", "state", "responsible",
            "calendar", "budget_eur", "image_alt", "position",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "position" in self.fields:
            widget = self.fields["position"].widget
            if isinstance(widget, PositionWidget):
                widget.address = drawn_address(self.perimeter)
        if self.instance.pk and "idea_refs" in self.fields:
            self.initial["idea_refs"] = ", ".join(idea.ref for idea in self.instance.ideas.order_by("pk"))
        if "illustration" in self.fields:
            self.fields["illustration"].widget.attrs["accept"] = ".png,.jpg,.jpeg,.webp,.heic,.svg"

    def clean_idea_refs(self) -> list[Contribution]:
        """Return the contributions that are named."""
        refs = {ref.upper() for ref in re.split(r"[\s,;]+", self.cleaned_data["idea_refs"]) if ref}
        found = list(Contribution.objects.filter(perimeter=self.instance.perimeter, ref__in=refs).order_by("pk"))
        unknown = refs - {idea.ref for idea in found}
        if unknown:
            raise forms.ValidationError(_("Not known here: %(refs)s"), params={"refs": ", ".join(sorted(unknown))})
        return found

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
        if not self._may_write(request, obj):
            picture = ("shown", "image_alt")
        elif obj is None or not obj.image:
            picture = ("illustration", "image_alt")
        return (
            (_("The project"), {"fields": ("title", "summary", "text")}),
            (_("Where it is"), {"fields": ("position",) if self._may_write(request, obj) else ("map", "lon_lat")}),
            (_("Where it stands"), {"fields": ("state", "theme", "consultation", "proposal_set")}),
            (_("Where it comes from"), {"fields": ("idea_refs",) if self._may_write(request, obj) else ("came_from",)}),
            (_("Who, when, how much"), {"fields": ("responsible", "calendar", "budget_eur")}),
            (_("Illustration"), {"fields": picture}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("map", "lon_lat", "shown", "came_from")

    def _may_write(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or self.has_change_permission(request, obj)

    def may_go(self, obj: Proposal) -> bool:
        return obj.state == ProposalState.DRAFT and not obj.votes.exists()

    def save_model(self, request: HttpRequest, obj: Proposal, form: Any, change: bool) -> None:
        ideas = form.cleaned_data["idea_refs"]
        save_proposal(proposal=obj, illustration=form.picture(), ideas=ideas, user_id=request.user.pk)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A project made of an idea (`?idea=ALP-0412`) begins with its words and its place."""
        perimeter = self.chosen_perimeter(request)
        idea = Contribution.objects.filter(perimeter=perimeter, ref=require_plain(request.GET.get("idea", ""))).first()
        if idea is None:
            return {}
        return {
            "idea_refs": idea.ref,
            "title": {idea.language: idea.title or ""},
            "text": {idea.language: idea.text},
            "theme": idea.theme_id,
            "consultation": idea.consultation_id,
            "position": idea.position,
        }

    @admin.display(description=_("title"))
    def words(self, obj: Proposal) -> str:
        return obj.title.get(obj.perimeter.default_language, "")

    @admin.display(description=_("Ideas it came from"))
    def came_from(self, obj: Proposal) -> str:
        return ", ".join(obj.ideas.order_by("pk").values_list("ref", flat=True)) or "–"

    @admin.display(description=_("Map"))
    def map(self, obj: Proposal) -> str:
        return pin_map(obj.perimeter, obj.position)

    @admin.display(description=_("Illustration"))
    def shown(self, obj: Proposal) -> str:
        if not obj.image:
            return "–"
        return format_html('<img class="illustration" src="/media/{}" alt="">', obj.image.name)

    @admin.display(description=_("longitude, latitude"))
    def lon_lat(self, obj: Proposal) -> str:
        return f"{obj.position.x:.6f}, {obj.position.y:.6f}"


class ProposalSetForm(ScopedForm):
    """The question."""

    class Meta:
        model = ProposalSet
        fields = ("title",)


@admin.register(ProposalSet)
class ProposalSetAdmin(ScopedAdmin):
    """A question with several projects to choose one from."""

    form = ProposalSetForm
    list_display = ("__str__", "projects", "perimeter")
    list_filter = (("perimeter", Related),)
    list_select_related = ("perimeter",)
    guidance = _(
        "Ask which of several places or projects people are for: each can choose one. "
        "Save the question, then name it in each of its projects."
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("proposals")

    def may_go(self, obj: ProposalSet) -> bool:
        return not obj.proposals.exists()

    @admin.display(description=_("projects"))
    def projects(self, obj: ProposalSet) -> str:
        return ", ".join(proposal.ref for proposal in obj.proposals.all()) or "–"
