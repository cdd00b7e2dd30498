"""What every page's frame needs: the territory and its settings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import PortalSettings


def territory(request: HttpRequest) -> dict[str, Any]:
    """`portal_settings`, read on first use and once a request."""
    return {"portal_settings": SimpleLazyObject(lambda: PortalSettings.of_request(request))}
