"""The frame of every page on a site's own domain: its name and emblem, its menu, its legal pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, lazystr
from django.utils.translation import gettext as _

from bastide.core.domains.queries import OwnSite, portal_origin
from bastide.core.domains.registry import links_of
from bastide.core.territory.models import Commune, CommuneContour, Organisation, PortalSettings

from .models import SiteStatement
from .statements import ACCESSIBILITY, LEGAL_NOTICE, PERSONAL_DATA, PLAN, address_of

#: Words in the head; the plan has them all.
IN_HEAD = 5


def own_frame(request: HttpRequest, site: OwnSite) -> dict[str, Any]:
    """Addresses are the portal's: they are written for the domain on the way out."""
    legal = legal_links(site)
    return {
        "site_name": site.name,
        "site_url": site.prefix,
        "site_tagline": SimpleLazyObject(lambda: str(PortalSettings.of_request(request))),
        "site_emblem": SimpleLazyObject(lambda: emblem_of(site.organisation)),
        "navigation": SimpleLazyObject(lambda: navigation(request, site)),
        "menu_url": legal[PLAN][1],
        "account_link": (_("Espace mairie"), reverse("workspace:home")),
        "footer_about": lazystr(SimpleLazyObject(lambda: about(request))),
        "footer_links": [
            (_("Le site"), [legal[PLAN], legal[ACCESSIBILITY], legal[LEGAL_NOTICE], legal[PERSONAL_DATA]]),
            (_("Ailleurs"), [(_("Le portail du territoire"), f"{portal_origin()}/")]),
        ],
    }


def navigation(request: HttpRequest, site: OwnSite) -> list[tuple[str, str, bool]]:
    links = links_of(site.organisation)[: IN_HEAD - 1] if site.organisation is not None else []
    first = (_("La mairie") if isinstance(_body(site.organisation), Commune) else _("Accueil"), site.prefix)
    return [
        (label, url, request.path == url or (url != site.prefix and request.path.startswith(url)))
        for label, url in [first, *links]
    ]


def legal_links(site: OwnSite) -> dict[str, tuple[Any, str]]:
    """By page: the body's own, or the portal's for a section, which the pôle publishes."""
    body = _body(site.organisation)
    addresses = {
        page: address_of(body, page) if body is not None else f"/{page}/"
        for page in (PLAN, ACCESSIBILITY, LEGAL_NOTICE, PERSONAL_DATA)
    }

    def accessibility() -> str:
        return _("Accessibilité\u00a0: %(status)s") % {"status": status_of(site.organisation)}

    labels: dict[str, Any] = {
        PLAN: _("Plan du site"),
        ACCESSIBILITY: lazystr(SimpleLazyObject(accessibility)),
        LEGAL_NOTICE: _("Mentions légales"),
        PERSONAL_DATA: _("Données personnelles"),
    }
    return {page: (labels[page], address) for page, address in addresses.items()}


def status_of(organisation: Organisation | None) -> str:
    if organisation is None:
        return str(PortalSettings.load().get_conformity_display())
    found = SiteStatement.objects.filter(organisation=organisation).first() or SiteStatement()
    return str(found.get_conformity_display())


def emblem_of(organisation: Organisation | None) -> str:
    """The contour of a commune. One query."""
    found = CommuneContour.objects.filter(commune__organisation=organisation, commune__type=Commune.Type.COMMUNE)
    return (found.values_list("emblem_path", flat=True).first() or "") if organisation is not None else ""


def about(request: HttpRequest) -> str:
    settings = PortalSettings.of_request(request)
    publisher = settings.publisher or (settings.territory.name if settings.territory else "")
    return _("Un site fait avec les outils de\u00a0: %(publisher)s.") % {"publisher": publisher} if publisher else ""


def _body(organisation: Organisation | None) -> Any:
    if organisation is None:
        return None
    return getattr(organisation, "commune", None) or getattr(organisation, "epci", None)
