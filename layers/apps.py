"""Urban plans, vector and raster layers."""

from importlib import import_module

from django.apps import AppConfig


class LayersConfig(AppConfig):
    name = "layers"

    def ready(self) -> None:
        import_module("layers.receivers")  # registers readers of the change feed
        import_module("layers.jobs")  # registers what runs long tasks
