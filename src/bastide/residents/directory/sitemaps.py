"""The places in the map of the site."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Territory
from bastide.residents.portal.registry import SitemapSection, sitemap_sections

from .models import Place


class PlaceSitemap(Sitemap[Place]):
    limit = 10_000

    def items(self) -> QuerySet[Place]:
        found = Place.objects.published().in_territory(Territory.objects.current())
        return found.only("slug", "changed_at").order_by("pk")

    def lastmod(self, item: Place) -> datetime:
        return item.changed_at

    def get_latest_lastmod(self) -> datetime | None:
        """Of all: Django would read each."""
        return self.items().aggregate(last=Max("changed_at"))["last"]


sitemap_sections.plug("annuaire", SitemapSection(_("Annuaire"), PlaceSitemap))
