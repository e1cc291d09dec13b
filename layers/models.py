"""What is drawn under or over the debate."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from core.i18n import TranslatedField, translated
from layers.plan_codes import RuleKind
from perimeter_data.models import IsValid, Perimeter, ZoningVersion

RESERVED_SLUGS = ("perimeter", "places", "contributions", "proposals", "style", "basemap", "poster")
SLUG = r"^(?!(?:" + "|".join(RESERVED_SLUGS) + r")$|zones-)[a-z0-9][a-z0-9-]*$"


class LayerKind(models.TextChoices):
    VECTOR = "vector", _("vector")
    PLAN = "plan", _("urban plan")
    RASTER = "raster", _("raster")


class Layer(models.Model):
    """A published or hidden layer of a perimeter. `ground` is always drawn, below everything else."""

    class Role(models.TextChoices):
        GROUND = "ground", _("ground")
        OVERLAY = "overlay", _("overlay")

    class Rights(models.TextChoices):
        PUBLIC = "public", _("everybody")
        STAFF = "staff", _("staff")

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="layers", verbose_name=_("perimeter"))
    slug = models.CharField(max_length=60, validators=[RegexValidator(SLUG)], verbose_name=_("short name"))
    name = TranslatedField(verbose_name=_("name"))
    kind = models.CharField(max_length=6, choices=LayerKind.choices, verbose_name=_("kind"))
    role = models.CharField(
        max_length=7,
        choices=Role.choices,
        default=Role.OVERLAY,
        verbose_name=_("place in the map"),
        help_text=_("The ground is always drawn, below everything else; overlays can be switched off."),
    )
    rights = models.CharField(
        max_length=6, choices=Rights.choices, default=Rights.PUBLIC, verbose_name=_("who sees it")
    )
    attribution = models.CharField(max_length=300, blank=True, verbose_name=_("attribution"))
    visible = models.BooleanField(default=False, verbose_name=_("on when the map opens"))
    opacity = models.FloatField(
        default=1, validators=[MinValueValidator(0), MaxValueValidator(1)], verbose_name=_("opacity (0 to 1)")
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text=_("The lowest lies at the bottom."), verbose_name=_("order")
    )
    minzoom = models.PositiveSmallIntegerField(
        default=0, verbose_name=_("drawn from zoom"), help_text=_("0 shows the whole world, 14 a village, 19 a house.")
    )
    maxzoom = models.PositiveSmallIntegerField(default=22, verbose_name=_("drawn up to zoom"))
    # A former or coming version of an urban plan, beside the one that is in force.
    version_of = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="versions", editable=False
    )
    style = models.JSONField(default=dict, blank=True)
    legend = models.JSONField(default=list, blank=True)
    # What a click shows of a feature: [{"field", "label": {lang: text}}]; nothing else of it is told.
    popup = models.JSONField(default=list, blank=True)
    report = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1, help_text=_("Counts imports: a new one makes new tiles."))
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("layer")
        verbose_name_plural = _("layers")
        ordering = ["perimeter", "position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["perimeter", "slug"], name="layer_slug"),
            models.CheckConstraint(
                condition=Q(kind__in=LayerKind.values)
                & Q(role__in=["ground", "overlay"])
                & Q(rights__in=["public", "staff"]),
                name="layer_words_known",
            ),
            models.CheckConstraint(condition=Q(slug__regex=SLUG), name="layer_slug_not_reserved"),
        ]

    def __str__(self) -> str:
        return translated(self.name) or self.slug


class LayerFeature(models.Model):
    """One feature of a vector layer: whole in `geom`, clipped to the perimeter in `display_3857`."""

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="features", db_index=False)
    geom = models.GeometryField(srid=4326, spatial_index=False)
    display_3857 = models.GeometryField(srid=3857, null=True, spatial_index=False)
    label = models.CharField(max_length=254, blank=True)
    style_key = models.CharField(max_length=60, blank=True)
    attributes = models.JSONField(default=dict)

    class Meta:
        indexes = [
            GistIndex(fields=["geom"], name="layer_feature_geom"),
            GistIndex(fields=["display_3857"], name="layer_feature_display"),
            models.Index(fields=["layer"], name="layer_feature_layer"),
        ]
        constraints = [models.CheckConstraint(condition=Q(IsValid(F("geom"))), name="layer_feature_valid")]

    def __str__(self) -> str:
        return self.label


class PlanZone(models.Model):
    """A zone of an urban plan (CNIG ZONE_URBA). `typezone` is the standard's type; odd codes are kept as they are."""

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="plan_zones", db_index=False)
    geom = models.MultiPolygonField(srid=4326, spatial_index=False)
    display_3857 = models.MultiPolygonField(srid=3857, null=True, spatial_index=False)
    label_point = models.PointField(srid=4326, null=True, spatial_index=False)
    libelle = models.CharField(max_length=60)
    libelong = models.CharField(max_length=254, blank=True)
    typezone = models.CharField(max_length=8)
    nomfic = models.CharField(max_length=254, blank=True)
    urlfic = models.CharField(max_length=254, blank=True)
    idurba = models.CharField(max_length=60, blank=True)
    datvalid = models.DateField(null=True)
    attributes = models.JSONField(default=dict)

    class Meta:
        indexes = [
            GistIndex(fields=["geom"], name="plan_zone_geom"),
            GistIndex(fields=["display_3857"], name="plan_zone_display"),
            models.Index("layer", Func(F("label_point"), function="agorama_qk"), name="plan_zone_label"),
        ]
        constraints = [models.CheckConstraint(condition=Q(IsValid(F("geom"))), name="plan_zone_valid")]

    def __str__(self) -> str:
        return f"{self.libelle} ({self.typezone})"


