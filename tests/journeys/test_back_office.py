"""The back office in a real browser: under the same strict policy, at a phone's width and a desk's."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import User
from participation.models import Contribution, Proposal
from perimeter_data.models import Perimeter
from tests import factories
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
AXE = Path(settings.BASE_DIR) / "frontend_embed" / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "correct-horse-battery"
SIZES = [pytest.param(360, 740, id="phone"), pytest.param(1440, 900, id="desk")]


def sign_in(visitor: Visitor, path: str = "/admin/", user: User | None = None) -> Page:
    """Come in as this member of staff, or as a superuser who is made for it."""
    user = user or User(username="chief@example.org", is_staff=True, is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    page = visitor.page
    page.goto(visitor.server + path)
    page.get_by_label("Adresse e-mail ou nom").fill(user.username)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Connexion").click()
    return page


def see_map(page: Page) -> None:
    """Wait until the small map is drawn."""
    expect(page.locator("agorama-boundary-map canvas")).to_be_visible()


def serious(visitor: Visitor) -> list[str]:
    """Return what axe calls serious or critical. It tries styles of its own, which our policy blocks aloud."""
    page, before = visitor.page, len(visitor.troubles)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"]
    del visitor.troubles[before:]
    return [
        f"{rule['id']}: {node['target']}"
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


def fits(page: Page) -> bool:
    """Say whether nothing sticks out at the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_from_an_empty_server_to_a_boundary_on_the_map(
    transactional_db: None, visit: Visit, tmp_path: Path, width: int, height: int
) -> None:
    visitor = visit(width, height)
    page = sign_in(visitor)
    assert serious(visitor) == [] and fits(page)
    page.get_by_role("link", name="Créer votre premier périmètre").click()
    assert serious(visitor) == [] and fits(page)
    page.locator("#id_name_fr").fill("Haute Vallée")
    file = tmp_path / "valley.geojson"
    file.write_text(factories.square(7.0, 43.5, 8.0, 44.5).geojson)
    page.locator("#id_upload").set_input_files(file)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", name="Haute Vallée")).to_be_visible()
    see_map(page)
    assert serious(visitor) == [] and fits(page)
    page.goto(f"{visitor.server}/admin/")
    expect(page.get_by_text("Le contour est publié")).to_be_visible()
    assert serious(visitor) == [] and fits(page)
    assert Perimeter.objects.get().slug == "haute-vallee"


def test_a_project_is_placed_by_a_click(territory: Perimeter, visit: Visit) -> None:
    visitor = visit()
    page = sign_in(visitor, "/admin/participation/proposal/add/?perimeter=valley")
    page.locator("#id_title_fr").fill("Une passerelle")
    see_map(page)
    page.locator("agorama-boundary-map canvas").click()
    expect(page.locator("agorama-boundary-map .maplibregl-marker")).to_be_visible()
    placed = json.loads(page.locator("#id_position_point").input_value())["coordinates"]
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".messagelist, .errornote").first).to_be_visible()
    made = Proposal.objects.filter(title__fr="Une passerelle").first()
    assert made is not None, page.locator(".errorlist").all_inner_texts()
    assert made.position.coords == pytest.approx(placed)


def test_a_project_is_placed_without_a_map(territory: Perimeter, visit: Visit) -> None:
    visitor = visit(java_script_enabled=False)
    page = sign_in(visitor, "/admin/participation/proposal/add/?perimeter=valley")
    page.locator("#id_title_fr").fill("Une passerelle")
    page.locator("#id_position_lon").fill("8.5")
    page.locator("#id_position_lat").fill("44")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".field-position .errorlist")).to_contain_text("7.9")
    page.locator("#id_position_lon").fill("7.25")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    assert Proposal.objects.get(title__fr="Une passerelle").position.coords == (7.25, 44.0)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_contribution_is_hidden(territory: Perimeter, visit: Visit, width: int, height: int) -> None:
    visitor = visit(width, height)
    page = sign_in(visitor, "/admin/participation/contribution/")
    assert serious(visitor) == [] and fits(page)
    page.get_by_role("link", name="Una fontana").click()
    see_map(page)
    assert serious(visitor) == [] and fits(page)
    page.locator("#id_next_state").select_option("hidden")
    page.locator("#id_reason").fill("Hors sujet")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert Contribution.objects.get(title="Una fontana").state == "hidden"


@pytest.mark.parametrize(("width", "height", "scheme"), [(360, 740, "dark"), (1440, 900, "light")])
def test_forms_are_read_by_everybody(territory: Perimeter, visit: Visit, width: int, height: int, scheme: str) -> None:
    visitor = visit(width, height, color_scheme=scheme)
    page = sign_in(visitor)
    consultation = territory.consultations.get()
    for path in (
        "",
        f"participation/consultation/{consultation.pk}/change/",
        f"participation/proposal/{territory.proposals.get().pk}/change/",
        f"perimeter_data/perimeter/{territory.pk}/change/",
        f"perimeter_data/zoning/{territory.zonings.get().pk}/change/",
        "participation/theme/add/?perimeter=valley",
        "layers/layer/add/?perimeter=valley",
        "accounts/membership/add/?perimeter=valley",
        "accounts/user/",
    ):
        page.goto(f"{visitor.server}/admin/{path}")
        assert serious(visitor) == [], path
        assert fits(page), path
