"""Lists: the communes by letter, the EPCI."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.territory.models import PortalSettings
from bastide.kit.http.pages import make_public, public_page

from .. import queries, steps
from ..forms import CommuneFilter
from ..listing import commune_listing
from .home import territory_tags


@public_page(query=CommuneFilter.PARAMETERS)
def commune_list(request: HttpRequest) -> HttpResponse:
    territory = PortalSettings.of_request(request).territory
    form = CommuneFilter(request.GET, territory=territory)
    wishes = form.wishes()
    listing = commune_listing(territory, timezone.now(), wishes)
    context = {"form": form, "listing": listing, "wishes": wishes, "steps": steps.alone(_("Communes"))}
    if form.errors:
        return render(request, "portal/commune_list.html", context, status=400)
    response = render(request, "portal/commune_list.html", context)
    return make_public(response, tags=territory_tags(request), expires_at=listing.expires_at)


@public_page()
def epci_list(request: HttpRequest) -> HttpResponse:
    territory = PortalSettings.of_request(request).territory
    context = {
        "epcis": queries.epci_cards(territory),
        "sources": queries.sources("communes"),
        "steps": steps.alone(_("Intercommunalités")),
    }
    return make_public(render(request, "portal/epci_list.html", context), tags=territory_tags(request))
