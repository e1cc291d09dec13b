"""What is not public leaves through no door. Every route of the URL map has a row here; a new one without fails."""

import gzip
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import mapbox_vector_tile
import pytest
from django.contrib.gis.geos import MultiPolygon
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.timezone import now

from core import jobs
from core.geometry import tile_at
from layers.models import BaseMap, Layer, LayerFeature, LayerKind
from participation.follow_keys import follower_key
from participation.models import (
    Appeal,
    Attachment,
    Comment,
    Consultation,
    Contribution,
    Flag,
    Follower,
    ModerationDecision,
    Proposal,
    Step,
)
from participation.states import PUBLIC_STATES, ContributionState, ProposalState
from perimeter_data.api.workshop.urls import urlpatterns as workshop_routes
from perimeter_data.models import Perimeter, Zoning
from stats.api.planner_urls import urlpatterns as planner_routes
from tests import factories

WORD = "Leaked"  # asked for, so it may be echoed
MARK = "7f3a9"  # never
SECRET = f"{WORD} {MARK}"
API = "/api/v1/perimeters/valley/"
TILE = tile_at(factories.INSIDE.x, factories.INSIDE.y, 14)
XYZ = f"{TILE.z}/{TILE.x}/{TILE.y}"
NOT_PUBLIC = [state for state in ContributionState if state not in PUBLIC_STATES]

