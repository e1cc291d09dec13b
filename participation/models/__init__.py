"""The debate's tables."""

from participation.models.assignments import ZoneAssignment
from participation.models.attachments import MAX_PHOTOS, Attachment, AttachmentKind
from participation.models.comments import Comment, Flag, FlagReason
from participation.models.consultations import (
    CONSULTATION_TEXTS,
    Consultation,
    Feature,
    ModerationMode,
    Phase,
    PhaseKind,
    Results,
)
from participation.models.contributions import Channel, Contribution, Kind, PositionSource
from participation.models.decisions import Action, Appeal, ModerationDecision, Reason
from participation.models.folds import PinCell, PinCellPart, PinDelta, VoteDelta, VoteTotal
from participation.models.followers import Follower
from participation.models.plan_here import PlanHere
from participation.models.proposals import Proposal, ProposalSet
from participation.models.questions import Question, QuestionKind
from participation.models.routing import AnswerTemplate, RoutingRule
from participation.models.steps import Department, Step
from participation.models.themes import Anchor, Category, Theme
from participation.models.votes import Choice, Vote

__all__ = [
    "CONSULTATION_TEXTS",
    "MAX_PHOTOS",
    "Action",
    "Anchor",
    "AnswerTemplate",
    "Appeal",
    "Attachment",
    "AttachmentKind",
    "Category",
    "Channel",
    "Choice",
    "Comment",
    "Consultation",
    "Contribution",
    "Department",
    "Feature",
    "Flag",
    "FlagReason",
    "Follower",
    "Kind",
    "ModerationDecision",
    "ModerationMode",
    "Phase",
    "PhaseKind",
    "PinCell",
    "PinCellPart",
    "PinDelta",
    "PlanHere",
    "PositionSource",
    "Proposal",
    "ProposalSet",
    "Question",
    "QuestionKind",
    "Reason",
    "Results",
    "RoutingRule",
    "Step",
    "Theme",
    "Vote",
    "VoteDelta",
    "VoteTotal",
    "ZoneAssignment",
]
