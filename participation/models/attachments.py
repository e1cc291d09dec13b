"""Pictures and documents: photos of a contribution, and what staff adds to its own words."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.i18n import TranslatedField
from participation.models.consultations import Consultation
from participation.models.contributions import Contribution
from participation.models.proposals import Proposal
from participation.models.steps import Step
from participation.states import PhotoState

MAX_PHOTOS = 5
OWNERS = ("contribution", "consultation", "proposal", "step")


class AttachmentKind(models.TextChoices):
    PICTURE = "picture", _("picture")
    DOCUMENT = "document", _("document")


def new_key() -> str:
    return secrets.token_hex(16)


def _only(owner: str) -> Q:
    return Q(**{f"{other}__isnull": other != owner for other in OWNERS})


class Attachment(models.Model):
    """A picture or a document of exactly one contribution, consultation, proposal or step.

    Its files are called by `key`, which nobody can guess and which changes with their content. `words` say what a
    picture shows or what a document is called; of a resident's photo in one language. Photos of a contribution take
    one of five slots; one that was imported is known again by its `origin`, the digest of the file it was made of.
    Read by the public only through `participation.selectors.public_…`.
    """

    contribution = models.ForeignKey(
        Contribution, models.CASCADE, null=True, db_index=False, verbose_name=_("contribution")
    )
    consultation = models.ForeignKey(Consultation, models.CASCADE, null=True, db_index=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, db_index=False)
    step = models.ForeignKey(Step, models.CASCADE, null=True, db_index=False)
    kind = models.CharField(max_length=8, choices=AttachmentKind.choices, default=AttachmentKind.PICTURE)
    state = models.CharField(
        max_length=9, choices=PhotoState.choices, default=PhotoState.PUBLISHED, verbose_name=_("state")
    )
    slot = models.PositiveSmallIntegerField(null=True)
    key = models.CharField(max_length=32, unique=True, default=new_key)
    words = TranslatedField(blank=True, verbose_name=_("in words"))
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    size_bytes = models.PositiveIntegerField()
    by_author = models.BooleanField(default=False)
    origin = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        default_related_name = "attachments"
        ordering = ["id"]
        indexes = [
            *(
                models.Index(fields=[owner], condition=Q(**{f"{owner}__isnull": False}), name=f"attachment_{owner}")
                for owner in OWNERS[1:]
            ),
            models.Index(fields=["contribution"], condition=Q(state="pending"), name="attachment_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=_only("contribution") | _only("consultation") | _only("proposal") | _only("step"),
                name="attachment_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(contribution__isnull=False, slot__isnull=False, slot__lt=MAX_PHOTOS, kind="picture")
                | Q(contribution__isnull=True, slot__isnull=True),
                name="attachment_slot",
            ),
            models.UniqueConstraint(
                fields=["contribution", "slot"],
                condition=Q(contribution__isnull=False),
                name="attachment_one_a_slot",
            ),
            models.UniqueConstraint(
                fields=["contribution", "origin"], condition=~Q(origin=""), name="attachment_imported_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PhotoState.values)
                & (
                    Q(kind="picture", width__isnull=False, height__isnull=False)
                    | Q(kind="document", width__isnull=True, height__isnull=True)
                ),
                name="attachment_known",
            ),
        ]

    def __str__(self) -> str:
        return next(iter(self.words.values()), "") or self.get_kind_display()

    @property
    def names(self) -> list[str]:
        """The files it is made of, below MEDIA_ROOT; a picture's first is the large one."""
        if self.kind == AttachmentKind.DOCUMENT:
            return [f"attachments/{self.key}.pdf"]
        return [f"attachments/{self.key}.webp", f"attachments/{self.key}-small.webp"]
