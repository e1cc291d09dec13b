"""The citizen map and the views that serve its pages."""

from django.apps import AppConfig


class FrontendEmbedConfig(AppConfig):
    name = "frontend_embed"
