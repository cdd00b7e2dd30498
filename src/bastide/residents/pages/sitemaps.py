"""Written pages in the map of the site."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bastide.core.domains.registry import SitemapSection, SiteSitemap, sitemap_sections
from bastide.residents.portal.models import HomePage

from .models import EditorialPage


class PageSitemap(SiteSitemap):
    changed_field = "last_published_at"
    of_sections = True

    def items(self) -> Any:
        rows = EditorialPage.objects.for_everybody().order_by("path")
        if self.organisation is not None:
            return rows.filter(of_body=self.organisation)
        if self.prefix:
            return rows.filter(url_path__startswith=in_tree(self.prefix))
        for prefix in self.elsewhere:
            rows = rows.exclude(url_path__startswith=in_tree(prefix))
        return rows.filter(Q(of_body=None) | Q(of_body__own_host=""))

    def location(self, item: EditorialPage) -> str:
        return item.relative_url(None) or "/"


def in_tree(prefix: str) -> str:
    """Wagtail's own path of what stands at `prefix`: the front page has a name there."""
    front = HomePage.objects.values_list("url_path", flat=True).first() or "/"
    return front + prefix.removeprefix("/")


sitemap_sections.plug("pages", SitemapSection(_("Pages"), PageSitemap))
