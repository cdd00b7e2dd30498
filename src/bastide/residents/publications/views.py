"""What residents read: the lists, one publication, its words page by page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.domains import queries as domains
from bastide.core.territory.models import Organisation, PortalSettings
from bastide.kit.http.asked import asked
from bastide.kit.http.pages import make_public, public_page

from . import queries
from .models import PublishedDocument, PublishedDocumentQuerySet

PAGE_SIZE = 30


@public_page(query=["type", "page"])
def index(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    territory = PortalSettings.of_request(request).territory
    steps = [(_("Accueil"), "/"), (_("Publications"), None)]
    return _listing(request, queries.of_territory(territory, at), {"steps": steps}, tags=["publications"])


@public_page(query=["type", "page"])
def body(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    organisation = get_object_or_404(Organisation.objects.open_on(timezone.localdate(at)), slug=slug)
    domains.tell_owner(request, organisation)
    steps = [(_("Accueil"), "/"), (organisation.name, organisation.public_url or None), (_("Publications"), None)]
    tags = [f"publications:{organisation.pk}"]
    context = {"steps": steps, "organisation": organisation}
    return _listing(request, queries.of_body(organisation, at), context, tags=tags)


def _listing(
    request: HttpRequest, rows: PublishedDocumentQuerySet, context: dict[str, Any], *, tags: list[str]
) -> HttpResponse:
    wanted = asked(request, "type")
    kinds = queries.kinds_of(rows, chosen=wanted)
    if wanted in PublishedDocument.Kind.values:
        rows = rows.filter(kind=wanted)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context |= {"page": page, "kinds": kinds, "wanted": wanted}
    response = render(request, "publications/list.html", context)
    # What begins by itself begins within the hour.
    return make_public(response, tags=tags, expires_at=PublishedDocument.objects.next_change(timezone.now()))


@public_page()
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.readable(timezone.now()), pk=pk)
    return _offered(request, found, "publications/publication.html", {"steps": _steps(found, found.title)})


@public_page()
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as text, for who cannot open its file or looks for a page."""
    found = get_object_or_404(queries.readable(timezone.now()), pk=pk)
    steps = [*_steps(found, found.title)[:-1], (found.title, found.get_absolute_url()), (_("Version texte"), None)]
    pages = list(found.document.pages.exclude(text=""))
    return _offered(request, found, "publications/words.html", {"steps": steps, "pages": pages})


def _steps(found: PublishedDocument, last: str) -> list[tuple[str, str | None]]:
    listing = reverse("publications:body", args=[found.organisation.slug])
    name = found.organisation.name
    return [
        (_("Accueil"), "/"),
        (name, found.organisation.public_url or None),
        (_("Publications"), listing),
        (last, None),
    ]


def _offered(request: HttpRequest, found: PublishedDocument, template: str, context: dict[str, Any]) -> HttpResponse:
    domains.tell_owner(request, found.organisation)
    response = render(request, template, {"publication": found, **context})
    return make_public(response, tags=[f"publication:{found.pk}"], expires_at=found.expires_at)


def fed(feed: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A feed as a page that the cache may keep, for a quarter of an hour."""
    return public_page(max_age=900)(feed)
