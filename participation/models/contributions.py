"""What a resident places on the map."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Participant
from core.i18n import LANGUAGES, TranslatedField
from participation.models.consultations import Consultation
from participation.models.placed import Placed
from participation.models.ring import Ring
from participation.models.themes import Anchor, Category, Theme
from participation.states import PUBLIC_STATES, ContributionState


class Kind(models.TextChoices):
    IDEA = "idea", _("idea")
    REPORT = "report", _("report")


class PositionSource(models.TextChoices):
    MAP = "map"
    GPS = "gps"
    COORDINATES = "coordinates"
    PLACE = "place"
    ZONE = "zone"


class Channel(models.TextChoices):
    """The way a contribution or vote came in."""

    WEB = "web"
    EMBED = "embed"
    IMPORT = "import"
    OPEN311 = "open311"
    KIOSK = "kiosk"
    ASSISTED = "assisted"
    PAPER = "paper"


class Contribution(Placed):
    """An idea or a report. Read by the public only through `participation.selectors.public_contributions`."""

    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="contributions")
    consultation = models.ForeignKey(
        Consultation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        db_index=False,
        verbose_name=_("consultation"),
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, verbose_name=_("kind"))
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("theme")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("category")
    )
    state = models.CharField(
        max_length=12, choices=ContributionState.choices, default=ContributionState.RECEIVED, verbose_name=_("state")
    )
    title = models.CharField(max_length=160, null=True, blank=True, verbose_name=_("title"))
    text = models.TextField(blank=True, max_length=5000, verbose_name=_("text"))
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES], default="fr")
    # {question slug: value} of the category's questions; what is not asked is not kept.
    answers = models.JSONField(default=dict, blank=True, db_default=Value({}, models.JSONField()))
    # The nearest place's name in each language, kept where the author gave no title: see participation/headlines.py.
    near = TranslatedField(blank=True, editable=False, db_default=Value({}, models.JSONField()))
    # Sent without a word: not public before its first photo is here.
    awaits_photo = models.BooleanField(default=False, db_default=False, editable=False)
    anchor = models.CharField(max_length=5, choices=Anchor.choices, default=Anchor.EXACT)
    position_source = models.CharField(max_length=12, choices=PositionSource.choices, default=PositionSource.MAP)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.WEB)
    source = models.CharField(max_length=60, null=True, blank=True)
    source_id = models.CharField(max_length=120, null=True, blank=True)
    redacted_at = models.DateTimeField(null=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    # Who is to see to it, by the rules or by the last answer. Staff's to know, until an answer says so.
    department = models.ForeignKey(
        "Department",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
        db_index=False,
        verbose_name=_("department"),
    )
    search = models.GeneratedField(
        expression=Func(F("language"), F("title"), F("text"), function="agorama_search_vector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta(Placed.Meta):
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["-created_at", "-id"]
        indexes = [
            # One key range is one tile; what the public may not see is not even in the index. All that a pin shows
            # is: whatever the order of the rows, those of a tile lie side by side here.
            models.Index(
                fields=["perimeter", "qk"],
                include=["id", "wx", "wy", "kind", "theme", "state", "anchor"],
                condition=Q(state__in=PUBLIC_STATES),
                name="contribution_pins",
            ),
            models.Index(
                fields=["perimeter", "qk"],
                condition=Q(state__in=PUBLIC_STATES, anchor="zone"),
                name="contribution_anchored",
            ),
            models.Index(fields=["perimeter", "-created_at", "-id"], name="contribution_newest"),
            models.Index("perimeter", Ring("id"), condition=Q(state__in=PUBLIC_STATES), name="contribution_ring"),
            # Where much waits to be read, the public's list passes none of it, and the moderators' nothing else.
            models.Index(
                fields=["perimeter", "-created_at", "-id"],
                condition=Q(state__in=PUBLIC_STATES),
                name="contribution_public_newest",
            ),
            models.Index(
                fields=["perimeter", "created_at", "id"],
                condition=Q(state=ContributionState.PENDING),
                name="contribution_waiting",
            ),
            GinIndex(fields=["search"], name="contribution_search"),
            models.Index(fields=["created_at"], condition=Q(awaits_photo=True), name="contribution_photo_due"),
            models.Index(
                fields=["department", "-created_at"],
                condition=Q(department__isnull=False),
                name="contribution_department",
            ),
        ]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(
                fields=["perimeter", "source", "source_id"],
                condition=Q(source__isnull=False),
                name="contribution_source_unique",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values)
                & Q(state__in=ContributionState.values)
                & Q(anchor__in=Anchor.values)
                & Q(channel__in=Channel.values)
                & Q(language__in=LANGUAGES),
                name="contribution_words_known",
            ),
            models.CheckConstraint(
                condition=Q(awaits_photo=False) | ~Q(state__in=PUBLIC_STATES), name="contribution_photo_first"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="contribution_merged_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title or ''}".strip()
