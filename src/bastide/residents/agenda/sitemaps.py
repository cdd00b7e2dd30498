"""Events that are still to come in the map of each site."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.domains.registry import SitemapSection, SiteSitemap, sitemap_sections

from .models import Event
from .models.event import EventQuerySet


class EventSitemap(SiteSitemap):
    changed_field = "changed_at"

    def items(self) -> EventQuerySet:
        at = timezone.now()
        rows = Event.objects.showing(at).coming(at).only("changed_at").order_by("pk")
        return self.owned(rows)  # type: ignore[return-value]


sitemap_sections.plug("agenda", SitemapSection(_("Agenda"), EventSitemap))
