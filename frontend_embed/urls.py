"""Pages for people."""

from django.urls import path, re_path

from frontend_embed import media, views
from frontend_embed.follow import follow_page
from frontend_embed.offline import page_worker
from frontend_embed.workshop import workshop_page

urlpatterns = [
    path("", views.home, name="home"),
    path("p/<slug:perimeter>/", views.citizen_page, name="citizen-page"),
    path("p/<slug:perimeter>/worker.js", page_worker, name="page-worker"),
    path("p/<slug:perimeter>/contributions/<bigid:pk>/", views.contribution_page, name="contribution-page"),
    path("p/<slug:perimeter>/proposals/<bigid:pk>/", views.proposal_page, name="proposal-page"),
    path("f/<str:key>/", follow_page, name="follow-page"),
    path("workshop/<slug:perimeter>/", workshop_page, name="workshop"),
    path("embed/agorama.js", views.element_module),
    path("embed/<slug:perimeter>/", views.embed_page, name="embed-page"),
    re_path(r"^media/proposals/(?P<name>[\w.-]+)$", media.proposal_image),
    re_path(
        r"^media/attachments/(?P<key>[0-9a-f]{32})(?P<size>-small)?[.](?P<ending>webp|pdf)$", media.attachment_file
    ),
    re_path(r"^media/logos/(?P<name>[\w.-]+)$", media.logo_image),
]
