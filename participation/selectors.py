"""Named reads of the debate. Everything the public sees goes through the `public_…` functions here."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Participant
from core.errors import Missing, Moved, Unauthenticated
from layers.plan_here import still_public, told
from participation import querysets, similar
from participation.filters import ContributionFilter
from participation.folds import reading
from participation.models import (
    Anchor,
    Attachment,
    Category,
    Choice,
    Comment,
    Consultation,
    Contribution,
    PlanHere,
    Proposal,
    Question,
    Results,
    Step,
    Vote,
    ZoneAssignment,
)
from participation.models.targets import target_name
from participation.refusals import UnknownFile
from participation.rules import hides_results
from participation.states import PUBLIC_PROPOSAL_STATES, PUBLIC_STATES, CommentState, ContributionState, PhotoState
from perimeter_data.models import Perimeter, VersionState
from perimeter_data.selectors.zonings import named_zones

EVERYTHING = ContributionFilter()
PUBLIC_CONSULTATION_STATES = (Consultation.State.PUBLISHED, Consultation.State.CLOSED)


class UnknownContribution(Missing):
    code = "unknown_contribution"
    message = _("There is no such contribution, or it is not public.")


class MergedContribution(Moved):
    """Carries `into` and `ref` of the one it was joined with."""

    code = "merged"
    message = _("This was joined with another contribution that says the same.")


class UnknownProposal(Missing):
    code = "unknown_proposal"
    message = _("There is no such project, or it is not public.")


class UnknownComment(Missing):
    code = "unknown_comment"
    message = _("There is no such comment, or it is not public.")


def public_contributions(
    perimeter: Perimeter, f: ContributionFilter = EVERYTHING, *, viewer: Participant | None = None
) -> QuerySet[Contribution]:
    """Return what the public may see of a perimeter's contributions; with `mine`, the viewer's own in any state.

    With `voted`, only what the viewer has a vote on. Either without a viewer: `Unauthenticated`.
    """
    rows = Contribution.objects.filter(perimeter=perimeter)
    rows = rows.filter(participant=_somebody(viewer)) if f.mine else rows.filter(state__in=PUBLIC_STATES)
    if f.voted:
        rows = querysets.voted(rows, "contribution", _somebody(viewer))
    return querysets.contributions(rows, perimeter, f)


def _somebody(viewer: Participant | None) -> Participant:
    if viewer is None:
        raise Unauthenticated
    return viewer


def count_contributions(
    perimeter: Perimeter, f: ContributionFilter = EVERYTHING, *, viewer: Participant | None = None
) -> int:
    """Return how many `public_contributions` there are; of what the folds know, without looking at them."""
    if reading.answers(f):
        return reading.count(perimeter, f)
    return public_contributions(perimeter, f, viewer=viewer).count()


def any_anchored(perimeter: Perimeter) -> bool:
    """Say whether the public sees contributions that are anchored to a zone (index contribution_anchored)."""
    return Contribution.objects.filter(perimeter=perimeter, state__in=PUBLIC_STATES, anchor=Anchor.ZONE).exists()


def public_similar(perimeter: Perimeter, asked: similar.Asked) -> list[tuple[Contribution, float]]:
    """Return up to five public, open contributions that may say the same, likeliest first, with their distance_m."""
    best = similar.ranked(asked, similar.candidates(perimeter, asked))
    rows = public_contributions(perimeter).select_related("theme", "category", "consultation").defer("search")
    loaded = rows.in_bulk([one.pk for one in best]) if best else {}
    return [(loaded[one.pk], one.distance_m) for one in best if one.pk in loaded]


def public_proposals(
    perimeter: Perimeter, f: ContributionFilter = EVERYTHING, *, viewer: Participant | None = None
) -> QuerySet[Proposal]:
    """Return the proposals the public may see; with `voted`, those the viewer has a vote on, or `Unauthenticated`."""
    rows = Proposal.objects.filter(perimeter=perimeter, state__in=PUBLIC_PROPOSAL_STATES)
    if f.voted:
        rows = querysets.voted(rows, "proposal", _somebody(viewer))
    return querysets.proposals(rows, perimeter, f)


def public_contribution(pk: int, *, viewer: Participant | None = None) -> Contribution:
    """Return one contribution with what its page needs; its author sees it in any state; or `UnknownContribution`.

    Of what was merged into another that is public, others are told where it went: `MergedContribution`.
    """
    found = Contribution.objects.select_related("perimeter", "theme", "category", "consultation").filter(pk=pk).first()
    if found is None:
        raise UnknownContribution
    own = viewer is not None and found.participant_id == viewer.pk
    public = found.state in PUBLIC_STATES and found.perimeter.is_public
    if not public and not own:
        into = survivor_of(found) if found.perimeter.is_public else None
        raise MergedContribution(into=into.pk, ref=into.ref) if into else UnknownContribution
    return found


def public_plan_here(contribution: Contribution) -> dict[str, Any] | None:
    """Return what the plan said where a contribution was placed, in the active language; None where it said nothing.

    Up to two queries; the perimeter is loaded with the contribution.
    """
    kept = PlanHere.objects.filter(pk=contribution.pk).first()
    if kept is None:
        return None
    public = {name: still_public(getattr(kept, name)) for name in ("zones", "rules")}
    if not any(public.values()):
        return None
    return {"read_at": kept.read_at, **told(public["zones"], public["rules"], contribution.perimeter.default_language)}


def survivor_of(contribution: Contribution) -> Contribution | None:
    """Return the public one that this was merged into, with what its page needs; None: not merged, or not public."""
    if contribution.merged_into_id is None:
        return None
    related = ("perimeter", "theme", "category", "consultation")
    rows = Contribution.objects.select_related(*related).filter(state__in=PUBLIC_STATES)
    return rows.filter(pk=contribution.merged_into_id).first()


def public_ref(perimeter: Perimeter, ref: str) -> str:
    """Return the number to look for in the place of this one: the survivor's where it was merged, else itself."""
    rows = Contribution.objects.filter(perimeter=perimeter, ref=ref, merged_into__state__in=PUBLIC_STATES)
    return rows.values_list("merged_into__ref", flat=True).first() or ref


