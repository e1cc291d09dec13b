"""Pages for people."""

from django.urls import path, re_path

from frontend_embed import embedding, item_pages, look, media, views
from frontend_embed.follow import follow_page
from frontend_embed.offline import page_worker
from frontend_embed.plain_form import plain_form
from frontend_embed.planner import planner_page
from frontend_embed.results_page import results_page
from frontend_embed.statements import accessibility_page, privacy_page
from frontend_embed.statistics_page import statistics_page
from frontend_embed.workshop import workshop_page

urlpatterns = [
    path("", views.home, name="home"),
    path("p/<slug:perimeter>/", views.citizen_page, name="citizen-page"),
    path("p/<slug:perimeter>/look.css", look.stylesheet, name="look"),
    path("p/<slug:perimeter>/contribute/", plain_form, name="plain-form"),
    path("p/<slug:perimeter>/contributions/<bigid:pk>/", item_pages.contribution_page, name="contribution-page"),
    path("p/<slug:perimeter>/proposals/<bigid:pk>/", item_pages.proposal_page, name="proposal-page"),
    path("p/<slug:perimeter>/results/", results_page, name="results-page"),
    path("p/<slug:perimeter>/statistics/", statistics_page, name="statistics-page"),
    path("p/<slug:perimeter>/accessibility/", accessibility_page, name="accessibility-page"),
    path("p/<slug:perimeter>/privacy/", privacy_page, name="privacy-page"),
    path("p/<slug:perimeter>/worker.js", page_worker, name="page-worker"),
    path("f/<str:key>/", follow_page, name="follow-page"),
    path("planner/<slug:perimeter>/", planner_page, name="planner"),
    path("workshop/<slug:perimeter>/", workshop_page, name="workshop"),
    path("embed/agorama.js", embedding.element_module),
    path("embed/<slug:perimeter>/", embedding.embed_page, name="embed-page"),
    re_path(r"^media/proposals/(?P<name>[\w.-]+)$", media.proposal_image),
    re_path(
        r"^media/attachments/(?P<key>[0-9a-f]{32})(?P<size>-small)?[.](?P<ending>webp|pdf)$", media.attachment_file
    ),
    re_path(r"^media/logos/(?P<name>[\w.-]+)$", media.logo_image),
]