# route → addresses to try; {c}, {p} are a hidden contribution and a draft proposal. None: nothing of the debate there.
DOORS: dict[str, list[str] | None] = {
    "healthz": None,
    "readyz": None,
    "metrics": ["/metrics"],
    "api/v1/schema/": None,
    "api/v1/docs/": None,
    "api/v1/jobs/<uuid:pk>/": ["/api/v1/jobs/{job}/"],
    "api/v1/perimeters/": ["/api/v1/perimeters/"],
    "api/v1/perimeters/<slug:perimeter>/": [API],
    "api/v1/perimeters/<slug:perimeter>/boundary/": [f"{API}boundary/"],
    "api/v1/perimeters/<slug:perimeter>/places/": [f"{API}places/?q=leaked"],
    "api/v1/perimeters/<slug:perimeter>/zonings/": [f"{API}zonings/"],
    "api/v1/perimeters/<slug:perimeter>/zonings/<slug:zoning>/zones/": [f"{API}zonings/communes/zones/"],
    "api/v1/perimeters/<slug:perimeter>/locate/": [f"{API}locate/?lon=7.25&lat=44.0"],
    "api/v1/perimeters/<slug:perimeter>/consultations/": [f"{API}consultations/"],
    "api/v1/perimeters/<slug:perimeter>/layers/": [f"{API}layers/"],
    "api/v1/perimeters/<slug:perimeter>/layers/<slug:layer>/value/": [
        f"{API}layers/staff-only/value/?lon=7.25&lat=44.0",
    ],
    "api/v1/perimeters/<slug:perimeter>/layers/<slug:layer>/zones/": [
        f"{API}layers/staff-only/zones/?zoning=communes",
    ],
    "api/v1/perimeters/<slug:perimeter>/layers/<slug:layer>/features/<bigid:pk>/": [
        f"{API}layers/staff-only/features/{{feature}}/",
    ],
    "api/v1/perimeters/<slug:perimeter>/participants/": None,
    "api/v1/perimeters/<slug:perimeter>/contributions/": [
        f"{API}contributions/",
        f"{API}contributions/?q={WORD}",
        f"{API}contributions/?order=supported",
        f"{API}contributions/?near=7.25,44.0,1000&order=nearest",
    ],
    "api/v1/perimeters/<slug:perimeter>/categories/": [f"{API}categories/"],
    "api/v1/perimeters/<slug:perimeter>/contributions/similar/": [
        f"{API}contributions/similar/?lon=7.25&lat=44.0&kind=idea&theme=economy&title={WORD}&text=shade",
    ],
    "api/v1/perimeters/<slug:perimeter>/proposals/": [f"{API}proposals/", f"{API}proposals/?q={WORD}"],
    "api/v1/perimeters/<slug:perimeter>/statistics/": [f"{API}statistics/", f"{API}statistics/?q={WORD}"],
    "api/v1/perimeters/<slug:perimeter>/moderation-figures/": [f"{API}moderation-figures/"],
    "api/v1/perimeters/<slug:perimeter>/exports/contributions.<slug:ending>": [
        *(f"{API}exports/contributions.{ending}" for ending in ("csv", "geojson", "gpkg", "xlsx")),
        f"{API}exports/contributions.csv?q={WORD}",
    ],
    "api/v1/perimeters/<slug:perimeter>/exports/files/<uuid:pk>.<slug:ending>": [f"{API}exports/files/{{job}}.csv"],
    "api/v1/participants/me/": ["/api/v1/participants/me/"],
    "api/v1/contributions/<bigid:pk>/": ["/api/v1/contributions/{c}/"],
    "api/v1/contributions/<bigid:pk>/vote/": ["/api/v1/contributions/{c}/vote/"],
    "api/v1/contributions/<bigid:pk>/comments/": [
        "/api/v1/contributions/{c}/comments/",
        "/api/v1/contributions/{public}/comments/",
    ],
    "api/v1/contributions/<bigid:pk>/flags/": ["/api/v1/contributions/{c}/flags/"],
    "api/v1/contributions/<bigid:pk>/follow/": ["/api/v1/contributions/{c}/follow/"],
    "api/v1/contributions/<bigid:pk>/photos/": ["/api/v1/contributions/{c}/photos/"],
    "api/v1/contributions/<bigid:pk>/photos/<bigid:photo>/": ["/api/v1/contributions/{c}/photos/{photo}/"],
    "f/<str:key>/": ["/f/{follower}/"],
    "api/v1/contributions/<bigid:pk>/timeline/": [
        "/api/v1/contributions/{c}/timeline/",
        "/api/v1/contributions/{public}/timeline/",
    ],
    "api/v1/contributions/<bigid:pk>/satisfaction/": ["/api/v1/contributions/{c}/satisfaction/"],
    "api/v1/contributions/<bigid:pk>/appeal/": ["/api/v1/contributions/{c}/appeal/"],
    "api/v1/comments/<bigid:pk>/": ["/api/v1/comments/{comment}/"],
    "api/v1/comments/<bigid:pk>/appeal/": ["/api/v1/comments/{comment}/appeal/"],
    "api/v1/comments/<bigid:pk>/flags/": ["/api/v1/comments/{comment}/flags/"],
    "api/v1/proposals/<bigid:pk>/comments/": ["/api/v1/proposals/{p}/comments/"],
    "api/v1/proposals/<bigid:pk>/": ["/api/v1/proposals/{p}/"],
    "api/v1/proposals/<bigid:pk>/vote/": ["/api/v1/proposals/{p}/vote/"],
    "tiles/<slug:perimeter>/style.json": ["/tiles/valley/style.json"],
    "tiles/<slug:perimeter>/poster.svg": ["/tiles/valley/poster.svg"],
    "tiles/<slug:perimeter>/poster.png": ["/tiles/valley/poster.png"],
    "tiles/<slug:perimeter>/<str:layers>.json": ["/tiles/valley/contributions,proposals.json"],
    "tiles/<slug:perimeter>/<str:layers>/<str:z>/<str:x>/<str:y>.mvt": [
        f"/tiles/valley/contributions,proposals/{XYZ}.mvt",
        "/tiles/valley/contributions,proposals/0/0/0.mvt",
        f"/tiles/valley/contributions/{XYZ}.mvt?q={WORD}",
        f"/tiles/valley/staff-only/{XYZ}.mvt",
    ],
    "tiles/<slug:perimeter>/<str:layers>/<str:z>/<str:x>/<str:y>.webp": [f"/tiles/valley/staff-only/{XYZ}.webp"],
    "tiles/<slug:perimeter>/<str:layers>/<str:z>/<str:x>/<str:y>.png": [f"/tiles/valley/staff-only/{XYZ}.png"],
    "tiles/<slug:perimeter>/basemap/<slug:slug>.json": ["/tiles/valley/basemap/foreign.json"],
    "tiles/<slug:perimeter>/basemap/<slug:slug>/<str:z>/<str:x>/<str:y>.<str:ending>": [
        f"/tiles/valley/basemap/foreign/{XYZ}.png",
        f"/tiles/valley/basemap/foreign/{XYZ}.mvt",
    ],
    "": ["/"],
    "p/<slug:perimeter>/": ["/p/valley/"],
    "p/<slug:perimeter>/look.css": None,
    "p/<slug:perimeter>/worker.js": None,
    "p/<slug:perimeter>/contributions/<bigid:pk>/": [
        "/p/valley/contributions/{c}/",
        "/p/valley/contributions/{public}/",
    ],
    "p/<slug:perimeter>/contribute/": ["/p/valley/contribute/"],
    "p/<slug:perimeter>/proposals/<bigid:pk>/": ["/p/valley/proposals/{p}/"],
    "p/<slug:perimeter>/results/": ["/p/valley/results/", "/p/valley/results/?zone=communes:W"],
    "p/<slug:perimeter>/statistics/": ["/p/valley/statistics/", "/p/valley/statistics/?kind=idea"],
    "p/<slug:perimeter>/accessibility/": ["/p/valley/accessibility/"],
    "p/<slug:perimeter>/privacy/": ["/p/valley/privacy/"],
    "planner/<slug:perimeter>/": ["/planner/valley/"],
    "workshop/<slug:perimeter>/": ["/workshop/valley/"],
    "embed/agorama.js": None,
    "embed/<slug:perimeter>/": ["/embed/valley/"],
    r"^media/proposals/(?P<name>[\w.-]+)$": ["/media/proposals/{image}"],
    r"^media/attachments/(?P<key>[0-9a-f]{32})(?P<size>-small)?[.](?P<ending>webp|pdf)$": [
        "/media/{file_of_c}.webp",
        "/media/{file_of_c}-small.webp",
        "/media/{file_of_c}.webp?preview=x",
        *(f"/media/{{file_of_{owner}}}.pdf" for owner in ("proposal", "consultation", "step", "step_of_c")),
        "/media/{hidden_photo}.webp",
        "/media/{pending_photo}-small.webp",
        "/media/attachments/00000000000000000000000000000000.webp",
    ],
    r"^media/logos/(?P<name>[\w.-]+)$": ["/media/logos/{image}"],
}

