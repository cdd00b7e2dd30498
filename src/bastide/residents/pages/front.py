"""The sections on the front page of the portal."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.models import Site

from bastide.residents.portal.registry import FrontCard, FrontCards, front_cards

from .models import SectionPage


def sections(request: HttpRequest) -> list[FrontCard]:
    site = Site.find_for_request(request)
    if site is None:
        return []
    found = SectionPage.objects.child_of(site.root_page).for_everybody().order_by("path")
    return [FrontCard(page.title, page.introduction, page.get_url(request) or "/", page.icon) for page in found]


front_cards.plug("pages.sections", FrontCards(sections, order=10))
