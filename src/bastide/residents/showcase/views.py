"""What visitors read of the showcase: a list with its filters, one thing, its English page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.domains import queries as domains
from bastide.core.territory.models import PortalSettings
from bastide.kit.http.pages import make_public, public_page

from . import queries
from .forms import ShelfFilter
from .models import Workshop
from .models.workshop import ENGLISH_CRAFTS
from .shelves import Shelf
from .structured import thing_data

PAGE_SIZE = 24
View = Callable[..., HttpResponseBase]


def list_of(shelf: Shelf) -> View:
    @public_page(query=ShelfFilter.PARAMETERS)
    def index(request: HttpRequest) -> HttpResponse:
        territory, at = PortalSettings.of_request(request).territory, timezone.now()
        form = ShelfFilter(
            request.GET,
            kinds=shelf.kinds,
            kind_label=shelf.kind_label,
            communes=queries.communes_with(shelf.model, territory, at),
            has_months=shelf.has_months,
        )
        rows = _filtered(shelf, queries.readable(shelf.model, territory, at), form)
        context = {
            "shelf": shelf,
            "form": form,
            "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
            "is_filtered": any(form.cleaned_data.get(name) for name in form.fields),
            "feed_url": reverse(f"showcase:{shelf.name}_feed"),
            "list_url": reverse(f"showcase:{shelf.name}"),
            "steps": [(_("Accueil"), "/"), shelf.above, (shelf.title, None)],
        }
        domains.tell_page(request, None)
        response = render(request, "showcase/list.html", context, status=400 if form.errors else 200)
        if form.errors:
            return response
        tags = [f"showcase:{shelf.name}:{territory.pk if territory else None}"]
        return make_public(response, tags=tags, expires_at=shelf.model._default_manager.next_change(at))  # type: ignore[attr-defined]

    return index


def _filtered(shelf: Shelf, rows: Any, form: ShelfFilter) -> Any:
    """What is asked, as far as it makes sense."""
    form.is_valid()
    asked = form.cleaned_data
    if asked.get("genre"):
        rows = rows.filter(**{shelf.kind_field: asked["genre"]})
    if asked.get("commune"):
        rows = rows.filter(commune=asked["commune"])
    return rows.with_produce_in(int(asked["mois"])) if asked.get("mois") else rows


def item_of(shelf: Shelf) -> View:
    @public_page()
    def item(request: HttpRequest, pk: int) -> HttpResponse:
        territory, at = PortalSettings.of_request(request).territory, timezone.now()
        found = get_object_or_404(queries.readable(shelf.model, territory, at), pk=pk)
        context = {
            "shelf": shelf,
            "item": found,
            "steps": [
                (_("Accueil"), "/"),
                shelf.above,
                (shelf.title, reverse(f"showcase:{shelf.name}")),
                (found.title, None),
            ],
            "structured": thing_data(request, found),
        }
        if isinstance(found, Workshop):
            context["languages"] = both_languages(found.get_absolute_url(), found.english_url, "fr")
        domains.tell_page(request, None)
        response = render(request, "showcase/item.html", context)
        return make_public(response, tags=_tags(shelf, territory), expires_at=found.expires_at)

    return item


def english_of(shelf: Shelf) -> View:
    """The page of a workshop in English, where something was said in English; never French under this address."""

    @public_page()
    def item(request: HttpRequest, pk: int) -> HttpResponse:
        territory, at = PortalSettings.of_request(request).territory, timezone.now()
        found = get_object_or_404(queries.readable(shelf.model, territory, at), pk=pk)
        if not isinstance(found, Workshop) or not found.english_url:
            raise Http404
        context = {
            "shelf": shelf,
            "item": found,
            "craft": ENGLISH_CRAFTS.get(Workshop.Craft(found.craft), ""),
            "languages": both_languages(found.get_absolute_url(), found.english_url, "en"),
            "steps": [*_english_steps(shelf), (found.title, None)],
        }
        domains.tell_page(request, None)
        response = render(request, "showcase/item_en.html", context)
        return make_public(response, tags=_tags(shelf, territory), expires_at=found.expires_at)

    return item


def english_list_of(shelf: Shelf) -> View:
    """The workshops that say something in English; no list as long as none does."""

    @public_page()
    def items(request: HttpRequest) -> HttpResponse:
        territory, at = PortalSettings.of_request(request).territory, timezone.now()
        rows = queries.readable(shelf.model, territory, at).in_english()
        found = [each for each in rows.order_by("title", "pk")[:200] if each.english_url]
        if not found:
            raise Http404
        named = [(each, ENGLISH_CRAFTS.get(Workshop.Craft(each.craft), "") if each.craft else "") for each in found]
        context = {
            "workshops": named,
            "languages": both_languages(reverse(f"showcase:{shelf.name}"), request.path, "en"),
            "steps": [*_english_steps(shelf)[:1], (WORKSHOPS_IN_ENGLISH, None)],
        }
        response = render(request, "showcase/list_en.html", context)
        ends = [each.expires_at for each in found if each.expires_at is not None]
        return make_public(response, tags=_tags(shelf, territory), expires_at=min(ends, default=None))

    return items


WORKSHOPS_IN_ENGLISH = "Craft workshops"


def _english_steps(shelf: Shelf) -> list[tuple[str, str | None]]:
    return [("Home", "/en/"), (WORKSHOPS_IN_ENGLISH, reverse(f"showcase:{shelf.name}_en"))]


def both_languages(french: str, english: str, here: str) -> list[tuple[str, str, str, bool]]:
    """For the frame: the same page in French and in English, where it is said in English."""
    pages = {"fr": french, "en": english}
    return [(name, code, pages[code], code == here) for code, name in settings.LANGUAGES if pages.get(code)]


def _tags(shelf: Shelf, territory: Any) -> list[str]:
    return [f"showcase:{shelf.name}:{territory.pk if territory else None}"]
