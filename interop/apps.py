"""The same data in other people's words."""

from importlib import import_module

from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "interop"

    def ready(self) -> None:
        import_module("interop.jobs")  # registers what runs long tasks
