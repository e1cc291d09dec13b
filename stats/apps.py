"""Domain to numbers per zone."""

from django.apps import AppConfig


class StatsConfig(AppConfig):
    name = "stats"
