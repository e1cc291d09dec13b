"""Wiring."""

from django.apps import AppConfig


class MapserverConfig(AppConfig):
    name = "mapserver"