# The workshop is staff's alone: whoever is unknown gets 401 (tests/perimeter_data/workshop/test_access.py).
STAFF = "api/v1/workshop/<slug:perimeter>/"
DOORS |= {f"{STAFF}{route.pattern}": [f"/{STAFF}".replace("<slug:perimeter>", "valley")] for route in workshop_routes}
DOORS["workshop/<slug:perimeter>/tiles/<str:what>/<str:z>/<str:x>/<str:y>.mvt"] = [
    "/workshop/valley/tiles/units-1/0/0/0.mvt"
]

# The planner's page is staff's too (tests/stats/test_selection.py).
PLANNER = "api/v1/planner/<slug:perimeter>/"
DOORS |= {f"{PLANNER}{route.pattern}": [f"/api/v1/planner/valley/{route.pattern}"] for route in planner_routes}
DOORS[f"{PLANNER}exports/"] = ["/api/v1/planner/valley/exports/"]
DOORS[f"{PLANNER}exports/<uuid:pk>.<slug:ending>"] = ["/api/v1/planner/valley/exports/{job}.csv"]
DOORS[f"{PLANNER}layers/"] = ["/api/v1/planner/valley/layers/"]
DOORS[f"{PLANNER}layers/<slug:layer>/value/"] = ["/api/v1/planner/valley/layers/staff-only/value/?lon=7.25&lat=44.0"]
DOORS["planner/<slug:perimeter>/tiles/<slug:layer>/<str:z>/<str:x>/<str:y>.<str:ending>"] = [
    f"/planner/valley/tiles/staff-only/{XYZ}.{ending}" for ending in ("mvt", "webp", "png")
]


