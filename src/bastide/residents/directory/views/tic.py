"""« Les TIC faciles »: internet access, Wi-Fi, mobile and fixed networks, practical sheets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bastide.core.territory.models import PortalSettings
from bastide.kit.http.pages import make_public, public_page

from .. import tic
from ..actions.networks import TIC
from ..forms import DirectoryForm
from ..listing import listing
from ..models import PAPI, WIFI, PracticalSheet
from ..writing import EVERY_LIST

Step = tuple[str, str | None]


def steps(*more: Step) -> list[Step]:
    return [(_("Accueil"), "/"), (_("Les TIC faciles"), reverse("directory:tic")), *more]


@public_page(max_age=600, tags=(TIC, EVERY_LIST))
def front(request: HttpRequest) -> HttpResponse:
    context = {
        "files": tic.files(),
        "sheets": PracticalSheet.objects.published(),
        "steps": [(_("Accueil"), "/"), (_("Les TIC faciles"), None)],
    }
    return render(request, "directory/tic/front.html", context)


def _spots(request: HttpRequest, part: str, kind: str, title: str) -> HttpResponse:
    """A map and a list of places of one kind, each with what one finds there."""
    territory, at = PortalSettings.of_request(request).territory, timezone.now()
    data = request.GET.copy()
    data.pop("genre", None)
    wish = DirectoryForm(data).wish()
    page = listing(wish, territory, at, among=tic.places_with(part, kind))
    context = {
        "listing": page,
        "wish": wish,
        "lines": tic.with_details(page, part),
        "title": title,
        "part": part,
        "steps": steps((title, None)),
    }
    response = render(request, "directory/tic/spots.html", context)
    if request.GET:
        response["Cache-Control"] = "private, max-age=60"
        return response
    return make_public(response, tags=(TIC, EVERY_LIST), query=DirectoryForm.PARAMETERS, expires_at=page.expires_at)


@require_safe
def papi(request: HttpRequest) -> HttpResponse:
    return _spots(request, "papi", PAPI, _("Où aller sur internet"))


@require_safe
def wifi(request: HttpRequest) -> HttpResponse:
    return _spots(request, "wifi", WIFI, _("Les Wi-Fi publics"))


@require_safe
def mobile(request: HttpRequest) -> HttpResponse:
    territory = PortalSettings.of_request(request).territory
    asked = request.GET.get("commune", "").replace("\0", "")[:80]
    page = tic.mobile_page(territory, asked)
    context = {"page": page, "asked": asked, "steps": steps((_("Le réseau mobile"), None))}
    response = render(request, "directory/tic/mobile.html", context)
    return response if asked else make_public(response, max_age=3600, tags=(TIC,), query=("commune",))


@require_safe
def fixed(request: HttpRequest) -> HttpResponse:
    territory = PortalSettings.of_request(request).territory
    asked = request.GET.get("commune", "").replace("\0", "")[:80]
    page = tic.fixed_page(territory, asked)
    context = {"page": page, "asked": asked, "steps": steps((_("Internet à la maison"), None))}
    response = render(request, "directory/tic/fixed.html", context)
    return response if asked else make_public(response, max_age=3600, tags=(TIC,), query=("commune",))


@public_page(tags=(TIC,))
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(PracticalSheet.objects.published(), slug=slug)
    context = {
        "sheet": found,
        "is_stale": found.is_stale(timezone.localdate()),
        "steps": steps((found.title, None)),
    }
    return render(request, "directory/tic/sheet.html", context)
