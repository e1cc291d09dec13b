"""From an empty server to a map: perimeter, boundary, zoning by the back office's forms."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from core.models import Change
from perimeter_data.models import Perimeter, PerimeterVersion, VersionState, Zoning, ZoningVersion
from tests import factories
from tests.house.back_office import chief, page, staff, words
from tests.shared import data_file

SQUARE = factories.square(7.0, 43.5, 8.0, 44.5)
LAMBERT = {"type": "Polygon", "coordinates": [[[1e6, 6.3e6], [1.1e6, 6.3e6], [1.1e6, 6.4e6], [1e6, 6.3e6]]]}


def geojson(shape: Any) -> dict[str, Any]:
    """Return a GEOS geometry as GeoJSON; what is GeoJSON already stays."""
    return shape if isinstance(shape, dict) else dict(json.loads(shape.geojson))


def collection(*features: tuple[Any, dict[str, Any]]) -> SimpleUploadedFile:
    """Return an uploaded GeoJSON file."""
    rows = [{"type": "Feature", "properties": properties, "geometry": geojson(shape)} for shape, properties in features]
    body = json.dumps({"type": "FeatureCollection", "features": rows}).encode()
    return SimpleUploadedFile("valley.geojson", body)


def new_perimeter(**changes: Any) -> dict[str, Any]:
    """Return a complete form of a first perimeter."""
    form = {
        **words("name", "Haute Vallée"),
        "default_language": "fr",
        "slug": "",
        "ref_prefix": "",
        "crs": "",
        "layer": "",
    }
    return {**form, "upload": collection((SQUARE, {})), **changes}


def errors(answer: Any) -> dict[str, Any]:
    """Return the errors of the form that came back."""
    assert answer.status_code == 200
    found: dict[str, Any] = answer.context["adminform"].form.errors
    return found


class TestAnEmptyServer:
    @pytest.fixture
    def client(self, db: Any) -> Client:
        return chief()

    def test_without_a_file_the_workshop_opens(self, client: Client) -> None:
        answer = client.post(page(Perimeter, "add"), new_perimeter(upload=""))
        assert (answer.status_code, answer.url) == (302, "/workshop/haute-vallee-fr/")
        assert client.get(answer.url).status_code == 200
        assert not Perimeter.objects.get().versions.exists()

    def test_it_leads_to_the_first_perimeter(self, client: Client) -> None:
        start = client.get(reverse("admin:index"))
        assert "Create your first perimeter" in start.content.decode()
        assert page(Perimeter, "add") in start.content.decode()

    def test_name_and_file_make_a_published_perimeter(self, client: Client) -> None:
        answer = client.post(page(Perimeter, "add"), new_perimeter(), follow=True)
        made = Perimeter.objects.get()
        assert (made.slug, made.ref_prefix, made.name["it"]) == ("haute-vallee-fr", "HAU", "Haute Vallée it")
        version = made.versions.get()
        assert version.state == VersionState.PUBLISHED
        assert answer.redirect_chain[-1][0] == page(PerimeterVersion, "change", version.pk)
        shown = answer.content.decode()
        assert f'<agorama-boundary-map url="{page(PerimeterVersion, "drawn", version.pk)}">' in shown
        assert "In one piece." in shown
        drawn = client.get(page(PerimeterVersion, "drawn", version.pk)).json()
        assert drawn["features"][0]["geometry"]["type"] in ("Polygon", "MultiPolygon")
        assert Change.objects.filter(kind="perimeter.created", perimeter_id=made.pk).count() == 1

    def test_a_draft_is_nobody_elses_until_it_is_published(self, client: Client) -> None:
        client.post(page(Perimeter, "add"), new_perimeter(slug="valley", draft="on"))
        version = PerimeterVersion.objects.get()
        assert version.state == VersionState.DRAFT
        assert Client().get("/p/valley/").status_code == 404
        assert "Look at the draft" in client.get(reverse("admin:index")).content.decode()
        asked = client.get(page(PerimeterVersion, "publish", version.pk))
        assert "Yes, publish" in asked.content.decode()
        version.refresh_from_db()
        assert version.state == VersionState.DRAFT
        client.post(page(PerimeterVersion, "publish", version.pk))
        version.refresh_from_db()
        assert version.state == VersionState.PUBLISHED

    @pytest.mark.parametrize(
        ("file", "field", "code"),
        [
            (SimpleUploadedFile("a.geojson", b"{"), "upload", "not valid JSON"),
            (SimpleUploadedFile("a.geojson", b"<html>404</html>"), "upload", "web page"),
            (collection((factories.INSIDE, {})), "upload", "nothing in this file"),
            (collection((LAMBERT, {})), "crs", "EPSG:2154"),
        ],
    )
    def test_a_refused_file_leaves_nothing_and_keeps_what_was_typed(
        self, client: Client, file: SimpleUploadedFile, field: str, code: str
    ) -> None:
        answer = client.post(page(Perimeter, "add"), new_perimeter(upload=file, slug="valley"))
        assert code in str(errors(answer)[field])
        assert 'value="Haute Vallée it"' in answer.content.decode()
        assert not Perimeter.objects.exists()
        assert not Change.objects.exists()

    def test_the_named_system_is_used(self, client: Client) -> None:
        client.post(page(Perimeter, "add"), new_perimeter(upload=collection((LAMBERT, {})), crs="EPSG:2154"))
        west, south, east, north = PerimeterVersion.objects.get().boundary.extent
        assert 5 < west < east < 10 and 43 < south < north < 46

    def test_the_main_language_is_needed_the_others_not(self, client: Client) -> None:
        form = new_perimeter(name_fr="", slug="valley")
        assert "Français" in str(errors(client.post(page(Perimeter, "add"), form))["name"])
        form = new_perimeter(name_fr="", slug="valley", default_language="it")
        client.post(page(Perimeter, "add"), form)
        assert Perimeter.objects.get().name == {"it": "Haute Vallée it", "en": "Haute Vallée en"}

    def test_controls_in_a_text_are_refused(self, client: Client) -> None:
        form = new_perimeter(name_fr="a\x07b")
        assert "name" in errors(client.post(page(Perimeter, "add"), form))

    def test_a_taken_short_name_is_said(self, client: Client) -> None:
        factories.published_perimeter(slug="valley")
        answer = client.post(page(Perimeter, "add"), new_perimeter(slug="valley"))
        assert "taken" in str(errors(answer)["slug"])


class TestBoundaries:
    @pytest.fixture
    def client(self, perimeter: Perimeter) -> Client:
        return staff(perimeter, Role.ADMINISTRATOR)

    def form(self, **changes: Any) -> dict[str, Any]:
        return {"upload": collection((SQUARE, {})), "tolerance_m": "10", "close_gaps_m": "", **changes}

    def test_a_new_boundary_and_the_former_one_again(self, client: Client, perimeter: Perimeter) -> None:
        client.post(page(PerimeterVersion, "add"), self.form(source="IGN", draft="on"))
        second = perimeter.versions.get(number=2)
        assert (second.state, second.source, second.tolerance_m) == (VersionState.DRAFT, "IGN", 10)
        client.post(page(PerimeterVersion, "publish", second.pk))
        first = perimeter.versions.get(number=1)
        assert first.state == VersionState.RETIRED
        assert "Put back in force" in client.get(page(PerimeterVersion, "change", first.pk)).content.decode()
        client.post(page(PerimeterVersion, "publish", first.pk))
        assert perimeter.versions.get(state=VersionState.PUBLISHED) == first

    def test_a_refused_boundary_leaves_the_one_in_force(self, client: Client, perimeter: Perimeter) -> None:
        answer = client.post(
            page(PerimeterVersion, "add"), self.form(upload=SimpleUploadedFile("a.zip", b"PK\x03\x04"))
        )
        assert "upload" in errors(answer)
        assert perimeter.versions.get().state == VersionState.PUBLISHED

    def test_drafts_go_published_ones_stay(self, client: Client, perimeter: Perimeter) -> None:
        client.post(page(PerimeterVersion, "add"), self.form(draft="on"))
        for version in perimeter.versions.all():
            client.post(page(PerimeterVersion, "delete", version.pk), {"post": "yes"})
        assert perimeter.versions.get().state == VersionState.PUBLISHED

    def test_the_real_boundary_is_told_in_words(self, client: Client, perimeter: Perimeter) -> None:
        with data_file("boundaries/alpimed_wide_raw.geojson").open("rb") as file:
            answer = client.post(page(PerimeterVersion, "add"), self.form(upload=file), follow=True)
        shown = answer.content.decode()
        assert "117 sliver holes were closed" in shown
        assert "In 4 pieces." in shown


class TestZonings:
    @pytest.fixture
    def client(self, perimeter: Perimeter) -> Client:
        return staff(perimeter, Role.ADMINISTRATOR)

    def form(self, *codes: str, **changes: Any) -> dict[str, Any]:
        halves = (factories.square(7.0, 43.5, 7.5, 44.5), factories.square(7.5, 43.5, 8.0, 44.5))
        rows = [
            (half, {"INSEE_COM": code, "nom": f"Commune {code}"}) for half, code in zip(halves, codes, strict=False)
        ]
        empty = dict.fromkeys(("code_field", "name_field", "population_field", "crs", "layer"), "")
        form = {**words("name", "Communes"), "slug": "communes", "gap_width_m": "200", "position": "0", **empty}
        return {**form, "upload": collection(*rows), **changes}

    def test_fields_are_guessed(self, client: Client, perimeter: Perimeter) -> None:
        answer = client.post(page(Zoning, "add"), self.form("06001", "06002"), follow=True)
        assert "2 zones: 2 new" in answer.content.decode()
        zoning = perimeter.zonings.get()
        zones = zoning.versions.get(state=VersionState.PUBLISHED).zones
        assert dict(zones.values_list("code", "name__fr")) == {"06001": "Commune 06001", "06002": "Commune 06002"}
        drawn = client.get(page(ZoningVersion, "drawn", zoning.versions.get().pk)).json()
        assert len(drawn["features"]) == 2

    def test_where_they_cannot_be_guessed_the_files_own_are_named(self, client: Client, perimeter: Perimeter) -> None:
        file = collection((SQUARE, {"cle": "1", "intitule": "Un"}))
        answer = client.post(page(Zoning, "add"), self.form(upload=file))
        assert "cle, intitule" in str(errors(answer)["code_field"])
        assert not perimeter.zonings.exists()
        file = collection((SQUARE, {"cle": "1", "intitule": "Un"}))
        client.post(page(Zoning, "add"), self.form(upload=file, code_field="cle", name_field="intitule"))
        assert perimeter.zonings.get().versions.get().zones.get().code == "1"

    def test_a_new_edition_and_the_former_one_again(self, client: Client, perimeter: Perimeter) -> None:
        client.post(page(Zoning, "add"), self.form("06001", "06002"))
        zoning = perimeter.zonings.get()
        client.post(page(Zoning, "change", zoning.pk), self.form("06009", replace="on"))
        first, second = zoning.versions.order_by("number")
        assert (first.state, second.state) == (VersionState.RETIRED, VersionState.PUBLISHED)
        assert second.zones.get().code == "06009"
        client.post(page(ZoningVersion, "publish", first.pk))
        assert zoning.versions.get(state=VersionState.PUBLISHED) == first

    def test_texts_change_without_a_file(self, client: Client, perimeter: Perimeter, communes: Zoning) -> None:
        form = {**words("name", "Municipalities"), "gap_width_m": "50", "position": "3", "slug": "stolen"}
        client.post(page(Zoning, "change", communes.pk), form)
        communes.refresh_from_db()
        assert (communes.name["fr"], communes.gap_width_m, communes.slug) == ("Municipalities fr", 50, "communes")
        assert communes.versions.count() == 1


def test_the_path_goes_on_to_the_towns_site(perimeter: Perimeter) -> None:
    client = staff(perimeter, Role.ADMINISTRATOR)
    start = client.get(reverse("admin:index")).content.decode()
    assert "The boundary is published" in start
    assert "Open a consultation" in start
    assert "&lt;agorama-map perimeter=&quot;valley&quot; lang=&quot;fr&quot;&gt;" in start
    assert "&lt;iframe src=&quot;http://testserver/embed/valley/&quot;" in start
    assert 'href="/p/valley/"' in start
    factories.open_consultation(perimeter)
    assert "A consultation is open" in client.get(reverse("admin:index")).content.decode()


def test_those_who_only_read_get_no_path(perimeter: Perimeter) -> None:
    start = staff(perimeter, Role.PLANNER).get(reverse("admin:index")).content.decode()
    assert "valley" in start
    assert "Upload" not in start


def test_texts_of_a_perimeter_change_its_address_does_not(perimeter: Perimeter) -> None:
    client = staff(perimeter, Role.ADMINISTRATOR)
    form = {**words("name", "New"), "default_language": "it", "languages": ["it", "fr"], "accent": "#123456"}
    form |= {"moderation": "after", "photo_moderation": "after", "is_public": "on", "accessibility_level": "partial"}
    client.post(page(Perimeter, "change", perimeter.pk), {**form, "slug": "stolen", "ref_prefix": "XXX"})
    perimeter.refresh_from_db()
    assert (perimeter.slug, perimeter.ref_prefix, perimeter.languages) == ("valley", "TST", ["it", "fr"])
    assert (perimeter.name["it"], perimeter.accent) == ("New it", "#123456")
    answer = client.post(page(Perimeter, "change", perimeter.pk), {**form, "languages": ["fr"]})
    assert "languages" in errors(answer)


class TestLeavingAPerimeter:
    def test_what_it_holds_is_said_and_it_stays(self, perimeter: Perimeter) -> None:
        factories.open_consultation(perimeter)
        for _n in range(3):
            factories.contribution(perimeter)
        client = chief()
        address = page(Perimeter, "delete", perimeter.pk)
        shown = client.get(address).content.decode()
        assert "3 contributions" in shown and "1 consultation" in shown
        client.post(address, {"post": "yes"})
        assert Perimeter.objects.filter(pk=perimeter.pk).exists()

    def test_an_empty_one_goes(self, perimeter: Perimeter) -> None:
        chief().post(page(Perimeter, "delete", perimeter.pk), {"post": "yes"})
        assert not Perimeter.objects.exists()

    def test_the_database_refuses_it_too(self, perimeter: Perimeter) -> None:
        factories.open_consultation(perimeter)
        with pytest.raises(ProtectedError):
            perimeter.delete()
