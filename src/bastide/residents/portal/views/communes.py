"""Lists: the communes by letter, the EPCI."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.territory.models import PortalSettings
from bastide.kit.http.pages import public_page

from .. import queries, steps
from ..banners import banner_on_portal
from ..forms import CommuneFilter
from ..listing import commune_listing
from ..sections import COMMUNES
from .home import kept_until, territory_tags


@public_page(query=CommuneFilter.PARAMETERS)
def commune_list(request: HttpRequest) -> HttpResponse:
    territory, at = PortalSettings.of_request(request).territory, timezone.now()
    form = CommuneFilter(request.GET, territory=territory)
    wishes = form.wishes()
    listing = commune_listing(territory, at, wishes)
    shown = banner_on_portal(territory, COMMUNES, at)
    context = {
        "form": form,
        "listing": listing,
        "wishes": wishes,
        "steps": steps.alone(_("Communes")),
        "banner": shown.banner,
    }
    if form.errors:
        return render(request, "portal/commune_list.html", context, status=400)
    response = render(request, "portal/commune_list.html", context)
    return kept_until(response, territory_tags(request), listing.expires_at, shown.changes_at)


@public_page()
def epci_list(request: HttpRequest) -> HttpResponse:
    territory = PortalSettings.of_request(request).territory
    shown = banner_on_portal(territory, COMMUNES, timezone.now())
    context = {
        "banner": shown.banner,
        "epcis": queries.epci_cards(territory),
        "sources": queries.sources("communes"),
        "steps": steps.alone(_("Intercommunalités")),
    }
    response = render(request, "portal/epci_list.html", context)
    return kept_until(response, territory_tags(request), shown.changes_at)
