"""Perimeters, zonings, zones, places."""

from django.apps import AppConfig


class PerimeterDataConfig(AppConfig):
    name = "perimeter_data"
