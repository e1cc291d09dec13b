"""Sets of units, and picking from them."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from core.query import number, strict
from perimeter_data import selectors
from perimeter_data.api.workshop import inputs
from perimeter_data.api.workshop.access import WorkshopView, accepted
from perimeter_data.models import Unit, UnitSet
from perimeter_data.selectors import units as finding
from perimeter_data.services.drawing import read_line
from perimeter_data.services.units import remove_units

MAX_PAGE = 500


class UnitSets(WorkshopView):
    """A new set from an upload."""

    def post(self, request: Request, perimeter: str) -> Response:
        given = inputs.UnitSetInput(data=request.data)
        given.is_valid(raise_exception=True)
        upload = selectors.get_upload(self.perimeter, given.validated_data["upload"])
        return accepted(self.enqueue("make_unit_set", {**given.validated_data, "upload": str(upload.pk)}))


class UnitSetDetail(WorkshopView):
    """One set."""

    def delete(self, request: Request, perimeter: str, unit_set: int) -> Response:
        remove_units(unit_set=finding.get_unit_set(self.perimeter, unit_set))
        return Response(status=204)


class Units(WorkshopView):
    """A page of a set."""

    def get(self, request: Request, perimeter: str, unit_set: int) -> Response:
        params = strict(request.query_params, ("q", "offset", "limit"))
        found = finding.get_unit_set(self.perimeter, unit_set)
        offset = int(number(params.get("offset", "0"), "offset", minimum=0, maximum=1_000_000))
        limit = int(number(params.get("limit", "100"), "limit", minimum=1, maximum=MAX_PAGE))
        units, total = finding.units_of(found, text=params.get("q", "").strip()[:80], offset=offset, limit=limit)
        return Response({"units": units, "total": total})


class UnitValues(WorkshopView):
    """What stands in one field."""

    def get(self, request: Request, perimeter: str, unit_set: int) -> Response:
        params = strict(request.query_params, ("field",))
        found = finding.get_unit_set(self.perimeter, unit_set)
        return Response({"values": finding.values_of(found, params.get("field", ""))})


class Selection(WorkshopView):
    """Which units are meant."""

    def post(self, request: Request, perimeter: str) -> Response:
        given = inputs.SelectionInput(data=request.data)
        given.is_valid(raise_exception=True)
        asked: dict[str, Any] = given.validated_data
        sets = [finding.get_unit_set(self.perimeter, pk) for pk in dict.fromkeys(asked["sets"])]
        found = _pick(sets, asked)
        return Response(
            {
                "units": [_unit(unit) for unit in found.units],
                "unknown": found.unknown,
                "ambiguous": [
                    {"code": word, "units": [_unit(unit) for unit in units]} for word, units in found.ambiguous
                ],
            }
        )


def _pick(sets: list[UnitSet], asked: dict[str, Any]) -> finding.Selection:
    if asked["codes"] is not None:
        return finding.pick_by_codes(sets, asked["codes"])
    if asked["field"] is not None:
        return finding.pick_by_value(sets, asked["field"], asked["values"])
    if "line" in asked:
        read_line(asked["line"])
        return finding.pick_near(sets, asked["line"], asked["distance_m"])
    return finding.pick_all(sets)


def _unit(unit: Unit) -> dict[str, Any]:
    return {"id": unit.pk, "set": unit.unit_set_id, "code": unit.code, "name": unit.name}
