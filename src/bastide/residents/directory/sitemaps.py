"""The directory and digital life in the map of the portal."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.domains.registry import SitemapSection, SiteSitemap, sitemap_sections
from bastide.core.territory.models import Territory

from .models import Place, PracticalSheet

#: The pages of the directory that are no place.
PAGES = ("list", "downloads", "tic", "tic_papi", "tic_wifi", "tic_mobile", "tic_fixed")


class PlaceSitemap(SiteSitemap):
    """Every place stands in the one directory, whoever keeps its record."""

    limit = 10_000
    of_bodies = False
    changed_field = "changed_at"

    def items(self) -> QuerySet[Place]:
        found = Place.objects.published().in_territory(Territory.objects.current())
        return found.only("slug", "changed_at").order_by("pk")


class DirectorySitemap(SiteSitemap):
    of_bodies = False

    def items(self) -> list[str]:
        sheets = [reverse("directory:sheet", args=[sheet.slug]) for sheet in PracticalSheet.objects.published()]
        return [*(reverse(f"directory:{name}") for name in PAGES), *sheets]

    def location(self, item: Any) -> str:
        return str(item)


sitemap_sections.plug("annuaire", SitemapSection(_("Annuaire"), PlaceSitemap))
sitemap_sections.plug("services", SitemapSection(_("Services"), DirectorySitemap))
