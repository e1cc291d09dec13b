"""Domain to numbers per zone."""

from importlib import import_module

from django.apps import AppConfig


class StatsConfig(AppConfig):
    name = "stats"

    def ready(self) -> None:
        import_module("stats.receivers")  # registers what follows changes below
        import_module("stats.jobs")  # registers what runs long tasks
