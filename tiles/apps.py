"""Domain to tiles."""

from importlib import import_module

from django.apps import AppConfig


class TilesConfig(AppConfig):
    name = "tiles"

    def ready(self) -> None:
        import_module("tiles.receivers")  # registers what follows a commit at once
        import_module("tiles.jobs")  # registers what runs long tasks
