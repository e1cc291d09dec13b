"""The territory: perimeters with their boundary versions, zonings with their editions and zones, places, uploads."""

import math
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from core.columns import mercator_column, position_column, qk_column, wx_column, wy_column
from core.i18n import LANGUAGES, TranslatedField, translated
from perimeter_data.names import MAX_LETTERS, keys, search_text
from perimeter_data.reading.choosing import together

IS_VALID = "ST_IsValid"


class IsValid(Func):
    function = IS_VALID
    output_field = models.BooleanField()


def default_languages() -> list[str]:
    return list(LANGUAGES)


class VersionState(models.TextChoices):
    """A boundary or an edition is a draft, the published one, or a former one."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


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


class PerimeterVersion(models.Model):
    """One boundary of a perimeter. `accepted` is the boundary plus `tolerance_m`; positions are checked against it."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="versions", verbose_name=_("perimeter"))
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=VersionState.choices, default=VersionState.DRAFT, verbose_name=_("state")
    )
    boundary = models.MultiPolygonField(srid=4326)
    accepted = models.MultiPolygonField(srid=4326)
    boundary_3857 = mercator_column("boundary", models.MultiPolygonField(srid=3857))
    tolerance_m = models.FloatField(
        default=10,
        validators=[MinValueValidator(0), MaxValueValidator(1000)],
        verbose_name=_("tolerance (m)"),
        help_text=_("Positions that lie outside by no more than this still count as inside."),
    )
    area_km2 = models.FloatField()
    source = models.CharField(max_length=300, blank=True, verbose_name=_("source"))
    source_date = models.DateField(null=True, blank=True, verbose_name=_("date of the source"))
    licence = models.CharField(max_length=120, blank=True, verbose_name=_("licence"))
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("created"))
    published_at = models.DateTimeField(null=True, blank=True, verbose_name=_("published"))

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        ordering = ["perimeter", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["perimeter", "number"], name="perimeter_version_number"),
            models.UniqueConstraint(
                fields=["perimeter"], condition=Q(state="published"), name="perimeter_one_published_version"
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="perimeter_version_state"),
            models.CheckConstraint(
                condition=Q(IsValid(F("boundary"))) & Q(IsValid(F("accepted"))), name="perimeter_version_valid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.perimeter.slug} v{self.number}"


class PerimeterPiece(models.Model):
    """A small piece (ST_Subdivide) of a version's accepted area: what each position is checked against."""

    version = models.ForeignKey(PerimeterVersion, models.CASCADE, related_name="pieces", db_index=False)
    geom = models.PolygonField(srid=4326, spatial_index=False)

    class Meta:
        indexes = [
            GistIndex(fields=["geom"], name="perimeter_piece_geom"),
            models.Index(fields=["version"], name="perimeter_piece_version"),
        ]

    def __str__(self) -> str:
        return f"piece of {self.version_id}"


class Zoning(models.Model):
    """A named set of statistical units of a perimeter."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="zonings", verbose_name=_("perimeter"))
    slug = models.SlugField(max_length=60, verbose_name=_("short name"))
    name = TranslatedField(verbose_name=_("name"))
    gap_width_m = models.FloatField(
        default=200,
        validators=[MinValueValidator(0), MaxValueValidator(5000)],
        help_text=_("A position in no zone counts in the nearest one within this distance."),
        verbose_name=_("nearest zone within (m)"),
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text=_("Order among the zonings; the first is drawn."), verbose_name=_("order")
    )

    class Meta:
        verbose_name = _("zoning")
        verbose_name_plural = _("zonings")
        ordering = ["perimeter", "position", "slug"]
        constraints = [models.UniqueConstraint(fields=["perimeter", "slug"], name="zoning_slug")]

    def __str__(self) -> str:
        return f"{self.perimeter.slug}/{self.slug}"


class ZoningVersion(models.Model):
    """One edition of a zoning."""

    zoning = models.ForeignKey(Zoning, models.CASCADE, related_name="versions", verbose_name=_("zoning"))
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=VersionState.choices, default=VersionState.DRAFT, verbose_name=_("state")
    )
    source = models.CharField(max_length=300, blank=True, verbose_name=_("source"))
    source_date = models.DateField(null=True, blank=True, verbose_name=_("date of the source"))
    population_year = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name=_("year of the population"))
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("created"))
    published_at = models.DateTimeField(null=True, blank=True, verbose_name=_("published"))

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["zoning", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["zoning", "number"], name="zoning_version_number"),
            models.UniqueConstraint(
                fields=["zoning"], condition=Q(state="published"), name="zoning_one_published_version"
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="zoning_version_state"),
        ]

    def __str__(self) -> str:
        return f"{self.zoning} v{self.number}"


class Zone(models.Model):
    """One unit, whole (`geom`, for membership and population) and clipped to the perimeter (`display_3857`)."""

    version = models.ForeignKey(ZoningVersion, models.CASCADE, related_name="zones", db_index=False)
    code = models.CharField(max_length=40)
    name = TranslatedField()
    population = models.PositiveIntegerField(null=True, blank=True)
    geom = models.MultiPolygonField(srid=4326, spatial_index=False)
    display_3857 = models.MultiPolygonField(srid=3857, null=True, editable=False, spatial_index=False)
    label_point = models.PointField(srid=4326, null=True, editable=False, spatial_index=False)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["version", "code"]
        indexes = [
            GistIndex(fields=["geom"], name="zone_geom"),
            GistIndex(fields=["display_3857"], name="zone_display"),
            models.Index("version", Func(F("label_point"), function="agorama_qk"), name="zone_label"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="zone_code"),
            models.CheckConstraint(condition=Q(IsValid(F("geom"))), name="zone_valid"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {translated(self.name)}"


class PlaceKind(models.TextChoices):
    """What a place is; decides how its name is drawn."""

    TOWN = "town", _("town")
    VILLAGE = "village", _("village")
    HAMLET = "hamlet", _("hamlet")
    PASS = "pass", _("mountain pass")
    SUMMIT = "summit", _("summit")
    STATION = "station", _("station")
    RIVER = "river", _("river")
    SEA = "sea", _("sea")
    LAKE = "lake", _("lake")
    OTHER = "other", _("place")


class Place(models.Model):
    """A named point (or area) people search for."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="places", verbose_name=_("perimeter"))
    kind = models.CharField(max_length=10, choices=PlaceKind.choices, default=PlaceKind.OTHER, verbose_name=_("kind"))
    rank = models.PositiveSmallIntegerField(default=5, help_text=_("1 is shown first, 9 last."), verbose_name=_("rank"))
    name = models.CharField(max_length=120, verbose_name=_("name"))
    names = TranslatedField(blank=True)
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True, verbose_name=_("other names"))
    search_text = models.TextField(editable=False)
    population = models.PositiveIntegerField(null=True, blank=True)
    position = position_column()
    shape = models.GeometryField(srid=4326, null=True, blank=True, spatial_index=False)
    wx = wx_column()
    wy = wy_column()
    qk = qk_column()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["rank", "name"]
        indexes = [
            models.Index(fields=["perimeter", "qk"], name="place_qk"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="place_search"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PlaceKind.values), name="place_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = self.searchable()
        super().save(*args, **kwargs)
        self.keys.all().delete()
        PlaceKey.objects.bulk_create(keys_of(self))

    def every_name(self) -> list[str]:
        """Return its names in all languages and its aliases, each once."""
        return list(dict.fromkeys([self.name, *self.names.values(), *self.aliases]))

    def searchable(self) -> str:
        """Return what a search looks in; `bulk_create` does not set it by itself."""
        return search_text(self.every_name())

    def weight(self) -> int:
        """Return what comes first among equal matches, the lowest: by rank, then by people."""
        return self.rank * 100 + 99 - min(99, round(10 * math.log10(1 + (self.population or 0))))


class PlaceKey(models.Model):
    """One beginning by which a place is found: of a name, or of a word in it (`perimeter_data.names.keys`)."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, db_index=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="keys")
    words = models.CharField(max_length=MAX_LETTERS)
    weight = models.SmallIntegerField()

    class Meta:
        # The first finds rare beginnings; the second walks from the weightiest where many begin so.
        indexes = [
            models.Index(
                fields=["perimeter", "words"],
                opclasses=["int8_ops", "varchar_pattern_ops"],
                include=["weight", "place"],
                name="place_key_words",
            ),
            models.Index(fields=["perimeter", "weight", "place"], include=["words"], name="place_key_weight"),
        ]

    def __str__(self) -> str:
        return self.words


def keys_of(place: Place) -> list[PlaceKey]:
    """Return the unsaved keys of a saved place."""
    weight, owner = place.weight(), place.perimeter_id
    words = sorted(keys(place.every_name()))
    return [PlaceKey(perimeter_id=owner, place_id=place.pk, words=key, weight=weight) for key in words]


class LogoRole(models.TextChoices):
    """Why a logo stands there."""

    OWNER = "owner", _("who stands behind the map")
    FUNDER = "funder", _("who pays for it")


class Logo(models.Model):
    """A picture of a public body or of a fund, with what it says to those who do not see it."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="logos", verbose_name=_("perimeter"))
    role = models.CharField(
        max_length=6, choices=LogoRole.choices, default=LogoRole.OWNER, verbose_name=_("why it stands there")
    )
    image = models.FileField(upload_to="logos/")
    alt = TranslatedField(verbose_name=_("what it says"))
    link = models.URLField(blank=True, verbose_name=_("where it leads"))
    position = models.PositiveSmallIntegerField(default=0, verbose_name=_("order"))

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")
        ordering = ["perimeter", "position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(role__in=LogoRole.values), name="logo_role_known")]

    def __str__(self) -> str:
        return translated(self.alt, self.perimeter.default_language)


class Upload(models.Model):
    """Files of staff, kept for a week below VAR/uploads under their own names while somebody decides about them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="uploads")
    user_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    inspection = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> Path:
        """Return where its files lie."""
        return Path(settings.VAR_DIR) / "uploads" / str(self.pk)

    @property
    def results(self) -> Path:
        """Return where lies what was made of its files for staff to fetch; it goes when they go."""
        return self.folder.with_name(f"{self.pk}-results")

    @property
    def paths(self) -> list[Path]:
        """Return its files by name."""
        return sorted(path for path in self.folder.iterdir() if path.is_file())

    @property
    def main(self) -> Path:
        """Return what to read: the only map file, or the folder of those that were sent together."""
        return together(self.paths)


class UnitSet(models.Model):
    """Units of one uploaded file (communes, comuni, quartiers), kept to compose boundaries and zonings from."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="unit_sets")
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=300, blank=True)
    fields = ArrayField(models.CharField(max_length=200), default=list)
    # The job that made it: run a second time, it finds its set here.
    job_id = models.UUIDField(null=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["perimeter", "pk"]

    def __str__(self) -> str:
        return self.title


class Unit(models.Model):
    """One unit of a set, with what else its file says of it."""

    unit_set = models.ForeignKey(UnitSet, models.CASCADE, related_name="units", db_index=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    population = models.PositiveIntegerField(null=True)
    attributes = models.JSONField(default=dict)
    geom = models.MultiPolygonField(srid=4326, spatial_index=False)
    geom_3857 = mercator_column("geom", models.MultiPolygonField(srid=3857))

    class Meta:
        ordering = ["unit_set", "code"]
        indexes = [GistIndex(fields=["geom_3857"], name="unit_geom")]
        constraints = [
            models.UniqueConstraint(fields=["unit_set", "code"], name="unit_code"),
            models.CheckConstraint(condition=Q(IsValid(F("geom"))), name="unit_valid"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
