"""What the frame of every page says and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject, lazystr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bastide.core.domains import queries as domains
from bastide.core.territory.models import PortalSettings
from bastide.kit.http.languages import home_of, language_of
from bastide.kit.ui.typography import number

from . import queries
from .languages import in_french
from .own_frame import own_frame
from .registry import cards_of_front

#: Counting the communes of a large territory costs more than a page: once an hour is enough.
COUNT_KEY, COUNT_SECONDS = "portal.commune_count", 3600

#: What the frame has room for.
MOST_WAYS = 5


def frame(request: HttpRequest) -> dict[str, Any]:
    """Names, navigation and foot, for `ui/base.html`."""
    site = domains.site_of(request)
    return own_frame(request, site) if site is not None else portal_frame(request)


def portal_frame(request: HttpRequest) -> dict[str, Any]:
    code = language_of(request.path)
    ways = french_ways() if code == settings.LANGUAGE_CODE else translated_ways(request)
    return {
        "site_tagline": SimpleLazyObject(lambda: tagline(request)),
        "site_url": home_of(code),
        "is_translated": code != settings.LANGUAGE_CODE,
        "navigation": [
            (label, url, request.path == url or (url != home_of(code) and request.path.startswith(url)))
            for label, url in ways
        ],
        "menu_url": reverse("portal:site_plan") if code == settings.LANGUAGE_CODE else "",
        "account_link": account_link(),
        "footer_about": lazystr(SimpleLazyObject(lambda: about(request))),
        "footer_links": footer_links(request),
    }


def french_ways() -> list[tuple[str, str]]:
    return [
        (_("Communes"), reverse("portal:commune_list")),
        (_("Services"), reverse("directory:list")),
        (_("Démarches"), reverse("comarquage:home")),
        (_("Agenda"), reverse("agenda:index")),
        (_("Carte"), reverse("gis:map")),
    ]


def translated_ways(request: HttpRequest) -> list[tuple[str, str]]:
    """Sections in the language of the address, and its search: nothing leads to a French page without saying so."""
    sections = [(card.title, card.url) for card in cards_of_front(request)[: MOST_WAYS - 1]]
    return [*sections, (_("Recherche"), reverse("portal:search"))]


def commune_count(request: HttpRequest) -> int:
    """How many communes the portal has; counted once an hour and after each load."""
    territory = PortalSettings.of_request(request).territory
    key = f"{COUNT_KEY}.{territory.pk if territory else 0}"
    return int(cache.get_or_set(key, lambda: queries.communes_of(territory).count(), COUNT_SECONDS) or 0)


def tagline(request: HttpRequest) -> str:
    count = commune_count(request)
    if not count:
        return ""
    return ngettext("%(number)s commune, un portail", "%(number)s communes, un seul portail", count) % {
        "number": number(count)
    }


def about(request: HttpRequest) -> str:
    settings = PortalSettings.of_request(request)
    publisher = settings.publisher or (settings.territory.name if settings.territory else "")
    return _("Un service de : %(publisher)s.") % {"publisher": publisher} if publisher else ""


def account_link() -> tuple[str, str] | None:
    """The door of the people who work in a town hall."""
    try:
        return _("Espace mairie"), reverse("workspace:home")
    except NoReverseMatch:
        return None


def status_link(status: Callable[[], str]) -> Any:
    """« Accessibilité : non conforme », found out when it is written."""
    return lazystr(SimpleLazyObject(lambda: _("Accessibilité\u00a0: %(status)s") % {"status": status()}))


def footer_links(request: HttpRequest) -> list[tuple[str, list[tuple[Any, str]]]]:
    code = language_of(request.path)

    def status() -> str:
        return str(PortalSettings.of_request(request).get_conformity_display())

    return [
        (
            _("Le site"),
            [
                (_("Plan du site"), reverse("portal:site_plan")),
                # In another language the search is not a French page: it stands in the navigation.
                *([(_("Recherche"), in_french("portal:search"))] if code == settings.LANGUAGE_CODE else []),
                (_("Actes et délibérations"), reverse("register:search")),
                (status_link(status), reverse("portal:accessibility")),
                (_("Mentions légales"), reverse("portal:legal_notice")),
            ],
        ),
        (
            _("Vos données"),
            [
                (_("Données personnelles"), reverse("portal:personal_data")),
                (_("Aucun cookie de suivi"), f"{reverse('portal:personal_data')}#cookies"),
            ],
        ),
    ]
