"""Routes of the debate, below /api/v1/."""

from django.urls import path

from participation.api.appeals import Appeals, CommentAppeals
from participation.api.comments import (
    CommentDetail,
    CommentFlags,
    ContributionComments,
    ContributionFlags,
    ProposalComments,
)
from participation.api.contributions import ContributionDetail, Contributions
from participation.api.figures import ModerationFigures
from participation.api.follow import Follow
from participation.api.participants import Me, Participants
from participation.api.perimeters import Categories, Consultations, Locate, PerimeterDetail
from participation.api.photos import PhotoDetail, Photos
from participation.api.proposals import ProposalDetail, Proposals
from participation.api.similar import Similar
from participation.api.timeline import Satisfaction, Timeline
from participation.api.votes import ContributionVote, ProposalVote

urlpatterns = [
    path("perimeters/<slug:perimeter>/", PerimeterDetail.as_view()),
    path("perimeters/<slug:perimeter>/locate/", Locate.as_view()),
    path("perimeters/<slug:perimeter>/consultations/", Consultations.as_view()),
    path("perimeters/<slug:perimeter>/categories/", Categories.as_view()),
    path("perimeters/<slug:perimeter>/contributions/similar/", Similar.as_view()),
    path("perimeters/<slug:perimeter>/participants/", Participants.as_view()),
    path("perimeters/<slug:perimeter>/contributions/", Contributions.as_view()),
    path("perimeters/<slug:perimeter>/proposals/", Proposals.as_view()),
    path("perimeters/<slug:perimeter>/moderation-figures/", ModerationFigures.as_view()),
    path("participants/me/", Me.as_view()),
    path("contributions/<bigid:pk>/", ContributionDetail.as_view()),
    path("contributions/<bigid:pk>/vote/", ContributionVote.as_view()),
    path("contributions/<bigid:pk>/comments/", ContributionComments.as_view()),
    path("contributions/<bigid:pk>/flags/", ContributionFlags.as_view()),
    path("contributions/<bigid:pk>/follow/", Follow.as_view()),
    path("contributions/<bigid:pk>/photos/", Photos.as_view()),
    path("contributions/<bigid:pk>/photos/<bigid:photo>/", PhotoDetail.as_view()),
    path("contributions/<bigid:pk>/timeline/", Timeline.as_view()),
    path("contributions/<bigid:pk>/satisfaction/", Satisfaction.as_view()),
    path("contributions/<bigid:pk>/appeal/", Appeals.as_view()),
    path("comments/<bigid:pk>/", CommentDetail.as_view()),
    path("comments/<bigid:pk>/appeal/", CommentAppeals.as_view()),
    path("comments/<bigid:pk>/flags/", CommentFlags.as_view()),
    path("proposals/<bigid:pk>/comments/", ProposalComments.as_view()),
    path("proposals/<bigid:pk>/", ProposalDetail.as_view()),
    path("proposals/<bigid:pk>/vote/", ProposalVote.as_view()),
]
