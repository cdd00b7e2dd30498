"""What residents read: lists of news, and one item."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.domains import queries as domains
from bastide.core.territory.models import Organisation, PortalSettings
from bastide.kit.http.pages import make_public, public_page

from . import queries
from .models import NewsItem, NewsItemQuerySet

PAGE_SIZE = 20
Steps = list[tuple[str, str | None]]


@public_page(query=["page"])
def index(request: HttpRequest) -> HttpResponse:
    territory = PortalSettings.of_request(request).territory
    rows = queries.of_territory(territory, timezone.now())
    context = {"steps": [(_("Accueil"), "/"), (_("Actualités"), None)], "feed_url": reverse("news:feed")}
    return _listing(request, rows, context, tags=[f"news-of:{territory.pk if territory else None}"])


@public_page(query=["page"])
def theme(request: HttpRequest, theme: str) -> HttpResponse:
    if theme not in NewsItem.Theme.values:
        raise Http404
    territory = PortalSettings.of_request(request).territory
    rows = queries.of_territory(territory, timezone.now())
    label = str(NewsItem.Theme(theme).label)
    steps: Steps = [(_("Accueil"), "/"), (_("Actualités"), reverse("news:index")), (label, None)]
    context = {
        "steps": steps,
        "theme": theme,
        "theme_label": label,
        "feed_url": reverse("news:theme_feed", args=[theme]),
    }
    return _listing(request, rows, context, tags=[f"news-of:{territory.pk if territory else None}"])


@public_page(query=["page"])
def body(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    organisation = get_object_or_404(Organisation.objects.open_on(timezone.localdate(at)), slug=slug)
    domains.tell_owner(request, organisation)
    steps: Steps = [(_("Accueil"), "/"), (organisation.name, organisation.public_url or None), (_("Actualités"), None)]
    context = {"steps": steps, "organisation": organisation, "feed_url": reverse("news:body_feed", args=[slug])}
    return _listing(request, queries.of_body(organisation, at), context, tags=[f"news:{organisation.pk}"])


def _listing(request: HttpRequest, rows: NewsItemQuerySet, context: dict[str, Any], *, tags: list[str]) -> HttpResponse:
    """The items of `rows`, or those of the context's theme; the others that hold something are offered."""
    themes = [] if "organisation" in context else queries.themes_of(rows, chosen=context.get("theme", ""))
    if "theme" in context:
        rows = rows.filter(theme=context["theme"])
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    response = render(request, "news/list.html", {"page": page, "themes": themes, **context})
    return make_public(response, tags=tags, expires_at=NewsItem.objects.next_change(timezone.now()))


@public_page()
def item(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.readable(timezone.now()), pk=pk)
    organisation = found.organisation
    domains.tell_owner(request, organisation)
    steps: Steps = [
        (_("Accueil"), "/"),
        (organisation.name, organisation.public_url or None),
        (_("Actualités"), reverse("news:body", args=[organisation.slug])),
        (found.title, None),
    ]
    response = render(request, "news/item.html", {"item": found, "steps": steps})
    return make_public(response, tags=[f"news-item:{found.pk}"], expires_at=found.expires_at)
