"""Ways to a guide: words, a commune, what changed lately, what to do if; and the sheets written here."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bastide.core.search import queries as index
from bastide.core.territory.models import PortalSettings
from bastide.kit.http.asked import asked
from bastide.kit.http.pages import make_public, public_page

from .. import queries, steps
from ..forms import CommuneChoice
from ..models import Audience, Guide, LocalSheet
from ..sheets import paragraphs
from .guides import COMMUNE, commune_of, tags_of

MOST = 30


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Inside the guides alone. What was searched is nobody's business: only the empty page is kept."""
    commune = commune_of(request)
    words = asked(request, "q", at_most=200)
    territory = PortalSettings.of_request(request).territory
    results = index.search(words, territory=territory, kind="guide", limit=MOST, user=request.user) if words else None
    context = {
        "words": words,
        "results": results,
        "commune": commune,
        "tail": steps.tail(commune),
        "steps": steps.home_steps(commune, (_("Recherche"), None)),
    }
    response = render(request, "comarquage/search.html", context)
    return response if request.GET else make_public(response, tags=["guides"], query=["q", COMMUNE])


@require_safe
def choose_commune(request: HttpRequest) -> HttpResponse:
    """Said in the address from then on: no cookie remembers it."""
    form = CommuneChoice(request.GET)
    found = form.candidates(PortalSettings.of_request(request).territory)
    back = str(form.cleaned_data.get("vers") or "") if form.is_valid() else ""
    target = reverse("comarquage:guide", args=back.split("/")) if back else reverse("comarquage:home")
    words = str(form.data.get("nom", "")).strip()
    if words and len(found) == 1:
        return HttpResponseRedirect(f"{target}?{COMMUNE}={found[0].slug}")
    context = {
        "asked": words,
        "back": back,
        "communes": [
            (each.name, f"{target}?{COMMUNE}={each.slug}") for each in sorted(found, key=lambda each: each.slug)
        ],
        "steps": steps.home_steps(None, (_("Votre commune"), None)),
    }
    response = render(request, "comarquage/choose_commune.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@public_page(query=[COMMUNE])
def how_to(request: HttpRequest) -> HttpResponse:
    commune = commune_of(request)
    context = {
        "parts": [(label, rows) for code, label in Audience.choices if (rows := queries.how_to(code))],
        "tail": steps.tail(commune),
        "steps": steps.home_steps(commune, (_("Comment faire si…"), None)),
    }
    return make_public(render(request, "comarquage/how_to.html", context), tags=tags_of(commune))


@public_page(query=[COMMUNE])
def lately(request: HttpRequest) -> HttpResponse:
    commune = commune_of(request)
    days: dict[object, list[Guide]] = {}
    for guide in queries.lately():
        days.setdefault(guide.verified_on, []).append(guide)
    context = {
        "days": list(days.items()),
        "tail": steps.tail(commune),
        "steps": steps.home_steps(commune, (_("Mises à jour"), None)),
    }
    return make_public(render(request, "comarquage/lately.html", context), tags=tags_of(commune))


class LatelyFeed(Feed):
    """What the State verified lately, for a feed reader."""

    feed_type = Atom1Feed
    title = _("Guides mis à jour")

    def link(self) -> str:
        return reverse("comarquage:lately")

    def items(self) -> list[Guide]:
        return queries.lately(30)

    def item_title(self, item: Guide) -> str:
        return item.title

    def item_description(self, item: Guide) -> str:
        return item.description

    def item_updateddate(self, item: Guide) -> datetime | None:
        return datetime.combine(item.verified_on, time(), UTC) if item.verified_on else None


@public_page()
def feed(request: HttpRequest) -> HttpResponse:
    return make_public(LatelyFeed()(request), tags=["guides"])


@public_page()
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """A guide written here."""
    found = get_object_or_404(
        LocalSheet.objects.standing().select_related("organisation__commune", "organisation__territory"), slug=slug
    )
    if found.organisation.territory != PortalSettings.of_request(request).territory:
        raise Http404
    context = {"sheet": found, "blocks": paragraphs(found.text), "steps": steps.home_steps(None, (found.title, None))}
    response = render(request, "comarquage/sheet.html", context)
    return make_public(response, tags=["guides", f"organisation:{found.organisation_id}"])
