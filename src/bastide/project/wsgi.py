"""WSGI entry point, served by Granian (an ASGI server is ten times slower for the same synchronous code)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bastide.project.settings")

application = get_wsgi_application()
