"""The debate's tables."""

from participation.models.assignments import ZoneAssignment
from participation.models.comments import Comment, Flag, FlagReason
from participation.models.consultations import Consultation, Feature, ModerationMode, Phase
from participation.models.contributions import Channel, Contribution, Kind, PositionSource
from participation.models.folds import PinCell, PinCellPart, PinDelta, VoteDelta, VoteTotal
from participation.models.followers import Follower
from participation.models.proposals import Proposal
from participation.models.questions import Question, QuestionKind
from participation.models.steps import Department, Step
from participation.models.themes import Anchor, Category, Theme
from participation.models.votes import Choice, Vote

__all__ = [
    "Anchor",
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
    "ModerationMode",
    "Phase",
    "PinCell",
    "PinCellPart",
    "PinDelta",
    "PositionSource",
    "Proposal",
    "Question",
    "QuestionKind",
    "Step",
    "Theme",
    "Vote",
    "VoteDelta",
    "VoteTotal",
    "ZoneAssignment",
]