def _routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif not route.startswith("admin/"):
            yield route


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(_routes(get_resolver().url_patterns)) == set(DOORS)


@pytest.fixture
def secrets(perimeter: Perimeter, communes: Zoning, settings: Any, tmp_path: Any) -> dict[str, Any]:
    """One contribution in each state the public must not see, a draft proposal and consultation, a staff layer,
    and a base map with a key in its source's address."""
    settings.MEDIA_ROOT = settings.VAR_DIR = tmp_path
    key = f"https://tiles.invalid/{MARK}/{{z}}/{{x}}/{{y}}.png"
    BaseMap.objects.create(perimeter=perimeter, slug="foreign", name=factories.i18n("x"), attribution="x", url=key)
    who, token = factories.participant_with_token(perimeter)
    public = factories.contribution(perimeter, factories.square(7.9, 44.4, 7.91, 44.41).centroid, title="Public")
    made: list[Contribution] = []
    for state in NOT_PUBLIC:
        merged = {"merged_into": public} if state == ContributionState.MERGED else {}
        made.append(
            factories.contribution(
                perimeter, state=state, title=SECRET, text=f"{MARK}@example.org", participant=who, **merged
            )
        )
        factories.vote(made[-1])
    draft: Proposal = factories.proposal(perimeter, state=ProposalState.DRAFT, title=factories.i18n(SECRET))
    draft.image.save(f"{MARK}.svg", ContentFile(f"<svg>{SECRET}</svg>".encode()))
    debate = Consultation.objects.create(perimeter=perimeter, slug="draft", title=factories.i18n(SECRET))
    layer = Layer.objects.create(
        perimeter=perimeter, slug="staff-only", name=factories.i18n(SECRET), kind=LayerKind.VECTOR, rights="staff"
    )
    shape = MultiPolygon(factories.square(7.2, 43.9, 7.3, 44.1), srid=4326)
    LayerFeature.objects.create(layer=layer, geom=shape, display_3857=shape.transform(3857, clone=True), label=SECRET)
    comments = [
        Comment.objects.create(
            perimeter=perimeter, contribution=public, participant=who, state=state, text=SECRET, name=MARK
        )
        for state in ("hidden", "withdrawn", "pending")
    ]
    Comment.objects.create(perimeter=perimeter, contribution=public, parent=comments[0], text="Still here")
    Flag.objects.create(perimeter=perimeter, contribution=public, participant=who, reason="other", text=SECRET)
    for state, kind in (("hidden", {}), ("received", {}), ("rejected", {"text": {"fr": SECRET}})):
        Step.objects.create(contribution=public, state=state, note=SECRET, **kind)
    for target in ({"contribution": public}, {"comment": Comment.objects.get(text="Still here")}):
        ModerationDecision.objects.create(
            perimeter=perimeter, action="redact", before={"text": SECRET}, message=MARK, note=MARK, **target
        )
    contested = ModerationDecision.objects.create(perimeter=perimeter, contribution=public, action="hide", message=MARK)
    Appeal.objects.create(perimeter=perimeter, contribution=public, decision=contested, text=SECRET)
    contested = ModerationDecision.objects.create(perimeter=perimeter, comment=comments[0], action="hide", message=MARK)
    Appeal.objects.create(perimeter=perimeter, comment=comments[0], decision=contested, text=SECRET)
    files = {
        "proposal": attached(proposal=draft),
        "consultation": attached(consultation=debate),
        "step": attached(step=public.steps.get(state="hidden")),
        "step_of_c": attached(step=Step.objects.create(contribution=made[0], state="received")),
    }
    photos = {state: photo(public, slot, state) for slot, state in enumerate(("hidden", "pending"))}
    # The survivor shows what was published of the one that was merged into it: its hidden ones are the secret.
    of_c = {row.pk: photo(row, 0, "hidden" if row.merged_into_id else "published") for row in made}
    follower = Follower.objects.create(contribution=made[0], email=f"{MARK}@example.org", root="x", stopped_at=now())
    job = jobs.start(kind="import")
    jobs.finish(job, {"refused": MARK})
    return {
        "job": job.pk,
        "c": [row.pk for row in made],
        "merged": next(row.pk for row in made if row.state == ContributionState.MERGED),
        "photo": photos["hidden"].pk,
        "feature": LayerFeature.objects.get(layer=layer).pk,
        "files_of_c": {pk: _stem(row) for pk, row in of_c.items()},
        **{f"file_of_{owner}": _stem(row) for owner, row in files.items()},
        **{f"{state}_photo": _stem(row) for state, row in photos.items()},
        "p": draft.pk,
        "public": public.pk,
        "comment": comments[0].pk,
        "follower": follower_key(follower),
        "image": draft.image.name.split("/")[1],
        "token": token,
    }


