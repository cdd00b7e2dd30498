"""What other apps ask about domains."""

from __future__ import annotations

from django.http import HttpRequest

from bastide.core.territory.models import Organisation

from .names import portal_origin
from .sites import OwnSite
from .table import table

__all__ = [
    "OwnSite",
    "address_for",
    "page_address",
    "portal_origin",
    "section_prefixes",
    "section_site",
    "site_of",
    "site_of_body",
    "tell_owner",
    "tell_page",
]


def site_of(request: HttpRequest) -> OwnSite | None:
    """The site by whose own domain the request came; None on the portal."""
    found: OwnSite | None = vars(request).get("own_site")
    return found


def site_of_body(organisation: Organisation) -> OwnSite | None:
    """The site of a body that has a domain. No query for a body that has none."""
    return table().sites().get(organisation.own_host) if organisation.own_host else None


def address_for(organisation: Organisation | None, path: str) -> str:
    """The full address of `path`, a page about `organisation`, at the place where readers should find it.

    For mails and other places where no request tells the host.
    """
    site = site_of_body(organisation) if organisation is not None else None
    if site is not None and not (ours := site.outward(path)).startswith("http"):
        return site.origin + ours
    return portal_origin() + path


def page_address(organisation: Organisation | None, path: str) -> str:
    """The same for a written page, which may stand below a section that has a domain."""
    if organisation is None and (site := section_site(path)) is not None:
        return site.origin + site.outward(path)
    return address_for(organisation, path)


def tell_owner(request: HttpRequest, organisation: Organisation | None) -> None:
    """Say whose page is being answered: wherever it is read, its canonical address is the one on its own domain."""
    if organisation is not None and organisation.own_host and site_of(request) is None:
        vars(request)["canonical_address"] = address_for(organisation, request.path)


def tell_page(request: HttpRequest, organisation: Organisation | None) -> None:
    """The same for a page of a body or, without one, for a page that may stand below a section with a domain."""
    if organisation is not None:
        tell_owner(request, organisation)
    elif site_of(request) is None and (site := section_site(request.path)) is not None:
        vars(request)["canonical_address"] = site.origin + site.outward(request.path)


def section_site(path: str) -> OwnSite | None:
    """The section with a domain below which `path` stands on the portal."""
    found = (site for site in table().sites().values() if site.organisation is None and site.host == site.main_host)
    return next((site for site in found if path.startswith(site.prefix)), None)


def section_prefixes() -> tuple[str, ...]:
    """Where the sections that have a domain stand on the portal."""
    return tuple(sorted({site.prefix for site in table().sites().values() if site.organisation is None}))
