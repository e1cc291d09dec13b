"""The territory's long tasks. Each may run twice: what it made carries the job's id, or is in force already."""

from dataclasses import asdict
from datetime import date
from typing import Any

from core import jobs
from perimeter_data.models import Perimeter, PerimeterVersion, VersionState, ZoningVersion
from perimeter_data.reading import inspect_file
from perimeter_data.selectors import UnknownBoundary, UnknownPerimeter, get_upload, published_bbox
from perimeter_data.selectors.zonings import UnknownEdition, get_edition, get_zoning
from perimeter_data.services.drafts import Making, draft_from_drawing, draft_from_units, draft_from_upload
from perimeter_data.services.editions import (
    EditionFacts,
    EditionFile,
    edition_from_edition,
    edition_from_perimeter,
    edition_from_units,
    edition_from_upload,
)
from perimeter_data.services.places import NameNotGuessed, PlacesSource, import_places
from perimeter_data.services.publish import publish_boundary, publish_zoning
from perimeter_data.services.units import UnitsSource, import_units


def perimeter_of(job: jobs.Running) -> Perimeter:
    """Return the perimeter a task belongs to; raise `UnknownPerimeter` where it is gone."""
    perimeter = Perimeter.objects.filter(pk=job.perimeter_id or 0).first()
    if perimeter is None:
        raise UnknownPerimeter
    return perimeter


@jobs.handler("inspect_upload")
def inspect_upload(job: jobs.Running) -> dict[str, Any]:
    """Look at what was uploaded; the upload keeps what was found, and so does the report."""
    perimeter = perimeter_of(job)
    upload = get_upload(perimeter, job.params["upload"])
    job.progress(0, phase="reading")
    chosen = {name: job.params.get(name) for name in ("layer", "crs", "lon", "lat")}
    found = inspect_file(upload.main, near=published_bbox(perimeter), check=job.check, **chosen)
    upload.inspection = found
    upload.save(update_fields=["inspection"])
    return {"upload": str(upload.pk), "inspection": found}


@jobs.handler("make_unit_set")
def make_unit_set(job: jobs.Running) -> dict[str, Any]:
    """Keep the units of an upload."""
    perimeter, given = perimeter_of(job), job.params
    job.progress(0, phase="reading")
    source = UnitsSource(
        upload=get_upload(perimeter, given["upload"]),
        **{name: given[name] for name in ("code", "name", "population", "layer", "crs", "title")},
    )
    return import_units(perimeter=perimeter, source=source, job_id=job.id, check=job.check)


@jobs.handler("make_boundary")
def make_boundary(job: jobs.Running) -> dict[str, Any]:
    """Make a draft; reports its number."""
    perimeter, given = perimeter_of(job), job.params
    making = _making(job)
    job.progress(0, phase="drawing" if given["from"] == "drawing" else "reading")
    match given["from"]:
        case "upload":
            version = draft_from_upload(
                perimeter=perimeter,
                upload=get_upload(perimeter, given["upload"]),
                crs=given["crs"],
                layer=given["layer"],
                where=given["where"],
                making=making,
                check=job.check,
            )
        case "units":
            version = draft_from_units(perimeter=perimeter, unit_ids=given["units"], making=making, check=job.check)
        case _:
            version = draft_from_drawing(
                perimeter=perimeter, areas=given["areas"], holes=given["holes"], making=making, check=job.check
            )
    return {"boundary": version.number}


def _making(job: jobs.Running) -> Making:
    given = job.params
    return Making(
        close_gaps_m=given["close_gaps_m"],
        tolerance_m=given["tolerance_m"],
        source=given["source"],
        source_date=date.fromisoformat(given["source_date"]) if given["source_date"] else None,
        licence=given["licence"],
        job_id=job.id,
    )


@jobs.handler("publish_boundary")
def publish(job: jobs.Running) -> dict[str, Any]:
    """Put a draft or a former boundary in force."""
    version = PerimeterVersion.objects.filter(pk=job.params["version"]).first()
    if version is None:
        raise UnknownBoundary
    report = {"boundary": version.number}
    if version.state == VersionState.PUBLISHED:  # this job did it, and died before it could say so
        return report
    publish_boundary(
        version=version,
        expect=job.params["expect"],
        moved=job.params["moved"],
        step=lambda phase: job.progress(0, phase=phase),
    )
    return report


@jobs.handler("make_edition")
def make_edition(job: jobs.Running) -> dict[str, Any]:
    """Make a draft of a zoning's edition; reports its number and, from a file, what was left out and why."""
    given = job.params
    zoning = get_zoning(perimeter_of(job), given["zoning"])
    facts = EditionFacts(source=given["source"], population_year=given.get("population_year"), job_id=job.id)
    job.progress(0, phase="reading")
    told: dict[str, Any] = {}
    match given["from"]:
        case "upload":
            edition, told = edition_from_upload(zoning=zoning, file=_edition_file(job), facts=facts, check=job.check)
        case "units":
            edition = edition_from_units(zoning=zoning, unit_ids=given["units"], facts=facts)
        case "edition":
            edition = edition_from_edition(edition=get_edition(zoning, given["edition"]), facts=facts)
        case _:
            edition = edition_from_perimeter(zoning=zoning, facts=facts)
    return {"edition": edition.number, **told}


def _edition_file(job: jobs.Running) -> EditionFile:
    fields = ("code", "name", "names", "population", "layer", "crs")
    upload = get_upload(perimeter_of(job), job.params["upload"])
    return EditionFile(upload=upload, **{name: job.params[name] for name in fields})


@jobs.handler("publish_zoning")
def publish_edition(job: jobs.Running) -> dict[str, Any]:
    """Put an edition in force."""
    version = ZoningVersion.objects.select_related("zoning").filter(pk=job.params["version"]).first()
    if version is None:
        raise UnknownEdition
    report = {"edition": version.number}
    if version.state != VersionState.PUBLISHED:  # else this job did it, and died before it could say so
        publish_zoning(version=version, expect=job.params["expect"], step=lambda phase: job.progress(0, phase=phase))
    return report


@jobs.handler("import_places")
def import_places_of_upload(job: jobs.Running) -> dict[str, Any]:
    """Add or update the places of an upload; the name's field is guessed where nobody named it."""
    perimeter, given = perimeter_of(job), job.params
    file = get_upload(perimeter, given["upload"]).main
    job.progress(0, phase="reading")
    reading = {name: given[name] for name in ("crs", "layer")}
    name = given["name"]
    if not name:
        found = inspect_file(file, near=published_bbox(perimeter), check=job.check, **reading)
        name = found["guesses"]["name"] if found["guesses"] else None
        if not name and found["fields"]:
            raise NameNotGuessed(fields=[field["name"] for field in found["fields"]][:40])
    job.check()
    # Where nothing was found to guess from, reading says why.
    summary = import_places(perimeter=perimeter, source=PlacesSource(file=file, name=name or "name", **reading))
    return {**asdict(summary), "refused_file": None}
