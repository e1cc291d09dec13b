"""The debate's tables."""

from participation.models.assignments import ZoneAssignment
from participation.models.attachments import MAX_PHOTOS, Attachment, AttachmentKind
from participation.models.comments import Comment, Flag, FlagReason
from participation.models.consultations import Consultation, Feature, ModerationMode, Phase
from participation.models.contributions import Anchor, Channel, Contribution, Kind, PositionSource
from participation.models.folds import PinCell, PinCellPart, PinDelta, VoteDelta, VoteTotal
from participation.models.followers import Follower
from participation.models.proposals import Proposal
from participation.models.steps import Department, Step
from participation.models.themes import Category, Theme
from participation.models.votes import Choice, Vote

__all__ = [
    "MAX_PHOTOS",
    "Anchor",
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
    "ModerationMode",
    "Phase",
    "PinCell",
    "PinCellPart",
    "PinDelta",
    "PositionSource",
    "Proposal",
    "Step",
    "Theme",
    "Vote",
    "VoteDelta",
    "VoteTotal",
    "ZoneAssignment",
]
