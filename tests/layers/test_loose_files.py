"""Plans and layers as towns' systems write them: MapInfo TAB, and tables as loose files that come together."""

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pyogrio.raw
import pytest
import shapely
from django.contrib.gis.geos import Point
from pyproj import Transformer

from core import jobs
from core.errors import DomainError
from core.models import Job
from layers.jobs import IMPORT
from layers.models import Layer
from layers.plan_here import plan_here
from perimeter_data.models import Perimeter, Upload

Bring = Callable[..., Any]
LAMBERT = "EPSG:2154"
TO_LAMBERT = Transformer.from_crs("EPSG:4326", LAMBERT, always_xy=True).transform
DRIVERS = {".tab": "MapInfo File", ".shp": "ESRI Shapefile"}
IDURBA = "06088_PLU_20191025"
ZONES = [
    (shapely.box(7.2, 43.9, 7.3, 44.1), {"LIBELLE": "UA", "TYPEZONE": "U", "LIBELONG": "Cœur de la cité"}),
    (shapely.box(7.3, 43.9, 7.4, 44.1), {"LIBELLE": "Nh", "TYPEZONE": "Nh", "LIBELONG": "Là-haut, sous la forêt"}),
]
RULES = [(shapely.box(7.22, 43.95, 7.24, 43.97), {"LIBELLE": "Espace boisé", "TYPEPSC": "01", "TXT": "EBC"})]
DOCUMENT = {"IDURBA": IDURBA, "TYPEDOC": "PLU", "ETAT": "03", "DATAPPRO": "20191025", "NOMREG": "règlement.pdf"}


def write(path: Path, rows: list[tuple[Any, dict[str, str]]]) -> None:
    """Write a table of texts in Lambert-93, as a town's system does; without geometry where there is none."""
    names = list(rows[0][1])
    columns = [np.array([facts[name] for _shape, facts in rows], dtype=object) for name in names]
    shapes = [shape and shapely.transform(shape, TO_LAMBERT, interleaved=False) for shape, _facts in rows]
    kind = shapes[0].geom_type if shapes[0] is not None else None
    geometry = shapely.to_wkb(np.array(shapes, dtype=object)) if kind else None
    place = {"geometry_type": kind, "crs": LAMBERT} if kind else {}
    pyogrio.raw.write(path, geometry, columns, names, driver=DRIVERS[path.suffix], encoding="CP1252", **place)


def loose_plan(folder: Path, ending: str) -> None:
    """Write the loose tables of a plan: zones, prescriptions, and what the document says of itself."""
    write(folder / f"ZONE_URBA{ending}", [(shape, {**facts, "IDURBA": IDURBA}) for shape, facts in ZONES])
    write(folder / f"PRESCRIPTION_SURF{ending}", RULES)
    write(folder / f"DOC_URBA{ending}", [(None, DOCUMENT)])


@pytest.fixture(params=[".tab", ".shp"])
def plan(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with the loose tables of a plan; of shapefiles, the document is a .dbf alone."""
    folder = tmp_path / "loose"
    folder.mkdir()
    loose_plan(folder, request.param)
    assert (folder / "DOC_URBA.shp").exists() is False
    return folder


def is_whole(layer: Layer) -> None:
    """The zones where they are, with their accents; the rule; what the document says."""
    zones = list(layer.plan_zones.order_by("libelle"))
    assert Counter(zone.typezone for zone in zones) == {"U": 1, "Nh": 1}
    assert [zone.libelong for zone in zones] == ["Là-haut, sous la forêt", "Cœur de la cité"]
    assert [zone.geom.centroid.coords for zone in zones] == [
        pytest.approx((7.35, 44.0), abs=1e-5), pytest.approx((7.25, 44.0), abs=1e-5)
    ]  # fmt: skip
    assert [(rule.key, rule.label) for rule in layer.plan_rules.all()] == [("P01", "Espace boisé")]
    assert (layer.plan.idurba, layer.plan.approved_on) == (IDURBA, date(2019, 10, 25))
    assert (layer.plan.state, layer.plan.nomreg) == ("03", "règlement.pdf")
    zones_here, rules_here = plan_here(layer.perimeter_id, Point(7.23, 43.96, srid=4326))
    assert [zone["libelle"] for zone in zones_here] == ["UA"]
    assert len(rules_here) == 1


@pytest.mark.django_db
def test_a_folder_of_loose_tables(bring: Bring, plan: Path) -> None:
    layer, summary = bring(plan, profile="cnig-plu")
    assert (summary.read, summary.imported, summary.refused) == (2, 2, 0)
    is_whole(layer)


@pytest.mark.django_db
def test_the_same_in_a_zip(bring: Bring, plan: Path, tmp_path: Path) -> None:
    path = tmp_path / "plan.zip"
    with ZipFile(path, "w") as archive:
        for file in plan.iterdir():
            archive.write(file, f"06088_PLU/{file.name}")
    layer, _summary = bring(path, profile="cnig-plu")
    is_whole(layer)


@pytest.fixture
def send(perimeter: Perimeter, settings: Any, tmp_path: Path) -> Callable[..., Job]:
    """Send files together, as the upload page does, and run the import."""
    settings.VAR_DIR = tmp_path / "var"

    def run(paths: list[Path], **options: Any) -> Job:
        upload = Upload.objects.create(perimeter=perimeter, name="x", size=1)
        upload.folder.mkdir(parents=True)
        for path in paths:
            shutil.copy(path, upload.folder)
        params = {"upload": str(upload.pk), "options": {"slug": "brought", **options}}
        job = jobs.enqueue(IMPORT, perimeter_id=perimeter.pk, params=params)
        jobs.run(job.pk)
        job.refresh_from_db()
        return job

    return run


def test_loose_tables_sent_together_are_one_plan(transactional_db: None, send: Callable[..., Job], plan: Path) -> None:
    job = send(list(plan.iterdir()), profile="cnig-plu")
    assert (job.state, job.report.get("problem")) == ("done", None)
    is_whole(Layer.objects.get(slug="brought"))


def test_zones_alone_with_their_parts_are_a_plan(transactional_db: None, send: Callable[..., Job], plan: Path) -> None:
    job = send([file for file in plan.iterdir() if file.stem == "ZONE_URBA"], profile="cnig-plu")
    assert (job.state, job.report["imported"]) == ("done", 2)


def test_a_layer_of_one_table_and_its_parts(transactional_db: None, send: Callable[..., Job], plan: Path) -> None:
    job = send([file for file in plan.iterdir() if file.stem == "ZONE_URBA"])
    assert (job.state, job.report["imported"]) == ("done", 2)
    labels = set(Layer.objects.get(slug="brought").features.values_list("label", flat=True))
    assert labels == {"UA", "Nh"}


def test_of_several_tables_one_is_named(transactional_db: None, send: Callable[..., Job], plan: Path) -> None:
    files = [file for file in plan.iterdir() if file.stem != "DOC_URBA"]
    job = send(files)
    assert (job.state, job.report["problem"]["code"]) == ("failed", "several_layers")
    assert job.report["problem"]["layers"] == ["PRESCRIPTION_SURF", "ZONE_URBA"]
    job = send(files, table="prescription")
    assert (job.state, job.report["imported"]) == ("done", 1)


@pytest.mark.django_db
def test_a_table_without_its_parts_is_refused(bring: Bring, plan: Path) -> None:
    for file in plan.iterdir():
        if file.suffix not in (".tab", ".shp"):
            file.unlink()
    with pytest.raises(DomainError) as refused:
        bring(plan, profile="cnig-plu")
    assert refused.value.code == "unreadable"
    assert not Layer.objects.exists()
