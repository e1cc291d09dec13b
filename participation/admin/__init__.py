"""Back office of the debate."""

from participation.admin.comments import CommentAdmin
from participation.admin.consultations import ConsultationAdmin
from participation.admin.contributions import ContributionAdmin
from participation.admin.photos import PhotoAdmin
from participation.admin.proposals import ProposalAdmin
from participation.admin.routing import AnswerTemplateAdmin, RoutingRuleAdmin
from participation.admin.themes import CategoryAdmin, DepartmentAdmin, ThemeAdmin

__all__ = [
    "AnswerTemplateAdmin",
    "CategoryAdmin",
    "CommentAdmin",
    "ConsultationAdmin",
    "ContributionAdmin",
    "DepartmentAdmin",
    "PhotoAdmin",
    "ProposalAdmin",
    "RoutingRuleAdmin",
    "ThemeAdmin",
]
