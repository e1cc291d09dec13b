"""The debate."""

from importlib import import_module

from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "participation"

    def ready(self) -> None:
        import_module("participation.receivers")  # registers what is told and asked from below
        import_module("participation.jobs")  # registers what runs long tasks
