"""Wiring."""

from importlib import import_module

from django.apps import AppConfig


class MapserverConfig(AppConfig):
    name = "mapserver"

    def ready(self) -> None:
        import_module("mapserver.openapi")  # registers what the schema says of authentication
