"""Versions of one plan beside one another: each is a layer of its own; one is in force, the others point to it.

The one in force has the short name that was asked for; the others have it with their day of approval. Which is in
force is the newest that was approved, until staff says otherwise.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from core import changes
from layers.models import Layer, LayerKind, PlanDocument
from layers.refusals import OtherTerritory
from layers.services.plan_files import digits_of

# ETAT: in procedure, adopted, annulled, replaced, repealed, lapsed.
NOT_IN_FORCE = frozenset({"01", "02", "04", "05", "06", "09"})
SLUG_LENGTH = 60
# An INSEE code or a SIREN; older numbers have the date right behind it.
INSEE, SIREN = 5, 9


def versions_of(layer: Layer) -> list[Layer]:
    """Return all versions of a plan with their documents, the one in force first."""
    root_id = layer.version_of_id or layer.pk
    rows = Layer.objects.filter(perimeter_id=layer.perimeter_id, kind=LayerKind.PLAN).select_related("plan")
    found = [row for row in rows if root_id in (row.pk, row.version_of_id)]
    return sorted(found, key=lambda row: (row.version_of_id is not None, row.slug))


def slug_for(former: Layer | None, document: PlanDocument) -> tuple[str | None, Layer | None]:
    """Return (slug to write to, plan it is a version of): the same IDURBA is replaced, another stands beside.

    `former` is the layer of the short name that was asked for; (None, None) is to write there. Raise `OtherTerritory`.
    """
    if former is None or former.kind != LayerKind.PLAN or not hasattr(former, "plan"):
        return None, None
    series = versions_of(former)
    same = next((row for row in series if _same(row, document)), None)
    if same is not None:
        return same.slug, None
    here, there = territory(series[0].plan.idurba), territory(document.idurba)
    if here and there and here != there:
        raise OtherTerritory(here=here, there=there)
    return free_slug(series[0], document), series[0]


def _same(layer: Layer, document: PlanDocument) -> bool:
    return hasattr(layer, "plan") and layer.plan.idurba.casefold() == document.idurba.casefold()


def territory(idurba: str) -> str:
    """Return the INSEE code or SIREN that a plan's number begins with; "" where it begins with none."""
    digits = digits_of(idurba)
    if len(digits) in (INSEE, SIREN):
        return digits
    return digits[:-8] if len(digits) in (INSEE + 8, SIREN + 8) else ""


def free_slug(root: Layer, document: PlanDocument) -> str:
    """Return a short name for a version beside others: with its day, and a number where that is taken."""
    day = f"{document.approved_on:%Y%m%d}" if document.approved_on else "version"
    stem = f"{root.slug[: SLUG_LENGTH - len(day) - 4]}-{day}"
    taken = set(
        Layer.objects.filter(perimeter_id=root.perimeter_id, slug__startswith=stem).values_list("slug", flat=True)
    )
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, 100))) if slug not in taken)


def settle(root: Layer, added: Layer) -> bool:
    """Put a version that was added in force if it is newer than the one that is; say whether."""
    if _rank(added) <= _rank(root):
        return False
    put_in_force(layer=added)
    return True


def _rank(layer: Layer) -> tuple[bool, date]:
    """Rank versions: first what can be in force at all today, then the newest."""
    document, today = layer.plan, timezone.localdate()
    approved = document.approved_on or date.min
    return document.state not in NOT_IN_FORCE and approved <= today, approved


@transaction.atomic
def put_in_force(*, layer: Layer) -> None:
    """Make a version of a plan the one in force: it takes the short name, and is shown where the former was."""
    if layer.version_of_id is None:
        return
    locked = {
        row.pk: row
        for row in Layer.objects.select_for_update(of=("self",)).filter(pk__in=[layer.pk, layer.version_of_id])
    }
    added, root = locked[layer.pk], locked[layer.version_of_id]
    slug, dated = root.slug, free_slug(root, root.plan)
    Layer.objects.filter(version_of=root).exclude(pk=added.pk).update(version_of=added)
    root.slug, root.version_of, root.visible, added.visible = dated, added, False, root.visible
    root.revision += 1
    root.save()
    added.slug, added.version_of, added.revision = slug, None, added.revision + 1
    added.save()
    for row in (root, added):
        changes.append(
            "layer.changed",
            perimeter_id=row.perimeter_id,
            target_type="layer",
            target_id=row.pk,
            payload={"slug": row.slug, "revision": row.revision},
        )
    layer.refresh_from_db()
