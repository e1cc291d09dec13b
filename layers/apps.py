"""Urban plans, vector and raster layers."""

from django.apps import AppConfig


class LayersConfig(AppConfig):
    name = "layers"
