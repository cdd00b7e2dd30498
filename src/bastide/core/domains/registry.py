"""Sockets by which an app says what of it belongs to a site: its addresses, its links, its part of the map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet

from bastide.core.territory.models import Organisation
from bastide.kit.registry.sockets import Socket

#: What a link is called, and its address on the portal.
Link = tuple[str, str]


def no_links(organisation: Organisation) -> list[Link]:
    return []


@dataclass(frozen=True)
class OwnAddresses:
    """What an app shows of one body.

    `lists(organisation)` names its pages about the body: address on the domain → address on the portal. `items` is
    where its single things stand on both (`/actualites/`, followed by a number); `shows(organisation, number)` says
    which of them are the body's, in one query: the others are read on the portal. `links(organisation)` are for the
    menu and the plan of the site, by rising `order`: only what holds something, in few queries.
    """

    lists: Callable[[Organisation], Mapping[str, str]]
    items: str = ""
    shows: Callable[[Organisation, int], bool] | None = None
    links: Callable[[Organisation], list[Link]] = no_links
    order: int = 100


own_addresses = Socket(
    "core.domains.own",
    module="own_addresses",
    plug_type=OwnAddresses,
    doc="Pages of an app that a body's own domain shows, read when a request comes by such a domain.",
)


def links_of(organisation: Organisation) -> list[Link]:
    """What a body's site has, for its menu and its plan."""
    plugs = sorted(own_addresses, key=lambda each: (each[1].order, each[0]))
    return [link for _name, plug in plugs for link in plug.links(organisation)]


class SiteSitemap(Sitemap[Any]):
    """Addresses of the portal, or of one site with a domain of its own when it was given one.

    An address stands in one map only: that of the host where readers should find the page.
    """

    limit = 1000
    #: The field that says when a row changed; its last value is asked once, where Django would read every row.
    changed_field = ""
    #: The site whose map it is, None on the portal.
    organisation: Organisation | None = None
    #: Where a section with a domain stands on the portal.
    prefix: str = ""
    #: Where the sections that have a domain stand: they are in no map of the portal.
    elsewhere: tuple[str, ...] = ()
    #: Whether a body's domain, or a section's, has such pages.
    of_bodies = True
    of_sections = False

    def lastmod(self, item: Any) -> Any:
        return getattr(item, self.changed_field) if self.changed_field else None

    def get_latest_lastmod(self) -> Any:
        rows = self.items() if self.changed_field else None
        return rows.aggregate(last=Max(self.changed_field))["last"] if isinstance(rows, QuerySet) else None

    def owned(self, rows: QuerySet[Any], path: str = "organisation") -> QuerySet[Any]:
        """Those of `rows` that belong to this map: the body's, or those of bodies without a domain."""
        if self.organisation is not None:
            return rows.filter(**{path: self.organisation})
        return rows.filter(**{f"{path}__own_host": ""})

    def reaches(self, address: str) -> bool:
        """Whether an address of no body belongs to this map."""
        if self.prefix:
            return address.startswith(self.prefix)
        return self.organisation is None and not address.startswith(self.elsewhere or "\n")


@dataclass(frozen=True)
class SitemapSection:
    """One part of /sitemap.xml; its name is the plug's. Addresses are those that strangers reach."""

    title: Any
    sitemap: type[SiteSitemap]


sitemap_sections = Socket(
    "core.domains.sitemap",
    module="sitemaps",
    plug_type=SitemapSection,
    doc="Addresses for search engines, read by /sitemap.xml of each host.",
)
