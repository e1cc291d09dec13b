"""The Celery application: long work and whatever follows from a change."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")

app = Celery("mapserver")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
