"""Back office of the debate."""

from participation.admin.consultations import ConsultationAdmin
from participation.admin.contributions import ContributionAdmin
from participation.admin.proposals import ProposalAdmin
from participation.admin.themes import CategoryAdmin, ThemeAdmin

__all__ = ["CategoryAdmin", "ConsultationAdmin", "ContributionAdmin", "ProposalAdmin", "ThemeAdmin"]
