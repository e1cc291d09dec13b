"""A perimeter: what belongs to it, and how its map and its pages are."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.i18n import LANGUAGES, TranslatedField, translated


def default_languages() -> list[str]:
    return list(LANGUAGES)


class ModerationMode(models.TextChoices):
    """When a contribution is read by a moderator: after the public, or before."""

    AFTER = "after", _("published at once, read afterwards")
    BEFORE = "before", _("read first, then published")


class DataLicence(models.TextChoices):
    """Under which terms others may use what is published; open licences only."""

    ETALAB = "etalab-2.0", _("Licence Ouverte 2.0")
    CC_BY = "cc-by-4.0", "CC BY 4.0"
    ODBL = "odbl-1.0", "ODbL 1.0"
    IODL = "iodl-2.0", "IODL 2.0"
    CC0 = "cc0-1.0", "CC0 1.0"


class AccessibilityLevel(models.TextChoices):
    """How far the public pages keep to the standard, as the public body declares it."""

    NONE = "none", _("not compliant")
    PARTIAL = "partial", _("partially compliant")
    FULL = "full", _("fully compliant")


class Perimeter(models.Model):
    """The area a map is clipped to, and what belongs to it. Public once a version of it is published."""

    slug = models.SlugField(max_length=60, unique=True, verbose_name=_("short name"))
    name = TranslatedField(verbose_name=_("name"))
    description = TranslatedField(blank=True, verbose_name=_("description"))
    default_language = models.CharField(
        max_length=2, default="fr", choices=[(code, code) for code in LANGUAGES], verbose_name=_("main language")
    )
    languages = ArrayField(models.CharField(max_length=2), default=default_languages, verbose_name=_("languages"))
    ref_prefix = models.CharField(
        max_length=8,
        validators=[RegexValidator(r"^[A-Z]{2,8}$")],
        help_text=_("Two to eight capitals: contributions are called ALP-0412."),
        verbose_name=_("prefix of numbers"),
    )
    accent = models.CharField(
        max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-f]{6}$")], verbose_name=_("colour")
    )
    permanent_reports = models.BooleanField(
        default=True, help_text=_("Accept reports outside any consultation."), verbose_name=_("reports at any time")
    )
    is_public = models.BooleanField(default=True, verbose_name=_("open to the public"))
    moderation = models.CharField(
        max_length=6, choices=ModerationMode.choices, default=ModerationMode.AFTER, verbose_name=_("moderation")
    )
    answer_days = models.PositiveSmallIntegerField(
        default=30, null=True, blank=True, validators=[MinValueValidator(1)], verbose_name=_("days to the first answer")
    )
    photo_moderation = models.CharField(
        max_length=6,
        choices=ModerationMode.choices,
        default=ModerationMode.AFTER,
        verbose_name=_("moderation of photos"),
    )
    allowed_hosts = ArrayField(models.CharField(max_length=270), default=list, blank=True, verbose_name=_("sites"))
    contact_name = models.CharField(max_length=120, blank=True, verbose_name=_("who answers"))
    contact_email = models.EmailField(blank=True, verbose_name=_("e-mail address"))
    contact_phone = models.CharField(
        max_length=24,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9][0-9 ./()-]{2,}$")],
        verbose_name=_("telephone"),
    )
    contact_address = models.CharField(max_length=200, blank=True, verbose_name=_("postal address"))
    legal_notice = TranslatedField(blank=True, verbose_name=_("legal notice"))
    dpo_contact = models.CharField(max_length=200, blank=True, verbose_name=_("data protection officer"))
    accessibility_level = models.CharField(
        max_length=7,
        choices=AccessibilityLevel.choices,
        default=AccessibilityLevel.PARTIAL,
        verbose_name=_("what you declare"),
    )
    accessibility_gaps = TranslatedField(blank=True, verbose_name=_("what is known not to be accessible"))
    funding = TranslatedField(blank=True, verbose_name=_("who pays for it"))
    data_licence = models.CharField(
        max_length=12, choices=DataLicence.choices, blank=True, verbose_name=_("licence of the data")
    )
    emergency = models.BooleanField(default=True, verbose_name=_("say where to call in an emergency"))
    start_lon = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)], verbose_name=_("longitude")
    )
    start_lat = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-85), MaxValueValidator(85)], verbose_name=_("latitude")
    )
    start_zoom = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(4), MaxValueValidator(19)], verbose_name=_("zoom")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("perimeter")
        verbose_name_plural = _("perimeters")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=Q(moderation__in=ModerationMode.values), name="perimeter_moderation"),
            models.CheckConstraint(
                condition=Q(accessibility_level__in=AccessibilityLevel.values), name="perimeter_accessibility"
            ),
            models.CheckConstraint(
                condition=Q(photo_moderation__in=ModerationMode.values), name="perimeter_photo_moderation"
            ),
            models.CheckConstraint(
                condition=Q(start_lon__isnull=True, start_lat__isnull=True, start_zoom__isnull=True)
                | Q(start_lon__isnull=False, start_lat__isnull=False, start_zoom__isnull=False),
                name="perimeter_whole_start",
            ),
        ]

    def __str__(self) -> str:
        return translated(self.name, self.default_language) or self.slug
