"""Projects put to opinion by the public body."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.columns import mercator_column
from core.i18n import TranslatedField, translated
from participation.models.consultations import Consultation
from participation.models.contributions import Contribution
from participation.models.placed import Placed
from participation.models.themes import Theme
from participation.states import ProposalState
from perimeter_data.models import Perimeter


class ProposalSet(models.Model):
    """A question with several projects to choose one from: "which of three places for the book box?" """

    perimeter = models.ForeignKey(Perimeter, models.PROTECT, related_name="proposal_sets", verbose_name=_("perimeter"))
    title = TranslatedField(verbose_name=_("question"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("choice of one")
        verbose_name_plural = _("choices of one")
        ordering = ["perimeter", "-created_at"]

    def __str__(self) -> str:
        return translated(self.title, self.perimeter.default_language)


class Proposal(Placed):
    """A project written by staff; its ref is like ALP-P07.

    In a set, a participant is for one of its projects at most (unique on votes). `ideas` are those it came from.
    """

    consultation = models.ForeignKey(
        Consultation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        db_index=False,
        verbose_name=_("consultation"),
    )
    proposal_set = models.ForeignKey(
        ProposalSet, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("choice of one")
    )
    ideas = models.ManyToManyField(
        Contribution, blank=True, related_name="proposals", verbose_name=_("ideas it came from")
    )
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("theme")
    )
    state = models.CharField(
        max_length=12, choices=ProposalState.choices, default=ProposalState.DRAFT, verbose_name=_("state")
    )
    title = TranslatedField(verbose_name=_("title"))
    summary = TranslatedField(blank=True, verbose_name=_("summary"))
    text = TranslatedField(blank=True, verbose_name=_("text"))
    responsible = TranslatedField(blank=True, verbose_name=_("responsible body"))
    calendar = TranslatedField(blank=True, verbose_name=_("calendar"))
    budget_eur = models.PositiveBigIntegerField(null=True, blank=True, verbose_name=_("budget (€)"))
    image = models.FileField(upload_to="proposals/", blank=True, verbose_name=_("illustration"))
    image_alt = TranslatedField(blank=True, verbose_name=_("description of the illustration"))
    shape_3857 = mercator_column("shape", models.GeometryField(srid=3857, null=True))

    class Meta(Placed.Meta):
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["perimeter", "qk"], name="proposal_qk"),
            GistIndex(fields=["shape_3857"], name="proposal_shape_3857"),
        ]
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {translated(self.title)}".strip()
