"""The guides for search engines: fiches and dossiers, not the forms that the State's own site has."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bastide.core.domains.registry import SitemapSection, SiteSitemap, sitemap_sections

from .models import Guide


class GuideSitemap(SiteSitemap):
    changed_field = "verified_on"
    of_bodies = False

    def items(self) -> QuerySet[Guide]:
        named = Guide.objects.shown().filter(Q(code__startswith="F") | Q(code__startswith="N"))
        return named.select_related("guide_set").only("code", "verified_on", "guide_set__audience").order_by("pk")


sitemap_sections.plug("guides", SitemapSection(_("Guides"), GuideSitemap))
