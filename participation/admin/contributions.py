"""Contributions: read them, hide them, show them again, say how far they are. Words and place stay their author's."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import flatten
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import DomainError
from participation.admin.answer_states import NEEDS_REASON, moves
from participation.admin.answers import (
    FILES,
    AnswerForm,
    CommitteeFilter,
    DepartmentFilter,
    FlaggedFilter,
    WaitingFilter,
    due_told,
    flags_told,
    followers_told,
    joined_told,
    moderating,
    told,
)
from participation.admin.answers_together import answer_page
from participation.admin.attachments import photos_told
from participation.admin.decisions import decisions_said, page_of
from participation.admin.imports import ImportPages
from participation.admin.merging import MergePages
from participation.admin.routing import template_links, templates_for
from participation.answered import answered as words_answered
from participation.decided import last_decisions
from participation.headlines import headline
from participation.models import Action, Contribution, Question, Reason, Step
from participation.querysets import saying, with_last_step
from participation.services.answers import answer_contribution
from participation.services.attachments import add_staff_photo, attach
from participation.services.contributions import change_state
from participation.services.decisions import Act
from participation.services.moderation import decide
from participation.states import ContributionState
from perimeter_data.admin.filters import Related
from perimeter_data.admin.maps import pin_map
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.powers import Power, has_power

S = ContributionState


class ReasonActionForm(ActionForm):
    """The line above the list: what to do with the ticked ones, and why."""

    ground = forms.ChoiceField(required=False, choices=[("", "–"), *Reason.choices], label=_("Reason"))
    reason = forms.CharField(required=False, max_length=500, label=_("Why"))


class OutsideFilter(admin.SimpleListFilter):
    """Those a later boundary left outside."""

    title = _("position")
    parameter_name = "outside"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("outside the boundary in force"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
        return queryset.filter(outside_version__isnull=False) if self.value() == "yes" else queryset


@admin.register(Contribution)
class ContributionAdmin(MergePages, ImportPages, ScopedAdmin):
    """What residents placed. Who they are is not shown: nobody needs it to read an idea."""

    power_to_change = Power.MODERATE
    form = AnswerForm
    with_map = True
    action_form = ReasonActionForm
    actions = ("acknowledge", "answer_all", "merge", "hide", "show_again")
    list_display = ("ref", "title_or_text", "kind", "theme", "state", "day", "flag", "perimeter")
    list_display_links = ("ref", "title_or_text")
    list_filter = (
        "state",
        "kind",
        ("theme", Related),
        WaitingFilter,
        DepartmentFilter,
        FlaggedFilter,
        OutsideFilter,
        CommitteeFilter,
        ("perimeter", Related),
    )
    list_select_related = ("perimeter", "theme", "category")
    search_fields = ("ref",)
    search_help_text = _("Words of the text, or a number like ALP-0412")
    change_list_template = "admin/participation/contributions.html"
    said = (
        "title",
        "text",
        "answered",
        ("ref", "kind", "state"),
        ("theme", "category", "consultation"),
        ("created_at", "due"),
    )
    placed = ("map", ("lon_lat", "outside"))
    walked = ("path", "responsible", "joined", "project", "news", "decided", "flags_said")
    offered = ("templates",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if self.has_change_permission(request) else {}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        may_import = has_power(request.user, Power.ADMINISTER)  # type: ignore[arg-type]
        return super().changelist_view(request, {"may_import": may_import, **(extra_context or {})})

    class Media:
        js = ("frontend_embed/answer.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contribution]:
        return with_last_step(super().get_queryset(request).defer("search", "shape"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Contribution], search_term: str
    ) -> tuple[QuerySet[Contribution], bool]:
        return (saying(queryset, search_term) if search_term.strip() else queryset), False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = [
            (_("What was said"), {"fields": self.said}),
            (_("What was done so far"), {"fields": self.walked}),
            (_("Where it is"), {"fields": self.placed}),
        ]
        may_write = obj is not None and self.has_change_permission(request, obj)
        photos = ("photos_shown", ("photo", "photo_words")) if may_write else ("photos_shown",)
        sets.insert(1, (_("Photos"), {"fields": photos}))
        if self.has_change_permission(request, obj) and obj is not None and moves(obj):
            answer = ("next_state", "department", "answer", "news_by", "ground", "message", "reason", "seen")
            fields = (*self.offered, *answer)
            files = tuple((name, f"{name}_words") for name in FILES)
            sets.insert(1, (_("Your decision"), {"fields": fields}))
            sets.insert(2, (_("Pictures and documents of your answer"), {"fields": files, "classes": ("collapse",)}))
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(flatten((*self.said, *self.walked, *self.offered, *self.placed, "photos_shown")))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        asked = request.GET.get("template", "") if request.method == "GET" and obj is not None else ""
        if asked.isascii() and asked.isdigit() and len(asked) < 19:
            form.template = templates_for(obj).filter(pk=int(asked)).first()
        return form

    def save_model(self, request: HttpRequest, obj: Contribution, form: Any, change: bool) -> None:
        answer = form.given()
        action = moderating(obj, answer.state)
        if action is not None:
            decide(target=obj, action=action, act=form.act(request.user))
            answer = replace(answer, state=None, note="")
        if answer.state or answer.text or answer.department or answer.news_by:
            step = answer_contribution(contribution=obj, answer=answer, user_id=request.user.pk)
            for file, words in form.given_files():
                attach(owner=step, file=file, words=words)
        if form.cleaned_data.get("photo"):
            words = {obj.language: form.cleaned_data["photo_words"]}
            add_staff_photo(contribution=obj, photo=form.cleaned_data["photo"], words=words)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        given = form.cleaned_data
        return f"{form.instance.state} → {given.get('next_state') or form.instance.state}: {given.get('reason', '')}"

    # --- actions on several at once ---
    @admin.action(description=_("Acknowledge"))
    def acknowledge(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> None:
        self._move(request, queryset, S.ACKNOWLEDGED)

    @admin.action(description=_("Give them one answer …"))
    def answer_all(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> HttpResponse | None:
        return answer_page(self, request, queryset)

    @admin.action(description=_("Hide (say why)"))
    def hide(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> None:
        self._move(request, queryset, S.HIDDEN)

    @admin.action(description=_("Show again"))
    def show_again(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> None:
        self._move(request, queryset, S.RECEIVED)

    def _move(self, request: HttpRequest, queryset: QuerySet[Contribution], state: ContributionState) -> None:
        reason = request.POST.get("reason", "").strip()[:500]
        if state in NEEDS_REASON and not reason:
            self.message_user(request, _("Say why: somebody may ask."), messages.ERROR)
            return
        moved = 0
        for contribution in queryset:
            moved += self._move_one(request, contribution, state, reason)
        if moved:
            sentence = ngettext("%(n)s contribution changed.", "%(n)s contributions changed.", moved)
            self.message_user(request, sentence % {"n": moved}, messages.SUCCESS)

    def _move_one(self, request: HttpRequest, contribution: Contribution, state: S, reason: str) -> bool:
        """Move one, or say why not; others go on."""
        if not self.has_change_permission(request, contribution):
            self.message_user(request, _("%(ref)s is not yours to change.") % {"ref": contribution.ref}, messages.ERROR)
            return False
        try:
            action = moderating(contribution, state)
            if action is None:
                change_state(contribution=contribution, state=state, reason=reason, user_id=request.user.pk)
            else:
                ground = request.POST.get("ground", "") if action == Action.HIDE else ""
                act = Act(user=request.user, reason=ground or Reason.OTHER, note=reason)  # type: ignore[arg-type]
                decide(target=contribution, action=action, act=act)
        except DomainError as refusal:
            self.message_user(request, f"{contribution.ref}: {refusal}", messages.WARNING)
            return False
        self.log_change(request, contribution, f"{contribution.state} → {state}: {reason}")
        return True

    # --- what is shown ---
    @admin.display(description=_("what"), ordering="title")
    def title_or_text(self, obj: Contribution) -> str:
        return headline(obj)

    @admin.display(description=_("answers"))
    def answered(self, obj: Contribution) -> str:
        rows = words_answered(obj, Question.objects.filter(category=obj.category_id)) if obj.answers else []
        lines = ((row["label"], row["text"]) for row in rows)
        return format_html_join("", "<p>{}<br><strong>{}</strong></p>", lines) or "–"

    @admin.display(description=_("created"), ordering="created_at")
    def day(self, obj: Contribution) -> str:
        return formats.date_format(timezone.localtime(obj.created_at), "SHORT_DATE_FORMAT")

    @admin.display(description=_("to look at"))
    def flag(self, obj: Contribution) -> str:
        again = obj.state == ContributionState.UNDER_REVIEW and obj.last_by_author  # type: ignore[attr-defined]
        signs = (_("reopened by its author") if again else "", _("outside") if obj.outside_version_id else "")
        return ", ".join(str(sign) for sign in signs if sign)

    @admin.display(description=_("boundary"))
    def outside(self, obj: Contribution) -> str:
        return str(_("outside the boundary in force") if obj.outside_version_id is not None else _("inside"))

    @admin.display(description=_("longitude, latitude"))
    def lon_lat(self, obj: Contribution) -> str:
        return f"{obj.position.x:.6f}, {obj.position.y:.6f}"

    @admin.display(description=_("Path"))
    def path(self, obj: Contribution) -> str:
        """Every step with its department, answer and day; the notes of decisions too, which nobody else reads."""
        steps = (
            Step.objects.filter(contribution=obj).select_related("department__perimeter").order_by("created_at", "id")
        )
        lines = format_html_join("", "<li>{}</li>", ((told(step, obj.language),) for step in steps))
        return format_html('<ol class="path">{}</ol>', lines)

    @admin.display(description=_("Project"))
    def project(self, obj: Contribution) -> str:
        """The projects it has become, and the way to make it one."""
        refs = ", ".join(obj.proposals.order_by("pk").values_list("ref", flat=True))
        query = urlencode({"perimeter": obj.perimeter.slug, "idea": obj.ref})
        address = f"{reverse('admin:participation_proposal_add')}?{query}"
        return format_html('{} <a href="{}">{}</a>', refs, address, _("Make it a project …"))

    @admin.display(description=_("Decisions"))
    def decided(self, obj: Contribution) -> str:
        return decisions_said(last_decisions([obj.pk], []), page_of(obj))

    @admin.display(description=_("Templates"))
    def templates(self, obj: Contribution) -> str:
        return template_links(obj)

    @admin.display(description=_("Who sees to it"))
    def responsible(self, obj: Contribution) -> str:
        return str(obj.department or "")

    @admin.display(description=_("First answer due by"))
    def due(self, obj: Contribution) -> str:
        return due_told(obj)

    @admin.display(description=_("News by e-mail"))
    def news(self, obj: Contribution) -> str:
        return followers_told(obj)

    @admin.display(description=_("Joined with it"))
    def joined(self, obj: Contribution) -> str:
        return joined_told(obj)

    @admin.display(description=_("What readers say"))
    def flags_said(self, obj: Contribution) -> str:
        return flags_told(obj)

    @admin.display(description=_("Photos"))
    def photos_shown(self, obj: Contribution) -> str:
        return photos_told(obj, lambda pk: reverse("admin:participation_attachment_change", args=[pk]))

    @admin.display(description=_("Map"))
    def map(self, obj: Contribution) -> str:
        return pin_map(obj.perimeter, obj.position)
