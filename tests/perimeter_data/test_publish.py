"""Publishing a boundary: one published version, pieces, zones clipped."""

import pytest
from django.db import IntegrityError, transaction

from participation.models import Contribution
from perimeter_data.models import Perimeter, Zoning
from tests import factories


def test_pieces_cover_the_accepted_area(perimeter: Perimeter) -> None:
    version = perimeter.versions.get()
    area = sum(piece.geom.area for piece in version.pieces.all())
    assert area == pytest.approx(version.accepted.area)


def test_zones_are_clipped_for_display_and_kept_whole(perimeter: Perimeter, communes: Zoning) -> None:
    east = communes.versions.get().zones.get(code="E")
    assert east.display_3857.area < east.geom.transform(3857, clone=True).area  # the hole is cut out
    assert east.label_point is not None


@pytest.mark.parametrize("position", [factories.OUTSIDE, factories.IN_HOLE])
def test_the_database_itself_refuses_a_position_outside(perimeter: Perimeter, position: object) -> None:
    with pytest.raises(IntegrityError, match="outside its perimeter"), transaction.atomic():
        factories.contribution(perimeter, position)
    assert not Contribution.objects.exists()


def test_refs_count_per_table(perimeter: Perimeter) -> None:
    made = factories.contribution(perimeter)
    assert made.ref == f"TST-{made.pk:04d}"
    assert factories.proposal(perimeter).ref.startswith("TST-P")
