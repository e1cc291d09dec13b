"""Comments: what waits to be read, what readers flagged; published or hidden, never rewritten."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import DomainError
from participation.admin.answers import OPEN_FLAG, FlaggedFilter, flags_told
from participation.admin.contributions import ReasonActionForm
from participation.admin.decisions import decisions_said, page_of
from participation.decided import last_decisions
from participation.models import Action, Comment, Reason
from participation.services.decisions import Act, seen_version
from participation.services.moderation import decide
from participation.states import COMMENT_MOVES, CommentState
from perimeter_data.admin.filters import Related
from perimeter_data.admin.forms import ScopedForm
from perimeter_data.admin.scope import ScopedAdmin
from perimeter_data.powers import Power

C = CommentState


class CommentForm(ScopedForm):
    """Public or not, and why."""

    next_state = forms.ChoiceField(label=_("What becomes of it"), required=False)
    ground = forms.ChoiceField(label=_("Reason"), choices=[("", "–"), *Reason.choices], required=False)
    reason = forms.CharField(label=_("Why"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    class Meta:
        model = Comment
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("next_state")
        if isinstance(field, forms.ChoiceField):
            moves = COMMENT_MOVES[C(self.instance.state)] - {C.WITHDRAWN}
            stays = _("Stays: %(state)s") % {"state": self.instance.get_state_display()}
            field.choices = [("", stays), *((s.value, s.label) for s in CommentState if s in moves)]

        if "seen" in self.fields:
            self.fields["seen"].initial = seen_version(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("next_state") == C.HIDDEN and not str(cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say why: somebody may ask."))
        return cleaned


def moderating(comment: Comment, state: str) -> Action:
    """Return the decision that a move to this state is."""
    waits = comment.state == C.PENDING
    if state == C.PUBLISHED:
        return Action.APPROVE if waits else Action.SHOW
    return Action.REJECT if waits else Action.HIDE


@admin.register(Comment)
class CommentAdmin(ScopedAdmin):
    """What people say under contributions and proposals."""

    power_to_change = Power.MODERATE
    form = CommentForm
    action_form = ReasonActionForm
    actions = ("publish", "hide", "keep")
    list_display = ("text_start", "about", "state", "day", "flagged", "perimeter")
    list_display_links = ("text_start",)
    list_filter = ("state", FlaggedFilter, ("perimeter", Related))
    list_select_related = ("perimeter", "contribution", "proposal")
    search_fields = ("text", "name")
    ordering = ("-created_at",)
    said = ("text", "name", "about", "state", "day", "decided", "flags_said")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if self.has_change_permission(request) else {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        return super().get_queryset(request).annotate(open_flags=Count("flags", filter=OPEN_FLAG))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets: list[Any] = [(_("What was said"), {"fields": self.said})]
        if obj is not None and self.has_change_permission(request, obj) and COMMENT_MOVES[C(obj.state)]:
            sets.insert(1, (_("Your decision"), {"fields": ("next_state", "ground", "reason", "seen")}))
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.said

    def save_model(self, request: HttpRequest, obj: Comment, form: Any, change: bool) -> None:
        state, given = form.cleaned_data.get("next_state"), form.cleaned_data
        if state:
            user: Any = request.user
            reason, note = given.get("ground") or Reason.OTHER, given.get("reason", "")
            act = Act(user=user, reason=reason, note=note, seen=given.get("seen") or None)
            decide(target=obj, action=moderating(obj, state), act=act)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        given = form.cleaned_data
        return f"{form.instance.state} → {given.get('next_state') or form.instance.state}: {given.get('reason', '')}"

    # --- columns ---
    @admin.display(description=_("comment"), ordering="text")
    def text_start(self, obj: Comment) -> str:
        return obj.text if len(obj.text) <= 90 else f"{obj.text[:88]}…"

    @admin.display(description=_("about"))
    def about(self, obj: Comment) -> str:
        target = obj.contribution or obj.proposal
        if target is None:
            return ""
        name = "contribution" if obj.contribution_id else "proposal"
        page = reverse(f"admin:participation_{name}_change", args=[target.pk])
        return format_html('<a href="{}">{}</a>', page, target)

    @admin.display(description=_("created"), ordering="created_at")
    def day(self, obj: Comment) -> str:
        return formats.date_format(timezone.localtime(obj.created_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("flags"), ordering="open_flags")
    def flagged(self, obj: Any) -> str:
        return str(obj.open_flags) if obj.open_flags else ""

    @admin.display(description=_("Decisions"))
    def decided(self, obj: Comment) -> str:
        return decisions_said(last_decisions([], [obj.pk]), page_of(obj))

    @admin.display(description=_("What readers say"))
    def flags_said(self, obj: Comment) -> str:
        return flags_told(obj)

    # --- several at once ---
    @admin.action(description=_("Publish"))
    def publish(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._each(request, queryset, lambda comment: moderating(comment, C.PUBLISHED))

    @admin.action(description=_("Hide (say why)"))
    def hide(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        if not request.POST.get("reason", "").strip():
            self.message_user(request, _("Say why: somebody may ask."), messages.ERROR)
            return
        self._each(request, queryset, lambda comment: moderating(comment, C.HIDDEN))

    @admin.action(description=_("Leave them: the flags are settled"))
    def keep(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._each(request, queryset, lambda comment: Action.KEEP)

    def _each(self, request: HttpRequest, queryset: QuerySet[Comment], action: Callable[[Comment], Action]) -> None:
        """Do it to each, or say why not; others go on."""
        ground = request.POST.get("ground", "") or Reason.OTHER
        reason, done = request.POST.get("reason", "").strip()[:500], 0
        for comment in queryset:
            if not self.has_change_permission(request, comment):
                continue
            try:
                act = Act(user=request.user, reason=ground, note=reason)  # type: ignore[arg-type]
                decide(target=comment, action=action(comment), act=act)
            except DomainError as refusal:
                self.message_user(request, f"{self.text_start(comment)}: {refusal}", messages.WARNING)
                continue
            self.log_change(request, comment, f"{request.POST['action']}: {reason}")
            done += 1
        if done:
            told = ngettext("%(n)s comment: done.", "%(n)s comments: done.", done) % {"n": done}
            self.message_user(request, told, messages.SUCCESS)
