"""The front of the portal."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bastide.core.territory.models import PortalSettings
from bastide.kit.http.pages import make_public, public_page

from ..banners import banner_on_portal
from ..home import home_content, places_in_french, territory_facts
from ..languages import home_links, is_french
from ..models import HomePage
from ..registry import FRONT_TAG, cards_of_front
from ..sections import HOME
from ..structured import site_data


@public_page()
def home(request: HttpRequest, page: HomePage) -> HttpResponse:
    return _french_home(request, page) if is_french() else _translated_home(request, page)


def _translated_home(request: HttpRequest, page: HomePage) -> HttpResponse:
    """What was translated, and the way to what was not; nothing that is said in French only."""
    settings = PortalSettings.of_request(request)
    cards = cards_of_front(request)
    if not cards:
        raise Http404
    context = {
        "territory": settings.territory,
        "cards": cards,
        "facts": territory_facts(settings.territory),
        "french": places_in_french(),
        "languages": home_links(page),
        "page": page,
        "structured": site_data(request, str(settings)),
    }
    response = render(request, "portal/home_in_language.html", context)
    return make_public(response, tags=[FRONT_TAG, below_home(page), *territory_tags(request)])


def below_home(page: HomePage) -> str:
    """Purged when a section of this front page is published or withdrawn."""
    return f"below:{page.pk}"


def _french_home(request: HttpRequest, page: HomePage) -> HttpResponse:
    settings = PortalSettings.of_request(request)
    at = timezone.now()
    content = home_content(settings.territory, at)
    shown = banner_on_portal(settings.territory, HOME, at)
    context = {
        "home": content,
        "cards": cards_of_front(request),
        "banner": shown.banner,
        "languages": home_links(page),
        "page": page,
        "structured": site_data(request, str(settings)),
    }
    response = render(request, "portal/home_page.html", context)
    agenda = f"agenda-of:{settings.territory.pk if settings.territory else None}"
    return kept_until(response, [FRONT_TAG, agenda, *territory_tags(request)], content.expires_at, shown.changes_at)


def kept_until(response: HttpResponse, tags: list[str], *ends: datetime | None) -> HttpResponse:
    """Offer the page to the cache until the first of `ends` that is known."""
    return make_public(response, tags=tags, expires_at=min((end for end in ends if end is not None), default=None))


def territory_tags(request: HttpRequest) -> list[str]:
    """What a page that speaks of the whole territory depends on."""
    territory = PortalSettings.of_request(request).territory
    return [f"territory:{territory.pk}"] if territory else []
