"""One contribution or comment in full, with everything that can be decided about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import DomainError, InvalidParameter
from core.problems import status_of
from participation.admin.queue import card
from participation.admin.queue_forms import DecisionForm, MoveForm, RedactForm, ThemeForm
from participation.decided import other_moderators
from participation.models import Action, Appeal, Comment, Contribution, ModerationDecision
from participation.rules import is_shown
from participation.services.appeals import answer_appeal
from participation.services.corrections import file_under, move
from participation.services.decisions import Act
from participation.services.moderation import decide, fitting
from participation.services.redaction import redact
from participation.waiting_items import Item, read_items
from perimeter_data.admin.maps import pin_map
from perimeter_data.powers import Power, has_power

Target = Contribution | Comment
# Photos are decided about on their own page.
DECIDED_HERE = [action for action in Action if not action.startswith("photo_")]
# Further decisions may follow these: they come back to the page.
STAYS = (Action.REDACT, Action.MOVE, Action.THEME)


def item_page(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Show one item; POST decides, and goes back to the queue or says why not."""
    item = _item(request, what, pk)
    refusal: DomainError | None = None
    bound: DecisionForm | None = None
    if request.method == "POST":
        action = _action(request)
        bound = _form(action, item.target, request.POST)
        if bound.is_valid():
            try:
                made = ACTS.get(action, _plain)(request, item, bound, action)
            except DomainError as error:
                refusal = error
                item = _item(request, what, pk)
            else:
                return _go_on(request, made)
    facts = {**_facts(request, item, bound), "refusal": refusal}
    status = status_of(refusal) if refusal else 422 if bound else 200
    response = TemplateResponse(request, "admin/moderation/item.html", facts, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _item(request: HttpRequest, what: str, pk: int) -> Item:
    """Return what is asked for; 404 where it is not, 403 where it is somebody else's to decide."""
    found = read_items([(what, pk)]).get((what, pk))
    if found is None:
        raise Http404
    if not has_power(request.user, Power.MODERATE, found.target.perimeter_id):  # type: ignore[arg-type]
        raise PermissionDenied
    open_appeals = Appeal.objects.filter(**{found.what: pk}, answered_at=None).select_related("decision__user")
    found.appeal = open_appeals.order_by("id").first()
    return found


def _action(request: HttpRequest) -> Action:
    asked = request.POST.get("do", "")
    if asked not in DECIDED_HERE:
        raise InvalidParameter(parameter="do")
    return Action(asked)


def _form(action: Action, target: Target, data: Any = None) -> DecisionForm:
    """Return the form of an action; what is only for contributions is refused for comments."""
    if action == Action.REDACT:
        return RedactForm(data, prefix=None)
    if action in (Action.MOVE, Action.THEME):
        if not isinstance(target, Contribution):
            raise InvalidParameter(parameter="do")
        return (MoveForm if action == Action.MOVE else ThemeForm)(data, contribution=target)
    return DecisionForm(data)


def _plain(request: HttpRequest, item: Item, form: DecisionForm, action: Action) -> ModerationDecision:
    return decide(target=item.target, action=fitting(item.target, action), act=form.act(request.user))


def _redact(request: HttpRequest, item: Item, form: Any, action: Action) -> ModerationDecision:
    act: Act = form.act(request.user)
    with transaction.atomic():
        made = redact(target=item.target, spans=form.marked(item.target), act=act)
        if not form.cleaned_data["publish"]:
            return made
        # What the author is told stands with the redaction.
        return decide(target=item.target, action=Action.APPROVE, act=Act(user=act.user))


def _move(request: HttpRequest, item: Item, form: Any, action: Action) -> ModerationDecision:
    position = form.cleaned_data["position"]
    return move(contribution=item.target, position=position, act=form.act(request.user))  # type: ignore[arg-type]


def _file(request: HttpRequest, item: Item, form: Any, action: Action) -> ModerationDecision:
    given = form.cleaned_data
    return file_under(
        contribution=item.target,  # type: ignore[arg-type]
        theme=given["theme"],
        category=given["category"] or None,
        act=form.act(request.user),
    )


def _answer(request: HttpRequest, item: Item, form: DecisionForm, action: Action) -> ModerationDecision:
    if item.appeal is None:
        raise InvalidParameter(parameter="do")
    return answer_appeal(appeal=item.appeal, grant=action == Action.GRANT, act=form.act(request.user))


ACTS: dict[Action, Callable[[HttpRequest, Item, Any, Action], ModerationDecision]] = {
    Action.REDACT: _redact,
    Action.MOVE: _move,
    Action.THEME: _file,
    Action.UPHOLD: _answer,
    Action.GRANT: _answer,
}


def _go_on(request: HttpRequest, made: ModerationDecision) -> HttpResponse:
    messages.success(request, _("Noted: %(what)s.") % {"what": made.get_action_display()})
    query = request.GET.urlencode()
    address = request.path if made.action in STAYS else reverse("moderation-queue")
    return HttpResponseRedirect(f"{address}{'?' if query else ''}{query}")


def _facts(request: HttpRequest, item: Item, bound: DecisionForm | None) -> dict[str, Any]:
    target, seen = item.target, {"seen": item.seen}
    of_contribution = isinstance(target, Contribution)
    own = item.appeal is not None and item.appeal.decision.user_id == request.user.pk
    forms: dict[str, Any] = {"form": DecisionForm(initial=seen, auto_id="decide_%s")}
    forms["redact"] = RedactForm(initial={**seen, "reason": "personal"}, auto_id="redact_%s")
    if isinstance(target, Contribution):
        forms["move"] = MoveForm(contribution=target, initial=seen, auto_id="move_%s")
        forms["theme"] = ThemeForm(contribution=target, initial=seen, auto_id="theme_%s")
    if bound is not None:
        _keep_words(forms, bound, item)
    query = request.GET.urlencode()
    return {
        **admin.site.each_context(request),
        "title": target.ref if isinstance(target, Contribution) else _("Comment"),
        "card": card(item, query),
        "target": target,
        "of_contribution": of_contribution,
        "waits": target.state == "pending",
        "shown": is_shown(target),
        "out_of_sight": target.state in ("hidden", "rejected"),
        "map": pin_map(target.perimeter, target.position) if isinstance(target, Contribution) else "",
        "own_decision": own and other_moderators(target.perimeter_id, request.user.pk or 0),
        "queue": f"{reverse('moderation-queue')}{'?' if query else ''}{query}",
        "with_map": True,
        **forms,
    }


def _keep_words(forms: dict[str, Any], bound: DecisionForm, item: Item) -> None:
    """Show again what was typed, for what is there by now."""
    name = {RedactForm: "redact", MoveForm: "move", ThemeForm: "theme"}.get(type(bound), "form")
    # Places in the text were of the text that was there.
    data = {**bound.data.dict(), "seen": item.seen, "spans": ""}  # type: ignore[attr-defined]
    extra: dict[str, Any] = {"contribution": item.target} if name in ("move", "theme") else {}
    forms[name] = type(bound)(data, auto_id=f"{'decide' if name == 'form' else name}_%s", **extra)
