"""The front of the portal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bastide.core.territory.models import PortalSettings
from bastide.kit.http.pages import make_public, public_page

from ..home import home_content
from ..models import HomePage
from ..structured import site_data


@public_page()
def home(request: HttpRequest, page: HomePage) -> HttpResponse:
    settings = PortalSettings.of_request(request)
    content = home_content(settings.territory, timezone.now())
    context = {"home": content, "page": page, "structured": site_data(request, str(settings))}
    response = render(request, "portal/home_page.html", context)
    return make_public(response, tags=territory_tags(request), expires_at=content.expires_at)


def territory_tags(request: HttpRequest) -> list[str]:
    """What a page that speaks of the whole territory depends on."""
    territory = PortalSettings.of_request(request).territory
    return [f"territory:{territory.pk}"] if territory else []
