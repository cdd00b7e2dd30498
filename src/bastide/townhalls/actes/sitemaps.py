"""Published acts in the map of each site."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bastide.core.domains.registry import SitemapSection, SiteSitemap, sitemap_sections

from .models import RegisterEntry
from .models.register import RegisterEntryQuerySet


class RegisterSitemap(SiteSitemap):
    """Withdrawn acts answer 410: they are in no map."""

    changed_field = "published_at"

    def items(self) -> RegisterEntryQuerySet:
        rows = RegisterEntry.objects.shown().only("published_at").order_by("pk")
        return self.owned(rows)  # type: ignore[return-value]


sitemap_sections.plug("actes", SitemapSection(_("Actes"), RegisterSitemap))