def photo(contribution: Contribution, slot: int, state: str) -> Attachment:
    """Return a photo whose files hold the mark."""
    words = {"fr": SECRET}
    return _kept(Attachment(contribution=contribution, slot=slot, state=state, words=words, width=1, height=1))


def attached(**owner: Any) -> Attachment:
    """Return a document whose file holds the mark."""
    return _kept(Attachment(kind="document", words=factories.i18n(SECRET), **owner))


def _kept(row: Attachment) -> Attachment:
    row.size_bytes = len(MARK)
    row.save()
    for name in row.names:
        default_storage.save(name, ContentFile(MARK.encode()))
    return row


def _stem(row: Attachment) -> str:
    return row.names[0].rsplit(".", 1)[0]


ADDRESSES = [(route, address) for route, addresses in DOORS.items() for address in addresses or ()]


@pytest.mark.parametrize(("route", "address"), ADDRESSES, ids=[address for _route, address in ADDRESSES])
def test_nothing_that_is_not_public_leaves(route: str, address: str, secrets: dict[str, Any], page: Client) -> None:
    known = [{**secrets, "c": pk, "file_of_c": secrets["files_of_c"][pk]} for pk in secrets["c"]]
    addresses = [address.format(**facts) for facts in known]
    for url in dict.fromkeys(addresses):
        response = page.get(url)
        body = _body(response)
        assert MARK.encode() not in body.replace(url.encode(), b""), url
        assert secrets["token"].encode() not in body
        if "{" in address and not re.search(r"\{(job|public|follower)\}", address):
            # What was merged leads to the survivor, which is public.
            moved = (302, 308) if f"/{secrets['merged']}/" in url else ()
            assert response.status_code in {401, 404, 405, *moved}, url


def test_tiles_hold_the_public_pin_and_no_other(secrets: dict[str, Any], page: Client) -> None:
    assert _body(page.get(f"/tiles/valley/contributions/{XYZ}.mvt")) == b""
    world = mapbox_vector_tile.decode(_body(page.get("/tiles/valley/contributions,proposals/0/0/0.mvt")))
    features = world["contributions"]["features"]
    assert sum(feature["properties"].get("point_count", 1) for feature in features) == 1
    assert "proposals" not in world


def test_counts_know_the_public_pin_and_no_other(secrets: dict[str, Any], page: Client) -> None:
    assert page.get(f"{API}contributions/?count=only").json() == {"numberMatched": 1}
    total = page.get(f"{API}statistics/").json()["total"]
    assert (total["contributions"], total["proposals"], sum(total["contribution_votes"].values())) == (1, 0, 0)


def _body(response: Any) -> bytes:
    """Return what was sent, out of its compression; of a spreadsheet, what its parts say."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK\x03\x04"):
        with ZipFile(BytesIO(content)) as parts:
            return b"\n".join(parts.read(name) for name in parts.namelist())
    return gzip.decompress(content) if response.headers.get("Content-Encoding") == "gzip" else content
