"""The map of the site for search engines, in files of a thousand addresses."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.domains.registry import SitemapSection, SiteSitemap, sitemap_sections
from bastide.core.territory.models import Commune, Epci, Organisation, Territory
from bastide.kit.http.languages import home_of

from . import queries
from .languages import translated_homes
from .statements import PAGES, address_of


class PortalSitemap(SiteSitemap):
    """The portal's own pages."""

    of_bodies = False

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


class EpciSitemap(SiteSitemap):
    def items(self) -> QuerySet[Epci]:
        return self.owned(queries.epcis_of(Territory.objects.current()))


class CommuneSitemap(SiteSitemap):
    def items(self) -> QuerySet[Commune]:
        rows = queries.communes_of(Territory.objects.current()).only("slug").order_by("pk")
        # Who has a domain is asked the other way round: few bodies have one, and every commune would be joined.
        if self.organisation is not None:
            return rows.filter(organisation=self.organisation)
        elsewhere = Organisation.objects.exclude(own_host="").values("pk")
        return rows.exclude(organisation__in=elsewhere)


class BodyPagesSitemap(SiteSitemap):
    """Legal pages and plan of a body's site; on the portal nobody searches for them."""

    def items(self) -> list[str]:
        body = getattr(self.organisation, "commune", None) or getattr(self.organisation, "epci", None)
        return [address_of(body, page) for page in PAGES] if body is not None else []

    def location(self, item: Any) -> str:
        return str(item)


sitemap_sections.plug("portail", SitemapSection(_("Portail"), PortalSitemap))
sitemap_sections.plug("communes", SitemapSection(_("Communes"), CommuneSitemap))
sitemap_sections.plug("intercommunalites", SitemapSection(_("Intercommunalités"), EpciSitemap))
sitemap_sections.plug("site", SitemapSection(_("Site"), BodyPagesSitemap))
