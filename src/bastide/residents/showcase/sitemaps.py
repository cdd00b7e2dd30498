"""The showcase in the map of the site."""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Territory
from bastide.residents.portal.registry import SitemapSection, sitemap_sections

from . import queries
from .shelves import SHELVES


class ShowcaseSitemap(Sitemap[Any]):
    limit = 1000

    def items(self) -> list[str]:
        territory, at = Territory.objects.current(), timezone.now()
        found = [reverse(f"showcase:{shelf.name}") for shelf in SHELVES]
        for shelf in SHELVES:
            found += [thing.get_absolute_url() for thing in queries.readable(shelf.model, territory, at)]
        return found

    def location(self, item: str) -> str:
        return item


sitemap_sections.plug("vitrine", SitemapSection(_("Vitrine"), ShowcaseSitemap))
