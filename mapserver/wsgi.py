"""The WSGI application that granian serves: tiles first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

from mapserver.metrics_folder import share_metrics

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
share_metrics()
django = get_wsgi_application()

from tiles import follower  # noqa: E402 - Django is set up by now
from tiles.wsgi import TilesFirst  # noqa: E402

application = TilesFirst(django)
follower.start()
