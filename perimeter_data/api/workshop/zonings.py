"""Zonings, their editions, and the zones of a draft."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from core.query import strict
from perimeter_data import selectors
from perimeter_data.api.workshop import inputs, shapes
from perimeter_data.api.workshop.access import WorkshopView, accepted
from perimeter_data.models import ZoningVersion
from perimeter_data.selectors.zonings import get_edition, get_zoning, zones_of
from perimeter_data.services import zone_edits
from perimeter_data.services.editions import new_zoning, remove_zoning
from perimeter_data.services.publish import require_expected

Given = dict[str, Any]


class Zonings(WorkshopView):
    """A new zoning, without editions."""

    def post(self, request: Request, perimeter: str) -> Response:
        given = self.given(inputs.ZoningInput)
        made = new_zoning(perimeter=self.perimeter, **given)
        return Response(shapes.zoning_json(get_zoning(self.perimeter, made.slug)), status=201)


class ZoningDetail(WorkshopView):
    """One zoning."""

    def delete(self, request: Request, perimeter: str, zoning: str) -> Response:
        remove_zoning(zoning=get_zoning(self.perimeter, zoning))
        return Response(status=204)


class Editions(WorkshopView):
    """A new draft."""

    def post(self, request: Request, perimeter: str, zoning: str) -> Response:
        given = self.given(inputs.EditionInput)
        found = get_zoning(self.perimeter, zoning)
        params = {**given, "zoning": found.slug}
        if given["from"] == "upload":
            params["upload"] = str(selectors.get_upload(self.perimeter, given["upload"]).pk)
        if given["from"] == "edition":
            params["edition"] = get_edition(found, given["edition"]).number
        return accepted(self.enqueue("make_edition", params))


class EditionView(WorkshopView):
    """What concerns one edition; `change` answers with it as it is then."""

    def edition(self) -> ZoningVersion:
        return get_edition(get_zoning(self.perimeter, self.kwargs["zoning"]), self.kwargs["edition"])

    def told(self, edition: ZoningVersion) -> Response:
        return Response(shapes.edition_json(edition, zones_of(edition)))


class Edition(EditionView):
    """One edition."""

    def get(self, request: Request, perimeter: str, zoning: str, edition: int) -> Response:
        strict(request.query_params, ())
        return self.told(self.edition())

    def patch(self, request: Request, perimeter: str, zoning: str, edition: int) -> Response:
        found = self.edition()
        zone_edits.describe_edition(found, facts=self.given(inputs.EditionFacts))
        return self.told(found)

    def delete(self, request: Request, perimeter: str, zoning: str, edition: int) -> Response:
        zone_edits.delete_edition(self.edition())
        return Response(status=204)


class Zones(EditionView):
    """Cut a drawn zone out of the others."""

    def post(self, request: Request, perimeter: str, zoning: str, edition: int) -> Response:
        found = self.edition()
        zone_edits.cut_zone(found, **self.given(inputs.DrawnZone))
        return self.told(found)


class ZoneDetail(EditionView):
    """One zone."""

    def patch(self, request: Request, perimeter: str, zoning: str, edition: int, zone: int) -> Response:
        found = self.edition()
        zone_edits.describe_zone(found, zone_id=zone, facts=self.given(inputs.ZoneFacts))
        return self.told(found)

    def delete(self, request: Request, perimeter: str, zoning: str, edition: int, zone: int) -> Response:
        found = self.edition()
        zone_edits.remove_zone(found, zone_id=zone)
        return self.told(found)


class Splitting(EditionView):
    """Divide a zone by a line."""

    def post(self, request: Request, perimeter: str, zoning: str, edition: int) -> Response:
        given = self.given(inputs.SplitInput)
        found = self.edition()
        zone_edits.split_zone(found, zone_id=given["zone"], line=given["line"])
        return self.told(found)


class Merging(EditionView):
    """Join zones."""

    def post(self, request: Request, perimeter: str, zoning: str, edition: int) -> Response:
        given = self.given(inputs.MergeInput)
        found = self.edition()
        zone_edits.merge_zones(found, zone_ids=given["zones"], into=given["into"])
        return self.told(found)


class EditionPublishing(EditionView):
    """Put an edition in force."""

    def post(self, request: Request, perimeter: str, zoning: str, edition: int) -> Response:
        given = self.given(inputs.PublishEdition)
        found = self.edition()
        require_expected(version=found, expect=given["expect"])
        return accepted(self.enqueue("publish_zoning", {"version": found.pk, **given}))
