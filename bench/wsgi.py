"""The portal, and at `/bench/alone/` the same Django without any middleware: the least that a view can cost."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings

portal = get_wsgi_application()
with override_settings(MIDDLEWARE=[]):
    alone = WSGIHandler()


def application(environ: dict[str, Any], start_response: Any) -> Any:
    handler = alone if environ["PATH_INFO"] == "/bench/alone/" else portal
    return handler(environ, start_response)
