"""The showcase in the map of the site."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.domains.registry import SitemapSection, SiteSitemap, sitemap_sections
from bastide.core.territory.models import Territory

from . import queries
from .shelves import SHELVES


class ShowcaseSitemap(SiteSitemap):
    of_bodies = False
    of_sections = True

    def items(self) -> list[str]:
        territory, at = Territory.objects.current(), timezone.now()
        found = [reverse(f"showcase:{shelf.name}") for shelf in SHELVES]
        for shelf in SHELVES:
            found += [thing.get_absolute_url() for thing in queries.readable(shelf.model, territory, at)]
        return [address for address in found if self.reaches(address)]

    def location(self, item: str) -> str:
        return item


sitemap_sections.plug("vitrine", SitemapSection(_("Vitrine"), ShowcaseSitemap))
