"""Bottom of the chain: no domain."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
