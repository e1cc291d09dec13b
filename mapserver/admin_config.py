"""Django's admin, with our site in the place of its own."""

from django.contrib.admin.apps import AdminConfig


class AgoramaAdminConfig(AdminConfig):
    """Stands in INSTALLED_APPS for `django.contrib.admin`."""

    default_site = "mapserver.admin_site.AgoramaAdminSite"

    def ready(self) -> None:
        """Leave out groups: powers follow from roles in perimeters."""
        super().ready()
        from django.contrib import admin  # noqa: PLC0415 - the registry is there once apps are ready
        from django.contrib.auth.models import Group  # noqa: PLC0415

        admin.site.unregister(Group)
