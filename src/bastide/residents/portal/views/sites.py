"""The site of a commune, of an EPCI, and how to reach a town hall."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bastide.core.domains import queries as domains
from bastide.core.territory.models import Commune, Organisation
from bastide.data.gis.queries import emblem
from bastide.kit.http.pages import make_public, public_page

from .. import queries, steps
from ..addresses import new_address
from ..banners import banner_on_site
from ..facts import commune_band, epci_band
from ..share import share_card
from ..site import body_site
from ..structured import commune_data, epci_data
from ..town_hall import TownHall
from .home import kept_until

#: A contour changes with a load, which takes the pages of its body back.
DAY = 86_400


@public_page()
def commune(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    found = queries.commune_sites(day=timezone.localdate(at)).filter(slug=slug).first()
    if found is None or found.organisation is None:
        return _moved(slug)
    domains.tell_owner(request, found.organisation)
    site = body_site(found.organisation, at, queries.sources())
    shown = banner_on_site(found.organisation, at)
    context = {
        "commune": found,
        "banner": shown.banner,
        "site": site,
        "steps": steps.in_communes(found.name),
        "facts": commune_band(found, site.data_of("portal.elected").get("head")),
        "share_picture": request.build_absolute_uri(reverse("portal:commune_image", args=[slug])),
        "structured": commune_data(request, found, site.data_of("portal.town_hall").get("hall")),
    }
    response = render(request, "portal/commune.html", context)
    return kept_until(response, tags_of(found.organisation), site.expires_at, shown.changes_at)


@public_page(max_age=DAY)
def commune_image(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture that a shared link shows."""
    found = Commune.objects.whole().select_related("contour", "organisation__territory").filter(slug=slug).first()
    if found is None or found.organisation is None:
        return _moved(slug, tail="image/")
    territory = found.organisation.territory
    lines = (_("La mairie, ses horaires, ses élus"), territory.short_name if territory else "")
    return make_public(
        HttpResponse(share_card(found, lines), content_type="image/png"), max_age=DAY, tags=tags_of(found.organisation)
    )


@public_page()
def epci(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    found = get_object_or_404(queries.epci_sites(day=timezone.localdate(at)), slug=slug)
    domains.tell_owner(request, found.organisation)
    site = body_site(found.organisation, at, queries.sources())
    shown = banner_on_site(found.organisation, at)
    context = {
        "epci": found,
        "banner": shown.banner,
        "emblem": emblem(found.members),  # type: ignore[attr-defined]
        "site": site,
        "steps": steps.in_epcis(found.short_name),
        "facts": epci_band(found, site.data_of("portal.elected").get("head")),
        "structured": epci_data(request, found),
    }
    response = render(request, "portal/epci.html", context)
    return kept_until(response, tags_of(found.organisation), site.expires_at, shown.changes_at)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """How to reach a town hall. Its mail address is shown to who asks for it by the button, and to no harvester.

    Asking changes nothing, so that the button needs no token and no cookie.
    """
    at = timezone.now()
    found = queries.commune_sites(day=timezone.localdate(at)).filter(slug=slug).first()
    if found is None or found.organisation is None:
        return _moved(slug, tail="contact/")
    office = queries.office_of(found)
    hall = TownHall(office, at) if office else None
    context = {
        "commune": found,
        "hall": hall,
        "address_asked": request.method == "POST",
        "steps": steps.in_commune(found, _("Contacter la mairie")),
    }
    response = render(request, "portal/contact.html", context)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def tags_of(organisation: Organisation) -> list[str]:
    """What the page of a body depends on."""
    return [f"organisation:{organisation.pk}", f"territory:{organisation.territory_id}"]


def _moved(slug: str, tail: str = "") -> HttpResponse:
    address = new_address(slug)
    if address is None:
        raise Http404
    return HttpResponsePermanentRedirect(address if not tail else address.partition("#")[0] + tail)
