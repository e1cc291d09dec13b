"""Telling people: listens to the change feed, is never called."""

from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        import_module("notifications.receivers")  # registers what listens to the feed