def is_public_ref(perimeter: Perimeter, ref: str) -> bool:
    """Whether a contribution, or what it was merged into, or a project of this number is there to be read."""
    found = public_ref(perimeter, ref)
    return (
        public_contributions(perimeter).filter(ref=found).exists()
        or public_proposals(perimeter).filter(ref=found).exists()
    )


def public_proposal(pk: int) -> Proposal:
    """Return one proposal with what its page needs; raise `UnknownProposal`."""
    rows = Proposal.objects.select_related("perimeter", "theme", "consultation", "proposal_set")
    found = rows.filter(pk=pk, state__in=PUBLIC_PROPOSAL_STATES, perimeter__is_public=True).first()
    if found is None:
        raise UnknownProposal
    return found


def public_comments(target: Contribution | Proposal, viewer: Participant | None = None) -> QuerySet[Comment]:
    """Return what the public may know of a discussion; the viewer's own while they wait to be read, or are hidden.

    A comment that went is there while public replies stand under it: callers show a gap (`rules.is_gone`).
    """
    of = {target_name(target): target}
    seen = Q(state=CommentState.PUBLISHED)
    if viewer is not None:
        seen |= Q(state__in=(CommentState.PENDING, CommentState.HIDDEN), participant=viewer)
    replies = Comment.objects.filter(parent=OuterRef("pk"), state=CommentState.PUBLISHED)
    return Comment.objects.filter(seen | Q(parent=None) & Exists(replies), **of).order_by("created_at", "id")


def public_comment(pk: int, *, viewer: Participant | None = None) -> Comment:
    """Return one comment of a public target; raise `UnknownComment`."""
    found = Comment.objects.select_related("contribution__perimeter", "proposal__perimeter").filter(pk=pk).first()
    if found is None:
        raise UnknownComment
    target = found.contribution or found.proposal
    public = PUBLIC_STATES if found.contribution else PUBLIC_PROPOSAL_STATES
    own = viewer is not None and found.participant_id == viewer.pk and found.state != CommentState.WITHDRAWN
    if target is None or target.state not in public or not target.perimeter.is_public:
        raise UnknownComment
    if found.state != CommentState.PUBLISHED and not own:
        raise UnknownComment
    return found


@dataclass(frozen=True, slots=True)
class Path:
    """What the public may know of a contribution's path: the steps in states it may see, oldest first.

    The first is that it came in. `news_by` is the day promised last, where nothing has come since.
    """

    steps: list[Step]

    @property
    def news_by(self) -> date | None:
        return self.steps[-1].news_by

    @property
    def answer(self) -> Step | None:
        """The last answer: the one its author may say yes or no to, once."""
        return next((step for step in reversed(self.steps) if step.text), None)

    @property
    def may_be_rated(self) -> bool:
        return self.answer is not None and self.answer.satisfied is None


