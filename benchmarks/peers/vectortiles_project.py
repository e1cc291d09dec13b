"""The smallest Django project that serves two layers with django-vectortiles; runs in a venv of its own."""

import json
import os
from typing import Any

import django
from django.conf import settings

given = json.loads(os.environ["BENCH_DATABASE"])
names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
database = {name: given[key] for name, key in names.items()}
database |= {"ENGINE": "django.contrib.gis.db.backends.postgis", "CONN_MAX_AGE": None}
settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.gis", "vectortiles"],
    DATABASES={"default": database},
)
django.setup()

from django.contrib.gis.db import models  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from vectortiles import VectorLayer  # noqa: E402
from vectortiles.views import MVTView  # noqa: E402


class Pin(models.Model):
    kind = models.TextField()
    theme = models.TextField()
    state = models.TextField()
    votes_for = models.IntegerField()
    votes_against = models.IntegerField()
    geom = models.PointField(srid=3857)

    class Meta:
        managed, db_table, app_label = False, 'peers"."pins', "bench"


class Parcel(models.Model):
    code = models.TextField()
    name = models.TextField()
    geom = models.MultiPolygonField(srid=3857)

    class Meta:
        managed, db_table, app_label = False, 'peers"."parcels', "bench"


def layer(name: str, drawn: type[models.Model], *fields: str) -> Any:
    """Return the URL of a view with one layer."""
    known = {"model": drawn, "id": name, "tile_fields": ("id", *fields), "geom_field": "geom"}
    made = type(name, (VectorLayer,), {**known, "queryset_limit": int(os.environ["BENCH_MOST"])})
    view: Any = type(f"{name}_view", (MVTView,), {"layer_classes": [made]})
    return view.get_url(prefix=name)


urlpatterns = [
    layer("pins", Pin, "kind", "theme", "state", "votes_for", "votes_against"),
    layer("parcels", Parcel, "code", "name"),
]
application = get_wsgi_application()
