"""The search: its page, and what is proposed while one types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bastide.core.search import queries as index
from bastide.core.territory.models import PortalSettings
from bastide.kit.http.languages import language_of
from bastide.kit.http.pages import make_public

from .. import steps
from ..banners import banner_on_portal
from ..forms import SearchForm
from ..found import PAGE, french_search, search_links, summary
from ..languages import is_french
from ..sections import SEARCH
from .home import kept_until, territory_tags

SUGGESTED = 8


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    territory = PortalSettings.of_request(request).territory
    wish = SearchForm(request.GET).wish()
    results = index.search(
        wish.text,
        territory=territory,
        kind=wish.kind or None,
        commune=wish.commune or None,
        limit=PAGE,
        offset=(wish.page - 1) * PAGE,
        user=request.user,
        language=language_of(request.path),
    )
    shown = banner_on_portal(territory, SEARCH, timezone.now())
    context = {
        # Banners are written in French.
        "banner": shown.banner if is_french() else None,
        "results": results,
        "wish": wish,
        "links": search_links(wish, results),
        "french": "" if is_french() else french_search(wish),
        "summary": summary(results),
        "steps": steps.alone(_("Recherche")),
    }
    response = render(request, "portal/search.html", context)
    # What was searched is nobody's business: only the empty form is kept.
    if request.GET:
        return response
    return kept_until(make_public(response, query=SearchForm.PARAMETERS), territory_tags(request), shown.changes_at)


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """JSON for the field's list: `{"results": [{"label", "detail", "url"}], "count"}`."""
    wish = SearchForm(request.GET).wish()
    hits = index.suggest(
        wish.text,
        SUGGESTED,
        territory=PortalSettings.of_request(request).territory,
        user=request.user,
        language=language_of(request.path),
    )
    found = [{"label": hit.title, "detail": hit.summary or str(hit.kind_label), "url": hit.url} for hit in hits]
    response = JsonResponse({"results": found, "count": len(found)})
    response["Cache-Control"] = "private, max-age=60"
    return response