def public_path(contribution: Contribution) -> Path:
    """Return the path of a contribution, with the departments: one query."""
    rows = Step.objects.filter(contribution=contribution, state__in=PUBLIC_STATES)
    steps = list(rows.select_related("department__perimeter").order_by("created_at", "id"))
    pending = contribution.state == ContributionState.PENDING
    first = ContributionState.PENDING if pending else ContributionState.RECEIVED
    came_in = Step(contribution=contribution, state=first, created_at=contribution.created_at)
    if not steps and contribution.state in PUBLIC_STATES and contribution.state != first:
        # It came with its state, from an import.
        steps = [Step(contribution=contribution, state=contribution.state, created_at=contribution.updated_at)]
    return Path([came_in, *steps])


def public_categories(perimeter: Perimeter) -> QuerySet[Category]:
    """Return the categories with their themes and questions."""
    return Category.objects.filter(perimeter=perimeter).select_related("theme").prefetch_related("questions")


def questions_of(category_ids: Collection[int]) -> dict[int, list[Question]]:
    """Return {category id: its questions}; no query for none."""
    found: dict[int, list[Question]] = defaultdict(list)
    for question in Question.objects.filter(category_id__in=category_ids) if category_ids else ():
        found[question.category_id].append(question)
    return found


def comment_counts(target: str, ids: Iterable[int]) -> dict[int, int]:
    """Return {id: how many comments the public reads} of contributions or proposals."""
    rows = Comment.objects.filter(**{f"{target}_id__in": list(ids)}, state=CommentState.PUBLISHED).order_by()
    return dict(rows.values_list(f"{target}_id").annotate(n=Count("*")))


def proposals_from(ids: Iterable[int]) -> dict[int, list[Proposal]]:
    """Return {contribution id: the public projects it has become}."""
    return _linked("contribution_id", "proposal", ids, proposal__state__in=PUBLIC_PROPOSAL_STATES)


def ideas_of(ids: Iterable[int]) -> dict[int, list[Contribution]]:
    """Return {proposal id: the public ideas it came from}."""
    return _linked("proposal_id", "contribution", ids, contribution__state__in=PUBLIC_STATES)


def choices_of(sets: Iterable[int | None]) -> dict[int, list[Proposal]]:
    """Return {set id: its public projects}: one query, none where there is no set."""
    found: dict[int, list[Proposal]] = defaultdict(list)
    ids = {one for one in sets if one is not None}
    if ids:
        rows = Proposal.objects.filter(proposal_set__in=ids, state__in=PUBLIC_PROPOSAL_STATES).order_by("pk")
        named = ("ref", "title", "proposal_set_id", "perimeter__default_language")
        for row in rows.select_related("perimeter").only(*named):
            found[row.proposal_set_id or 0].append(row)
    return found


