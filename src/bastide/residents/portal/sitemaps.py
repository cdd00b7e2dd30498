"""The map of the site for search engines, in files of a thousand addresses."""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Commune, Epci, Territory
from bastide.kit.http.languages import home_of

from . import queries
from .languages import translated_homes
from .registry import SitemapSection, sitemap_sections


class PortalSitemap(Sitemap):
    """The portal's own pages."""

    def items(self) -> list[str]:
        return [
            "/",
            *(home_of(home.locale.language_code) for home in translated_homes()),
            reverse("gis:map"),
            reverse("agenda:index"),
            reverse("news:index"),
            reverse("publications:index"),
            *(
                reverse(f"portal:{name}")
                for name in (
                    "commune_list",
                    "epci_list",
                    "site_plan",
                    "legal_notice",
                    "accessibility",
                    "personal_data",
                )
            ),
        ]

    def location(self, item: Any) -> str:
        return str(item)


class EpciSitemap(Sitemap):
    limit = 1000

    def items(self) -> QuerySet[Epci]:
        return queries.epcis_of(Territory.objects.current())


class CommuneSitemap(Sitemap):
    limit = 1000

    def items(self) -> QuerySet[Commune]:
        return queries.communes_of(Territory.objects.current()).only("slug").order_by("pk")


sitemap_sections.plug("portail", SitemapSection(_("Portail"), PortalSitemap))
sitemap_sections.plug("communes", SitemapSection(_("Communes"), CommuneSitemap))
sitemap_sections.plug("intercommunalites", SitemapSection(_("Intercommunalités"), EpciSitemap))