class PlanDocument(models.Model):
    """What the plan of a layer is, of CNIG's DOC_URBA: its number, version and state. `attributes` keeps all rows."""

    layer = models.OneToOneField(Layer, models.CASCADE, related_name="plan")
    idurba = models.CharField(max_length=60, blank=True)
    typedoc = models.CharField(max_length=10, blank=True)
    approved_on = models.DateField(null=True)
    state = models.CharField(max_length=2, blank=True)
    procedure = models.CharField(max_length=20, blank=True)
    nomreg = models.CharField(max_length=254, blank=True)
    urlreg = models.CharField(max_length=254, blank=True)
    attributes = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.idurba


class PlanRule(models.Model):
    """A prescription or an information of an urban plan (CNIG PRESCRIPTION_*, INFO_*): an area, a line or a point."""

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="plan_rules", db_index=False)
    kind = models.CharField(max_length=12, choices=RuleKind.choices)
    geom = models.GeometryField(srid=4326, spatial_index=False)
    display_3857 = models.GeometryField(srid=3857, null=True, spatial_index=False)
    code = models.CharField(max_length=8)
    subcode = models.CharField(max_length=8, blank=True)
    key = models.CharField(max_length=20)
    label = models.CharField(max_length=254, blank=True)
    text = models.CharField(max_length=254, blank=True)
    nomfic = models.CharField(max_length=254, blank=True)
    urlfic = models.CharField(max_length=254, blank=True)
    idurba = models.CharField(max_length=60, blank=True)
    datvalid = models.DateField(null=True)
    attributes = models.JSONField(default=dict)

    class Meta:
        indexes = [
            GistIndex(fields=["geom"], name="plan_rule_geom"),
            GistIndex(fields=["display_3857"], name="plan_rule_display"),
            models.Index(fields=["layer"], name="plan_rule_layer"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(IsValid(F("geom"))), name="plan_rule_valid"),
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values), name="plan_rule_kind_known"),
        ]

    def __str__(self) -> str:
        return self.label


class RasterFile(models.Model):
    """The Cloud Optimized GeoTIFF of a raster layer, below MEDIA_ROOT or in the store, and what serving it needs."""

    layer = models.OneToOneField(Layer, models.CASCADE, related_name="raster")
    path = models.CharField(max_length=300)
    in_store = models.BooleanField(default=False)
    bounds = models.PolygonField(srid=4326, spatial_index=False)
    bands = models.PositiveSmallIntegerField()
    dtype = models.CharField(max_length=16)
    nodata = models.FloatField(null=True)
    minimum = models.FloatField(null=True)
    maximum = models.FloatField(null=True)
    colormap = models.CharField(max_length=40, blank=True)
    source_crs = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return self.path


class RasterFigures(models.Model):
    """What a raster says of each zone, by the zone's code; right while `revision` is the layer's."""

    layer = models.ForeignKey(Layer, models.CASCADE, related_name="zone_figures", db_index=False)
    edition = models.ForeignKey(ZoningVersion, models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    figures = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["layer", "edition"], name="raster_figures_once")]

    def __str__(self) -> str:
        return f"{self.layer_id} {self.edition_id}"


class BaseMap(models.Model):
    """A map of the ground, from an uploaded PMTiles (`file`, below MEDIA_ROOT) or a source that we ask (`url`)."""

    perimeter = models.ForeignKey(Perimeter, models.CASCADE, related_name="base_maps", verbose_name=_("perimeter"))
    slug = models.CharField(
        max_length=60, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")], verbose_name=_("short name")
    )
    name = TranslatedField(verbose_name=_("name"))
    file = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    is_vector = models.BooleanField(default=False)
    vector_layers = models.JSONField(default=list, blank=True)
    extent = ArrayField(models.FloatField(), size=4, null=True, blank=True, verbose_name=_("extent"))
    minzoom = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(22)], verbose_name=_("drawn from zoom")
    )
    maxzoom = models.PositiveSmallIntegerField(
        default=19, validators=[MaxValueValidator(22)], verbose_name=_("drawn up to zoom")
    )
    tile_size = models.PositiveSmallIntegerField(
        default=256, choices=[(256, "256"), (512, "512")], verbose_name=_("side of a picture (px)")
    )
    attribution = models.CharField(max_length=300, verbose_name=_("attribution"))
    position = models.PositiveSmallIntegerField(default=0, verbose_name=_("order"))
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("base map")
        verbose_name_plural = _("base maps")
        ordering = ["perimeter", "position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["perimeter", "slug"], name="base_map_slug"),
            models.CheckConstraint(condition=~Q(attribution=""), name="base_map_owed_to_somebody"),
            models.CheckConstraint(condition=Q(file="") ^ Q(url=""), name="base_map_from_one_source"),
            models.CheckConstraint(condition=Q(minzoom__lte=F("maxzoom"), maxzoom__lte=22), name="base_map_zooms"),
            models.CheckConstraint(condition=Q(extent=None) | Q(extent__len=4), name="base_map_extent"),
        ]

    def __str__(self) -> str:
        return translated(self.name) or self.slug
