"""Objects → the JSON of the contract (DESIGN §4). No query here: callers hand in what was read for the whole page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from rest_framework_gis.fields import GeometryField

from accounts.models import Participant
from core.i18n import translated
from core.serializers import point_geojson
from participation.answered import answered
from participation.decided import OwnDecision
from participation.headlines import headline
from participation.models import (
    CONSULTATION_TEXTS,
    Category,
    Comment,
    Consultation,
    Contribution,
    Proposal,
    Question,
    Theme,
)
from participation.rules import is_gone, votes_end
from participation.selectors import Path, open_features
from participation.states import CommentState

Votes = Mapping[int, Mapping[str, Any]]
Asked = Mapping[int, Iterable[Question]]
Files = Mapping[str, Any]
Zones = Mapping[int, Mapping[str, str | None]]
GEOJSON = GeometryField(precision=7)


def theme_json(theme: Theme, default_language: str) -> dict[str, Any]:
    return {
        "slug": theme.slug,
        "name": translated(theme.name, default_language),
        "color": theme.color,
        "icon": theme.icon,
        "anchor_default": theme.anchor_default,
    }


def category_json(category: Category, default_language: str) -> dict[str, Any]:
    """A category with what it asks, in the caller's language; theme and questions are loaded."""
    questions = list(category.questions.all())
    slugs = {question.pk: question.slug for question in questions}
    return {
        "slug": category.slug,
        "name": translated(category.name, default_language),
        "theme": category.theme.slug if category.theme else None,
        "questions": [
            {
                "slug": question.slug,
                "kind": question.kind,
                "label": translated(question.label, default_language),
                "choices": [
                    {"value": choice["value"], "label": translated(choice["label"], default_language)}
                    for choice in question.choices
                ],
                "shown_if": {"question": slugs[question.shown_if_id], "value": question.shown_value}
                if question.shown_if_id in slugs
                else None,
            }
            for question in questions
        ],
    }


def consultation_json(consultation: Consultation, default_language: str, files: Files) -> dict[str, Any]:
    """Phases, themes and area are prefetched."""
    phases = list(consultation.phases.all())
    texts = {name: translated(getattr(consultation, name), default_language) for name in CONSULTATION_TEXTS}
    return {
        "id": consultation.pk,
        "slug": consultation.slug,
        "title": translated(consultation.title, default_language),
        "intro": translated(consultation.intro, default_language),
        "state": consultation.state,
        "texts": {name: text for name, text in texts.items() if text},
        "area": [
            {"zoning": zone.version.zoning.slug, "code": zone.code, "name": translated(zone.name, default_language)}
            for zone in consultation.area.all()
        ],
        "threshold": consultation.threshold,
        "neutral_votes": consultation.neutral_votes,
        "results": consultation.results,
        "votes_end": votes_end(consultation),
        "opens_at": min((phase.starts_at for phase in phases), default=None),
        "closes_at": max((phase.ends_at for phase in phases), default=None),
        "themes": [theme.slug for theme in consultation.themes.all()],
        "open": open_features(consultation),
        "documents": files.get("documents", []),
        "phases": [
            {
                "kind": phase.kind,
                "name": translated(phase.name, default_language) or phase.get_kind_display(),
                "starts_at": phase.starts_at,
                "ends_at": phase.ends_at,
                "features": phase.features,
                "now": phase.starts_at <= timezone.now() < phase.ends_at,
            }
            for phase in phases
        ],
    }


def contribution_feature(
    contribution: Contribution,
    votes: Votes,
    zones: Zones,
    comments: Mapping[int, int],
    became: Mapping[int, Sequence[Proposal]],
    asked: Asked,
    photos: list[dict[str, Any]],
) -> dict[str, Any]:
    """Theme, category and consultation are loaded with the contribution; `headline` stands where a title stands."""
    return {
        "type": "Feature",
        "id": contribution.pk,
        "geometry": point_geojson(contribution.position),
        "properties": {
            "ref": contribution.ref,
            "kind": contribution.kind,
            "theme": contribution.theme.slug if contribution.theme else None,
            "category": contribution.category.slug if contribution.category else None,
            "consultation": contribution.consultation.slug if contribution.consultation else None,
            "state": contribution.state,
            "merged_into": contribution.merged_into_id,
            "title": contribution.title,
            "headline": headline(contribution),
            "text": contribution.text,
            "language": contribution.language,
            "anchor": contribution.anchor,
            "answers": contribution.answers,
            "answered": answered(contribution, asked.get(contribution.category_id or 0, ())),
            "created_at": contribution.created_at,
            "updated_at": contribution.updated_at,
            "zones": dict(zones.get(contribution.pk, {})),
            "votes": dict(votes[contribution.pk]),
            "threshold": contribution.consultation.threshold if contribution.consultation else None,
            "comments": comments.get(contribution.pk, 0),
            "proposals": [_linked(one) for one in became.get(contribution.pk, ())],
            "photos": photos,
            "redacted": contribution.redacted_at is not None,
        },
    }