def _linked(key: str, wanted: str, ids: Iterable[int], **public: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    links = Proposal.ideas.through.objects.filter(**{f"{key}__in": list(ids)}, **public).order_by(f"{wanted}_id")
    named = (f"{wanted}__ref", f"{wanted}__title", f"{wanted}__perimeter__default_language")
    for link in links.select_related(f"{wanted}__perimeter").only(key, *named):
        found[getattr(link, key)].append(getattr(link, wanted))
    return found


# Of one contribution with whatever was joined into it: two of five each.
PHOTOS_SHOWN = 10
# What the public may see of pictures and documents: shown, and of something that is public, or part of it by now.
PUBLIC_ATTACHMENT = Q(state=PhotoState.PUBLISHED) & (
    Q(contribution__state__in=PUBLIC_STATES, contribution__perimeter__is_public=True)
    | Q(
        contribution__state=ContributionState.MERGED,
        contribution__merged_into__state__in=PUBLIC_STATES,
        contribution__perimeter__is_public=True,
    )
    | Q(proposal__state__in=PUBLIC_PROPOSAL_STATES, proposal__perimeter__is_public=True)
    | Q(consultation__state__in=PUBLIC_CONSULTATION_STATES, consultation__perimeter__is_public=True)
    | Q(
        step__state__in=PUBLIC_STATES,
        step__contribution__state__in=PUBLIC_STATES,
        step__contribution__perimeter__is_public=True,
    )
)


def public_attachments(
    owner: str, ids: Iterable[int], viewer: Participant | None = None
) -> dict[int, list[Attachment]]:
    """Return {id: its pictures and documents} of contributions, proposals, consultations or steps: one query.

    Authors see the photos of their own contributions in any state; `is_shown` says which everybody sees.
    """
    found: dict[int, list[Attachment]] = defaultdict(list)
    shown = PUBLIC_ATTACHMENT if viewer is None else PUBLIC_ATTACHMENT | Q(contribution__participant=viewer)
    rows = Attachment.objects.filter(shown, **{f"{owner}__in": list(ids)})
    public = Case(When(PUBLIC_ATTACHMENT, then=True), default=False, output_field=BooleanField())
    for row in rows.annotate(is_shown=public).order_by("id"):
        found[getattr(row, f"{owner}_id")].append(row)
    return found


def public_photos(ids: Iterable[int], viewer: Participant | None = None) -> dict[int, list[Attachment]]:
    """Return {id: the photos of a contribution}, then those of what was joined into it: one query.

    Authors see those of their own in any state, but not of what was joined.
    """
    wanted = set(ids)
    of = Contribution.objects.filter(Q(pk__in=wanted) | Q(merged_into__in=wanted))
    own = Q(contribution__in=wanted)
    shown = PUBLIC_ATTACHMENT if viewer is None else PUBLIC_ATTACHMENT | own & Q(contribution__participant=viewer)
    rows = Attachment.objects.filter(shown, contribution__in=of.values("pk")).annotate(
        is_shown=Case(When(PUBLIC_ATTACHMENT, then=True), default=False, output_field=BooleanField()),
        into=F("contribution__merged_into"),
    )
    found: dict[int, list[Attachment]] = defaultdict(list)
    for row in rows.order_by(Case(When(own, then=0), default=1), "id"):
        pk = row.contribution_id if row.contribution_id in wanted else row.into
        if len(found[pk or 0]) < PHOTOS_SHOWN:
            found[pk or 0].append(row)
    return found


def public_file(key: str) -> Attachment:
    """Return the attachment that public files of this key belong to; raise `UnknownFile`."""
    found = Attachment.objects.filter(PUBLIC_ATTACHMENT, key=key).first()
    if found is None:
        raise UnknownFile
    return found


def own_photo(contribution: Contribution, pk: int) -> Attachment:
    """Return a photo of a contribution that its author may see; raise `UnknownFile`."""
    found = Attachment.objects.select_related("contribution").filter(contribution=contribution, pk=pk).first()
    if found is None:
        raise UnknownFile
    return found


def is_public_image(name: str) -> bool:
    """Say whether a stored illustration belongs to a proposal the public may see."""
    rows = Proposal.objects.filter(image=name, state__in=PUBLIC_PROPOSAL_STATES, perimeter__is_public=True)
    return rows.exists()


def public_consultations(perimeter: Perimeter) -> QuerySet[Consultation]:
    """Return the consultations that are published or over, with their phases, themes and area."""
    return (
        Consultation.objects.filter(perimeter=perimeter)
        .exclude(state=Consultation.State.DRAFT)
        .select_related("perimeter")
        .prefetch_related("phases", "themes", Prefetch("area", named_zones()))
    )


def open_features(consultation: Consultation) -> list[str]:
    """Return what is open now, in the order of the phases (phases are prefetched)."""
    if consultation.state != Consultation.State.PUBLISHED:
        return []
    now = timezone.now()
    return sorted(
        {f for phase in consultation.phases.all() if phase.starts_at <= now < phase.ends_at for f in phase.features}
    )


def totals(
    target: str, rows: Iterable[Contribution | Proposal], viewer: Participant | None = None
) -> dict[int, dict[str, Any]]:
    """Return {id: {"for", "against", "neutral", "mine"}} of loaded targets, read from the ledger.

    The numbers are None while the consultation, loaded with each, hides them.
    """
    hidden = {row.pk: hides_results(row) for row in rows}
    found: dict[int, dict[str, Any]] = {
        pk: {**dict.fromkeys(Choice.values, None if hides else 0), "mine": None} for pk, hides in hidden.items()
    }
    told = [pk for pk, hides in hidden.items() if not hides]
    counted = Vote.objects.filter(**{f"{target}_id__in": told}).order_by().values_list(f"{target}_id", "choice")
    for pk, choice, count in counted.annotate(n=Count("*")):
        found[pk][choice] = count
    if viewer is not None:
        mine = Vote.objects.filter(**{f"{target}_id__in": list(hidden)}, participant=viewer)
        for pk, choice in mine.values_list(f"{target}_id", "choice"):
            found[pk]["mine"] = choice
    return found


def hiding_consultations(perimeter: Perimeter) -> QuerySet[Consultation]:
    """Return the consultations of a perimeter that hide how votes stand."""
    return Consultation.objects.filter(perimeter=perimeter, results=Results.HIDDEN)


def zone_codes(target: str, ids: Iterable[int]) -> dict[int, dict[str, str | None]]:
    """Return {id: {zoning slug: zone code or None}} in the published editions."""
    rows = ZoneAssignment.objects.filter(
        **{f"{target}_id__in": list(ids)}, zoning_version__state=VersionState.PUBLISHED
    ).values_list(f"{target}_id", "zoning_version__zoning__slug", "zone__code")
    found: dict[int, dict[str, str | None]] = defaultdict(dict)
    for pk, zoning, code in rows:
        found[pk][zoning] = code
    return found
