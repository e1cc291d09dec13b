"""Where nobody set an order, pictures lie under plans and plans under lines and points."""

import pytest

from layers.models import Layer, LayerKind
from layers.selectors import public_layers
from perimeter_data.models import Perimeter
from tests import factories


@pytest.mark.parametrize(
    ("positions", "order"),
    [((0, 0, 0), ["z-photo", "m-plan", "a-paths"]), ((0, 1, 2), ["a-paths", "m-plan", "z-photo"])],
)
def test_order(perimeter: Perimeter, positions: tuple[int, int, int], order: list[str]) -> None:
    kinds = {"a-paths": LayerKind.VECTOR, "m-plan": LayerKind.PLAN, "z-photo": LayerKind.RASTER}
    for position, (slug, kind) in zip(positions, kinds.items(), strict=True):
        Layer.objects.create(perimeter=perimeter, slug=slug, name=factories.i18n(slug), kind=kind, position=position)
    assert [layer.slug for layer in public_layers(perimeter)] == order
