"""A guide, the themes of a public, the front of the guides."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from bastide.core.territory.models import Commune
from bastide.kit.http.asked import asked
from bastide.kit.http.pages import make_public, public_page

from .. import queries, shelf, steps
from ..local import chosen_commune
from ..models import Audience, Guide
from ..page import Origin, SiteLinks, guide_page, national_address
from ..reading.head import audience_of
from ..reading.xml import UnreadableDocument, parse

logger = logging.getLogger(__name__)
#: The one parameter that pages of the guides read.
COMMUNE = "commune"


def commune_of(request: HttpRequest) -> Commune | None:
    return chosen_commune(asked(request, COMMUNE, at_most=120))


def tags_of(commune: Commune | None, *more: str) -> list[str]:
    """What a page depends on: the guides, and who answers in the commune."""
    own = [f"organisation:{commune.organisation_id}"] if commune else []
    return ["guides", *own, *more]


@public_page(query=[COMMUNE])
def home(request: HttpRequest) -> HttpResponse:
    commune = commune_of(request)
    if commune is None and request.GET.get(COMMUNE):
        return HttpResponseRedirect(request.path)
    sets = queries.live_sets()
    parts = [
        (audience, str(Audience(audience).label), queries.themes(audience))
        for audience in Audience.values
        if audience in sets
    ]
    context = {
        "parts": parts,
        "sets": list(sets.values()),
        "commune": commune,
        "tail": steps.tail(commune),
        "daily": queries.daily(),
        "how_to": queries.how_to("part")[:12],
        "sheets": queries.sheets(bodies=queries.bodies_of(commune) if commune else None)[:12],
        "steps": steps.front_steps(),
    }
    return make_public(render(request, "comarquage/home.html", context), tags=tags_of(commune))


@public_page(query=[COMMUNE])
def audience_home(request: HttpRequest, audience: str) -> HttpResponse:
    commune = commune_of(request)
    held = queries.live_sets().get(audience)
    context = {
        "audience": audience,
        "label": Audience(audience).label,
        "set": held,
        "themes": queries.themes(audience),
        "how_to": queries.how_to(audience),
        "commune": commune,
        "tail": steps.tail(commune),
        "national_url": national_address(audience, "").rpartition("/vosdroits")[0],
        "steps": steps.home_steps(commune, (str(Audience(audience).label), None)),
    }
    return make_public(render(request, "comarquage/audience.html", context), tags=tags_of(commune))


@public_page(query=[COMMUNE])
def guide(request: HttpRequest, audience: str, code: str) -> HttpResponse:
    if code != code.upper():
        return HttpResponsePermanentRedirect(reverse("comarquage:guide", args=[audience, code.upper()]))
    commune = commune_of(request)
    if commune is None and request.GET.get(COMMUNE):
        return HttpResponseRedirect(request.path)
    found = queries.find(audience, code)
    if found is None:
        return _gone(request, audience, code)
    return _shown(request, found, commune, timezone.now())


def _shown(request: HttpRequest, found: Guide, commune: Commune | None, at: datetime) -> HttpResponse:
    try:
        root = parse(shelf.take(found.digest))
    except (shelf.MissingText, UnreadableDocument):
        logger.exception("The text of %s is missing", found.code)
        return _gone(request, found.guide_set.audience, found.code, status=503)
    audience = found.guide_set.audience
    bodies = queries.bodies_of(commune) if commune else []
    links = SiteLinks(loaded=frozenset(queries.live_sets()), commune=commune)
    page = guide_page(
        root,
        origin=Origin.of(found),
        code=found.code,
        audience=audience,
        links=links,
        commune=commune,
        at=at,
        notes=queries.notes(audience, found.code, bodies),
        services=queries.services(bodies) if bodies else {},
    )
    dossiers = [place.code for place in page.head.dossiers] or [found.code]
    context = {
        "page": page,
        "steps": steps.guide_steps(page, links, commune),
        "sheets": [sheet for code in dossiers for sheet in queries.sheets(beside=code)],
        "here": request.path,
        "choose_url": reverse("comarquage:choose_commune") + f"?vers={audience}/{found.code}",
    }
    response = render(request, "comarquage/guide.html", context)
    ends = [c.state.closes_at or c.state.opens_at for c in page.contacts if c.state]
    # "Ouvert" holds until the next opening or closing, "demain" until midnight.
    midnight = datetime.combine(
        timezone.localdate(at) + timedelta(days=1), datetime.min.time(), timezone.get_current_timezone()
    )
    expires_at = min([midnight, *(end for end in ends if end is not None and end > at)]) if page.contacts else None
    return make_public(response, tags=tags_of(commune, f"guide:{found.code}"), expires_at=expires_at)


def _gone(request: HttpRequest, audience: str, code: str, status: int = 410) -> HttpResponse:
    """Retired: where it went, or 410 with ways on. Never known here: the State's own page may have it."""
    if other := queries.elsewhere(audience, code):
        return HttpResponseRedirect(reverse("comarquage:guide", args=[other, code]))
    known = queries.retired(audience, code)
    if known is not None and known.new:
        return HttpResponsePermanentRedirect(reverse("comarquage:guide", args=[audience, known.new]))
    if known is None and status == 410:
        if not queries.live_sets():
            status = 404
        else:
            raise Http404
    links = SiteLinks(loaded=frozenset(queries.live_sets()))
    ways = []
    if known:
        named = ((known.dossier_title, known.dossier), (known.theme_title, known.theme))
        ways = [(title, links.guide(audience, place)) for title, place in named if place]
    context = {
        "title": known.title if known else code,
        "ways": ways,
        "national_url": national_address(audience, code),
        "steps": steps.home_steps(None, (known.title if known else code, None)),
        "status": status,
    }
    return render(request, "comarquage/gone.html", context, status=status)


@public_page()
def guide_without_slash(request: HttpRequest, audience: str, code: str) -> HttpResponse:
    return HttpResponsePermanentRedirect(reverse("comarquage:guide", args=[audience, code.upper()]))


@public_page()
def national(request: HttpRequest, public: str, code: str) -> HttpResponseBase:
    """The State's own path leads to our page of the same document."""
    return guide_without_slash(request, audience_of(public) or "part", code)


@public_page()
def short(request: HttpRequest, audience: str, code: str) -> HttpResponseBase:
    return guide_without_slash(request, audience, code)
