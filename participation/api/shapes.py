"""Objects → the JSON of the contract (DESIGN §4). No query here: callers hand in what was read for the whole page."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from rest_framework_gis.fields import GeometryField

from accounts.models import Participant
from core.i18n import translated
from core.serializers import point_geojson
from participation.models import Comment, Consultation, Contribution, Proposal, Theme
from participation.rules import is_gone
from participation.selectors import Path, open_features

Votes = Mapping[int, Mapping[str, Any]]
Files = Mapping[str, Any]
Zones = Mapping[int, Mapping[str, str | None]]
GEOJSON = GeometryField(precision=7)


def theme_json(theme: Theme, default_language: str) -> dict[str, Any]:
    return {
        "slug": theme.slug,
        "name": translated(theme.name, default_language),
        "color": theme.color,
        "icon": theme.icon,
    }


def consultation_json(consultation: Consultation, default_language: str, files: Files) -> dict[str, Any]:
    """Phases and themes are prefetched."""
    phases = list(consultation.phases.all())
    return {
        "id": consultation.pk,
        "slug": consultation.slug,
        "title": translated(consultation.title, default_language),
        "intro": translated(consultation.intro, default_language),
        "state": consultation.state,
        "opens_at": min((phase.starts_at for phase in phases), default=None),
        "closes_at": max((phase.ends_at for phase in phases), default=None),
        "themes": [theme.slug for theme in consultation.themes.all()],
        "open": open_features(consultation),
        "documents": files.get("documents", []),
        "phases": [
            {
                "name": translated(phase.name, default_language),
                "starts_at": phase.starts_at,
                "ends_at": phase.ends_at,
                "features": phase.features,
                "now": phase.starts_at <= timezone.now() < phase.ends_at,
            }
            for phase in phases
        ],
    }


def contribution_feature(
    contribution: Contribution, votes: Votes, zones: Zones, comments: Mapping[int, int], photos: list[dict[str, Any]]
) -> dict[str, Any]:
    """Theme, category and consultation are loaded with the contribution."""
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
            "title": contribution.title,
            "text": contribution.text,
            "language": contribution.language,
            "anchor": contribution.anchor,
            "created_at": contribution.created_at,
            "updated_at": contribution.updated_at,
            "zones": dict(zones.get(contribution.pk, {})),
            "votes": dict(votes[contribution.pk]),
            "comments": comments.get(contribution.pk, 0),
            "photos": photos,
        },
    }


def comment_json(comment: Comment, viewer: Participant | None, author_id: int | None) -> dict[str, Any]:
    """A comment as its readers see it; of one that went, only that it was there."""
    gone = is_gone(comment)
    return {
        "id": comment.pk,
        "reply_to": comment.parent_id,
        "state": "gone" if gone else comment.state,
        "name": "" if gone else comment.name,
        "text": None if gone else comment.text,
        "language": comment.language,
        "created_at": comment.created_at,
        "by_author": not gone and author_id is not None and comment.participant_id == author_id,
        "mine": not gone and viewer is not None and comment.participant_id == viewer.pk,
    }


def path_json(
    contribution: Contribution, path: Path, attachments: Mapping[int, list[dict[str, Any]]], *, mine: bool
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
    }


def proposal_feature(
    proposal: Proposal, votes: Votes, zones: Zones, comments: Mapping[int, int], files: Files
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
            "image": image and {"url": image, "alt": translated(proposal.image_alt, language)},
            "pictures": files.get("pictures", []),
            "documents": files.get("documents", []),
            "shape": proposal.shape and GEOJSON.to_representation(proposal.shape),
            "created_at": proposal.created_at,
            "updated_at": proposal.updated_at,
            "zones": dict(zones.get(proposal.pk, {})),
            "votes": dict(votes[proposal.pk]),
            "comments": comments.get(proposal.pk, 0),
        },
    }
