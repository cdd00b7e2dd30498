"""Published documents in the map of each site."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.domains.registry import SitemapSection, SiteSitemap, sitemap_sections

from .models import PublishedDocument, PublishedDocumentQuerySet


class PublicationSitemap(SiteSitemap):
    changed_field = "changed_at"

    def items(self) -> PublishedDocumentQuerySet:
        rows = PublishedDocument.objects.showing(timezone.now()).only("changed_at").order_by("pk")
        return self.owned(rows)  # type: ignore[return-value]


sitemap_sections.plug("publications", SitemapSection(_("Publications"), PublicationSitemap))
