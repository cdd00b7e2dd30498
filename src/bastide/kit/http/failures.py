"""What a visitor reads when a view raised."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

#: Seconds after which a machine may ask again; nginx asks another node at once.
ASK_AGAIN_S = 20


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database is away, locked or full: another node, or the same in a moment, may answer."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        headers = {"Retry-After": str(ASK_AGAIN_S), "Cache-Control": "no-store"}
        return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
    return HttpResponse(render_to_string("500.html"), status=500)
