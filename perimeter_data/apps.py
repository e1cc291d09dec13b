"""Perimeters, zonings, zones, places."""

from importlib import import_module

from django.apps import AppConfig


class PerimeterDataConfig(AppConfig):
    name = "perimeter_data"

    def ready(self) -> None:
        import_module("perimeter_data.jobs")  # registers what runs long tasks