def _linked(proposal: Proposal) -> dict[str, Any]:
    title = translated(proposal.title, proposal.perimeter.default_language)
    return {"id": proposal.pk, "ref": proposal.ref, "title": title}


def comment_json(
    comment: Comment,
    viewer: Participant | None,
    author_id: int | None,
    decisions: Mapping[int, Sequence[OwnDecision]] | None = None,
) -> dict[str, Any]:
    """A comment as its readers see it; of one that went, only that it was there.

    Who wrote it reads one that is hidden, and what was decided about it.
    """
    own = viewer is not None and comment.participant_id == viewer.pk
    gone = is_gone(comment) and not (own and comment.state == CommentState.HIDDEN)
    decided = (decisions or {}).get(comment.pk, ()) if own else ()
    return {
        "id": comment.pk,
        "reply_to": comment.parent_id,
        "state": "gone" if gone else comment.state,
        "name": "" if gone else comment.name,
        "text": None if gone else comment.text,
        "redacted": not gone and comment.redacted_at is not None,
        "language": comment.language,
        "created_at": comment.created_at,
        "by_author": not gone and author_id is not None and comment.participant_id == author_id,
        "mine": not gone and own,
        **({"decisions": [decision_json(one) for one in decided]} if decided else {}),
    }


def decision_json(own: OwnDecision) -> dict[str, Any]:
    """A decision as the author reads it: not who took it, nor the note, nor what was there before."""
    decision, appeal = own.decision, own.appeal
    return {
        "id": decision.pk,
        "action": decision.action,
        "reason": decision.reason or None,
        "reason_text": decision.get_reason_display() if decision.reason else None,
        "text": decision.message or None,
        "at": decision.created_at,
        "may_appeal": own.may_be_contested,
        "appeal": appeal
        and {
            "text": appeal.text,
            "at": appeal.created_at,
            "outcome": appeal.answer.action if appeal.answer else None,
            "answer": appeal.answer.message or None if appeal.answer else None,
        },
    }


def path_json(
    contribution: Contribution,
    path: Path,
    attachments: Mapping[int, list[dict[str, Any]]],
    *,
    mine: bool,
    decisions: Sequence[OwnDecision] = (),
) -> dict[str, Any]:
    """The path as its readers see it: who of the staff it was is said by no step, only which department."""
    language = contribution.language
    steps = [
        {
            "state": step.state,
            "at": step.created_at,
            "department": translated(step.department.name, language) if step.department else None,
            "text": translated(step.text, language) or None,
            "text_i18n": step.text,
            "news_by": step.news_by,
            "by_author": step.by_author,
            "satisfied": step.satisfied,
            "attachments": attachments.get(step.pk, []),
        }
        for step in path.steps
    ]
    return {
        "steps": steps,
        "news_by": path.news_by,
        "mine": mine,
        "may_rate": mine and path.may_be_rated,
        "decisions": [decision_json(own) for own in decisions],
    }


def proposal_feature(
    proposal: Proposal,
    votes: Votes,
    zones: Zones,
    comments: Mapping[int, int],
    ideas: Mapping[int, Sequence[Contribution]],
    choices: Mapping[int, Sequence[Proposal]],
    files: Files,
) -> dict[str, Any]:
    """Theme, consultation and perimeter are loaded with the proposal; `files` are its image, pictures, documents."""
    language, image = proposal.perimeter.default_language, files.get("image")
    return {
        "type": "Feature",
        "id": proposal.pk,
        "geometry": point_geojson(proposal.position),
        "properties": {
            "ref": proposal.ref,
            "kind": "proposal",
            "theme": proposal.theme.slug if proposal.theme else None,
            "consultation": proposal.consultation.slug if proposal.consultation else None,
            "state": proposal.state,
            "title": translated(proposal.title, language),
            "title_i18n": proposal.title,
            "summary": translated(proposal.summary, language),
            "text": translated(proposal.text, language),
            "responsible": translated(proposal.responsible, language),
            "calendar": translated(proposal.calendar, language),
            "budget_eur": proposal.budget_eur,
            "choice_of_one": proposal.proposal_set
            and {
                "id": proposal.proposal_set.pk,
                "title": translated(proposal.proposal_set.title, language),
                "others": [_linked(one) for one in choices[proposal.proposal_set.pk] if one.pk != proposal.pk],
            },
            "image": image and {"url": image, "alt": translated(proposal.image_alt, language)},
            "pictures": files.get("pictures", []),
            "documents": files.get("documents", []),
            "shape": proposal.shape and GEOJSON.to_representation(proposal.shape),
            "created_at": proposal.created_at,
            "updated_at": proposal.updated_at,
            "zones": dict(zones.get(proposal.pk, {})),
            "votes": dict(votes[proposal.pk]),
            "comments": comments.get(proposal.pk, 0),
            "ideas": [{"id": one.pk, "ref": one.ref, "title": one.title} for one in ideas.get(proposal.pk, ())],
        },
    }
