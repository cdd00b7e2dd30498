"""Which places an address asks for, for whoever gives them out as data."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from bastide.core.territory.models import Commune, PortalSettings

from ..categories import CATEGORIES, GROUPS
from ..exports import Selection


def selection_of(request: HttpRequest) -> Selection:
    """By `genre` and `commune`. Raises Http404 for one that is none: an empty file would say that nothing is there."""
    kind, code = request.GET.get("genre", ""), request.GET.get("commune", "")
    if kind and kind not in CATEGORIES and kind not in GROUPS:
        raise Http404
    if code and (not code.isalnum() or not Commune.objects.filter(insee_code=code[:10]).exists()):
        raise Http404
    return Selection(PortalSettings.of_request(request).territory, kind, code)
