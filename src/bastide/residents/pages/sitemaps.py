"""Written pages in the map of the site."""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.utils.translation import gettext_lazy as _

from bastide.residents.portal.registry import SitemapSection, sitemap_sections

from .models import EditorialPage


class PageSitemap(Sitemap[EditorialPage]):
    limit = 1000

    def items(self) -> Any:
        return EditorialPage.objects.for_everybody().order_by("path")

    def location(self, item: EditorialPage) -> str:
        return item.relative_url(None) or "/"

    def lastmod(self, item: EditorialPage) -> Any:
        return item.last_published_at


sitemap_sections.plug("pages", SitemapSection(_("Pages"), PageSitemap))
