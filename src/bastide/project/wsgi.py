"""WSGI entry point, served by Granian (an ASGI server is ten times slower for the same synchronous code)."""

import os

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bastide.project.settings")

application = get_wsgi_application()

# Commands run the checks, a server does not: a palette that cannot be read must stop it too.
if _refusals := [str(message) for message in run_checks(tags=["ui"]) if message.is_serious()]:
    raise ImproperlyConfigured("\n".join(_refusals))
