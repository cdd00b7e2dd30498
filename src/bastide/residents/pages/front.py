"""The sections on the front page of the portal."""

from __future__ import annotations

from django.http import HttpRequest

from bastide.residents.portal.queries import root_in_language
from bastide.residents.portal.registry import FrontCard, FrontCards, front_cards

from .models import SectionPage


def sections(request: HttpRequest) -> list[FrontCard]:
    """Those of the language in which the page is read."""
    root = root_in_language(request)
    if root is None:
        return []
    found = SectionPage.objects.child_of(root).for_everybody().order_by("path")
    return [FrontCard(page.title, page.introduction, page.get_url(request) or "/", page.icon) for page in found]


front_cards.plug("pages.sections", FrontCards(sections, order=10, in_all_languages=True))
