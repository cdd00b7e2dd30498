"""The guides for search engines: fiches and dossiers, not the forms that the State's own site has."""

from __future__ import annotations

from datetime import date

from django.contrib.sitemaps import Sitemap
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bastide.residents.portal.registry import SitemapSection, sitemap_sections

from .models import Guide


class GuideSitemap(Sitemap):
    limit = 1000

    def items(self) -> QuerySet[Guide]:
        named = Guide.objects.shown().filter(Q(code__startswith="F") | Q(code__startswith="N"))
        return named.select_related("guide_set").only("code", "verified_on", "guide_set__audience").order_by("pk")

    def lastmod(self, item: Guide) -> date | None:
        return item.verified_on


sitemap_sections.plug("guides", SitemapSection(_("Guides"), GuideSitemap))
