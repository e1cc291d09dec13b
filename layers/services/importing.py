"""A file → a layer of a perimeter: vector, urban plan or raster, told apart by content. All of it, or nothing."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

from django.contrib.gis.geos import Polygon
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import changes
from core.summary import Summary
from layers.models import Layer, LayerKind, PlanDocument, RasterFile
from layers.refusals import SlugNotPossible, UnknownProfile
from layers.services.clip import clip_layers
from layers.services.media import forget_file, keep, workshop
from layers.services.plan_files import PlanFiles, read_plan
from layers.services.plan_rows import document_row
from layers.services.plan_versions import settle, slug_for
from layers.services.plans import PRG, write_plan
from layers.services.raster_bounded import make_cog_safely
from layers.services.raster_cog import WHOLE
from layers.services.raster_source import is_picture
from layers.services.rasters import write_raster
from layers.services.styling import Look, restyle
from layers.services.vector import write_features
from perimeter_data.models import Perimeter, PerimeterVersion, VersionState
from perimeter_data.reading import FeatureTable, read_features
from perimeter_data.reading.refusals import FILE_MESSAGES, FileRefused
from perimeter_data.selectors import published_bbox
from perimeter_data.services.telling import tell_features

CNIG_PLU = "cnig-plu"
WITHOUT_SHAPES = ("zip_without_data", "part_alone")
PLANS = (CNIG_PLU, PRG)
# What a version of a plan has from the one it stands beside.
LIKE_THE_OTHERS = ("name", "role", "rights", "attribution", "opacity", "position", "minzoom", "maxzoom")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LayerOptions:
    """How to take a file. `name` is {lang: text}; what is empty keeps its value when a layer is imported again.

    `mapping` says what a plan's fields are called in the file: {"typezone": "ZTO", …}; `settings` are fields of
    `Layer` (rights, attribution, zooms, position), `popup` is its own; `method`, `classes`, `palette` are of `Look`.
    """

    slug: str
    name: dict[str, str] | None = None
    profile: str | None = None
    crs: str | None = None
    table: str | None = None
    where: dict[str, list[str]] = field(default_factory=dict)
    role: str | None = None
    style_field: str | None = None
    unit: str | None = None
    method: str | None = None
    classes: int = 5
    palette: str = "blues"
    settings: dict[str, Any] = field(default_factory=dict)
    popup: list[dict[str, Any]] | None = None
    mapping: dict[str, str] = field(default_factory=dict)


def import_layer(
    *, perimeter: Perimeter, path: Path, options: LayerOptions, progress: Progress = lambda done, total: None
) -> Summary:
    """Import a file as a layer, in place of the layer of the same slug if there is one; return what was done.

    `progress(done, total)` counts features (pictures: hundredths of the work) and is called while the file is read:
    what it raises stops the import. Raise `FileRefused`, `RasterRefused`, `NotAPlan`, `SlugNotPossible`,
    `UnknownProfile`, `UnknownPlanField` or `OtherTerritory`; the former layer then stays as it was. A plan with another
    IDURBA than the layer's does not replace it: it becomes a version beside it.
    """
    _check(perimeter, options)
    if options.profile in PLANS:
        return _import_plan(perimeter, path, options, progress)
    if options.profile is None and is_picture(path):
        return _import_raster(perimeter, path, options, progress)
    try:
        return _import_vector(perimeter, path, options, progress)
    except FileRefused as refusal:
        if options.profile or refusal.code not in WITHOUT_SHAPES or not is_zipfile(path):
            raise
    return _import_raster(perimeter, path, options, progress)  # a zip without shapes: a picture and its world file?


def _check(perimeter: Perimeter, options: LayerOptions) -> None:
    if options.profile not in (None, *PLANS):
        raise UnknownProfile(profile=options.profile)
    try:
        Layer(perimeter=perimeter, slug=options.slug).clean_fields(exclude=["kind", "name"])
    except ValidationError as error:
        raise SlugNotPossible(slug=options.slug) from error


def _import_vector(perimeter: Perimeter, path: Path, options: LayerOptions, progress: Progress) -> Summary:
    near, check = published_bbox(perimeter), partial(progress, 0, 0)
    table = read_features(path, crs=options.crs, layer=options.table, where=options.where, near=near, check=check)
    total = len(table.features)
    progress(0, total)
    summary = Summary(read=table.report.read, imported=total)
    _tell_reading(summary, path.name, table)
    with transaction.atomic():
        layer = _emptied_layer(perimeter, options, LayerKind.VECTOR)
        write_features(layer, table, options.style_field)
        if options.method and layer.role != Layer.Role.GROUND:
            name = table.field(options.style_field) if options.style_field else ""
            look = Look(method=options.method, field=name, classes=options.classes, palette=options.palette)
            restyle(layer, look)
        clip_layers([layer.pk])
        _tell_undrawn(summary, layer.features.filter(display_3857=None).count(), total)
        _finish(layer, summary)
    progress(total, total)
    return summary


def _import_plan(perimeter: Perimeter, path: Path, options: LayerOptions, progress: Progress) -> Summary:
    """Read and imported count zones; what was repaired or refused is counted in all tables."""
    files = read_plan(
        path,
        mapping=options.mapping,
        crs=options.crs,
        layer=options.table,
        where=options.where,
        near=published_bbox(perimeter),
    )
    total = len(files.zones.features)
    progress(0, total)
    summary = Summary(read=files.zones.report.read, imported=total)
    _tell_reading(summary, path.name, files.zones)
    with transaction.atomic():
        _write_plan(perimeter, files, options, summary)
    progress(total, total)
    return summary


def _write_plan(perimeter: Perimeter, files: PlanFiles, options: LayerOptions, summary: Summary) -> None:
    document = document_row(files)
    former = Layer.objects.select_for_update(of=("self",)).filter(perimeter=perimeter, slug=options.slug)
    slug, root = slug_for(former.select_related("plan").first(), document)
    layer = _emptied_layer(perimeter, replace(options, slug=slug) if slug else options, LayerKind.PLAN)
    if root is not None:
        for name in LIKE_THE_OTHERS:
            setattr(layer, name, getattr(root, name))
        layer.name, layer.version_of = options.name or root.name, root
    write_plan(layer, files, document, summary, profile=options.profile or CNIG_PLU)
    layer.save()
    clip_layers([layer.pk])
    _tell_undrawn(summary, layer.plan_zones.filter(display_3857=None).count(), layer.plan_zones.count())
    if root is not None:
        _tell_version(summary, layer, document, in_force=settle(root, layer))
    _finish(layer, summary)


def _tell_version(summary: Summary, layer: Layer, document: PlanDocument, *, in_force: bool) -> None:
    facts = {"slug": layer.slug, "idurba": document.idurba, "approved_on": document.approved_on}
    if in_force:
        message = _("The plan that was here is kept as a former version; this one is in force now.")
        summary.tell("version_in_force", message, **_plain(facts))
    else:
        message = _("This is kept as another version of the plan; the one in force stays.")
        summary.tell("version_beside", message, **_plain(facts))


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}


def _import_raster(perimeter: Perimeter, path: Path, options: LayerOptions, progress: Progress) -> Summary:
    summary = Summary(read=1, imported=1)
    with workshop(perimeter) as folder:
        made = folder / "cog.tif"
        facts = make_cog_safely(path, made, crs=options.crs, name=options.table, told=progress)
        former = RasterFile.objects.filter(layer__perimeter=perimeter, layer__slug=options.slug).first()
        facts = replace(facts, unit=options.unit or facts.unit or (former.unit if former else ""))
        name, in_store = keep(made, perimeter, options.slug)
    try:
        with transaction.atomic():
            layer = _emptied_layer(perimeter, options, LayerKind.RASTER)
            write_raster(layer, name, facts, in_store=in_store)
            if facts.empty:
                summary.tell("empty_raster", _("No pixel of this raster has a value: there is nothing to draw."))
            boundary = PerimeterVersion.objects.filter(perimeter=perimeter, state=VersionState.PUBLISHED)
            inside = boundary.filter(boundary__intersects=Polygon.from_bbox(facts.bounds)).exists()
            _tell_undrawn(summary, 0 if inside else 1, 1)
            _finish(layer, summary)
    except BaseException:
        forget_file(name, in_store=in_store)
        raise
    progress(WHOLE, WHOLE)
    return summary


def _tell_reading(summary: Summary, name: str, table: FeatureTable) -> None:
    report = table.report
    tell_features(summary, name=name, refused=report.refused, repaired=report.repaired, fields=report.fields)
    for note in report.notes:
        known = FILE_MESSAGES.get(note)
        summary.tell(note if known else "note", known or note)


def _emptied_layer(perimeter: Perimeter, options: LayerOptions, kind: LayerKind) -> Layer:
    """Return the layer of this slug without its former content, locked until the transaction ends."""
    fallback = {"kind": kind, "name": {perimeter.default_language: options.slug}}
    layer, made = Layer.objects.select_for_update().get_or_create(
        perimeter=perimeter, slug=options.slug, defaults=fallback
    )
    layer.features.all().delete()
    layer.plan_zones.all().delete()
    layer.plan_rules.all().delete()
    PlanDocument.objects.filter(layer=layer).delete()
    for former in RasterFile.objects.filter(layer=layer):
        former.delete()  # one by one: its picture goes with it, see receivers
    layer.kind = kind
    layer.name = options.name or layer.name
    layer.role = options.role or layer.role
    layer.revision += 0 if made else 1
    layer.popup = layer.popup if options.popup is None else options.popup
    for name, value in options.settings.items():
        setattr(layer, name, value)
    layer.save()  # what is cut depends on the role
    return layer


def _finish(layer: Layer, summary: Summary) -> None:
    layer.report = asdict(summary)
    layer.save()
    changes.append(
        "layer.changed",
        perimeter_id=layer.perimeter_id,
        target_type="layer",
        target_id=layer.pk,
        payload={"slug": layer.slug, "revision": layer.revision},
    )


def _tell_undrawn(summary: Summary, undrawn: int, total: int) -> None:
    """Warn where something, or all of it, lies outside: it is kept, and drawn when the perimeter grows."""
    if undrawn and undrawn == total:
        summary.tell("outside_perimeter", _("All of it lies outside the perimeter: nothing will be drawn."), undrawn)
    elif undrawn:
        summary.tell("outside_perimeter", _("Some of it lies outside the perimeter and is not drawn."), undrawn)
