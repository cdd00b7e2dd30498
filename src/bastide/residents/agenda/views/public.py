"""What residents read of the agenda, and what their calendars fetch."""

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

from .. import queries
from ..desk import coming
from ..ical import calendar, title_of
from ..models import Event
from ..models.event import EventDateQuerySet, EventQuerySet
from ..structured import event_data

PAGE_SIZE = 30
#: Events in one calendar file.
IN_CALENDAR = 500
Steps = list[tuple[str, str | None]]


@public_page(query=["page"])
def index(request: HttpRequest) -> HttpResponse:
    territory = PortalSettings.of_request(request).territory
    rows = queries.coming_dates(timezone.now()).in_territory(territory)
    context = {"steps": [(_("Accueil"), "/"), (_("Agenda"), None)], **_follow()}
    return _listing(request, rows, context, tags=[f"agenda-of:{territory.pk if territory else None}"])


@public_page(query=["page"])
def category(request: HttpRequest, category: str) -> HttpResponse:
    label = _category(category).label
    territory = PortalSettings.of_request(request).territory
    rows = queries.coming_dates(timezone.now()).in_territory(territory)
    steps: Steps = [(_("Accueil"), "/"), (_("Agenda"), reverse("agenda:index")), (label, None)]
    context = {"steps": steps, "category": category, "category_label": label, **_follow("category", category)}
    return _listing(request, rows, context, tags=[f"agenda-of:{territory.pk if territory else None}"])


@public_page(query=["page"])
def body(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = _body(slug)
    domains.tell_owner(request, organisation)
    rows = queries.coming_dates(timezone.now()).shown_by(organisation)
    steps: Steps = [(_("Accueil"), "/"), (organisation.name, organisation.public_url or None), (_("Agenda"), None)]
    context = {"steps": steps, "organisation": organisation, **_follow("body", slug)}
    return _listing(request, rows, context, tags=[f"agenda:{organisation.pk}"])


def _listing(
    request: HttpRequest, rows: EventDateQuerySet, context: dict[str, Any], *, tags: list[str]
) -> HttpResponse:
    """The dates of `rows`, or those of the context's category; the others that hold something are offered."""
    categories = [] if "organisation" in context else queries.categories_of(rows, chosen=context.get("category", ""))
    if "category" in context:
        rows = rows.filter(event__category=context["category"])
    page = Paginator(rows.without_echoes(timezone.now()), PAGE_SIZE).get_page(request.GET.get("page"))
    response = render(request, "agenda/list.html", {"page": page, "categories": categories, **context})
    return make_public(response, tags=tags, expires_at=queries.next_change(timezone.now()))


@public_page()
def event(request: HttpRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    found = get_object_or_404(queries.readable(at), pk=pk)
    organisation = found.organisation
    domains.tell_owner(request, organisation)
    steps: Steps = [
        (_("Accueil"), "/"),
        (_("Agenda"), reverse("agenda:index")),
        (organisation.name, reverse("agenda:body", args=[organisation.slug])),
        (found.title, None),
    ]
    shown = coming(found, at)
    others = [share.organisation for share in found.shares.select_related("organisation")]
    context = {
        **shown,
        "steps": steps,
        "others": others,
        "structured": event_data(request, found, shown["dates"]),
    }
    ends = [shown["dates"][0].ends_at] if shown["dates"] else []
    response = render(request, "agenda/event.html", context)
    return make_public(
        response, tags=[f"event:{found.pk}"], expires_at=min([*ends, *_if(found.expires_at)], default=None)
    )


@public_page()
def ical(request: HttpRequest) -> HttpResponse:
    territory = PortalSettings.of_request(request).territory
    rows = queries.readable(timezone.now()).in_territory(territory)
    return _calendar(request, title_of(territory or ""), rows, tag=f"agenda-of:{territory.pk if territory else None}")


@public_page()
def category_ical(request: HttpRequest, category: str) -> HttpResponse:
    territory = PortalSettings.of_request(request).territory
    rows = queries.readable(timezone.now()).in_territory(territory).filter(category=_category(category))
    tag = f"agenda-of:{territory.pk if territory else None}"
    return _calendar(request, title_of(_category(category).label), rows, tag=tag)


@public_page()
def body_ical(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = _body(slug)
    rows = queries.readable(timezone.now()).shown_by(organisation)
    return _calendar(request, title_of(organisation.name), rows, tag=f"agenda:{organisation.pk}")


@public_page()
def event_ical(request: HttpRequest, pk: int) -> HttpResponse:
    rows = queries.readable(timezone.now()).filter(pk=pk)
    return _calendar(request, str(get_object_or_404(rows).title), rows, tag=f"event:{pk}", is_one=True)


def _calendar(request: HttpRequest, name: str, rows: EventQuerySet, *, tag: str, is_one: bool = False) -> HttpResponse:
    """What is still to come; a single event whole, past or not."""
    rows = rows if is_one else rows.coming(timezone.now())
    events = rows.prefetch_related("dates").order_by("starts_at", "pk")[:IN_CALENDAR]
    origin = request.build_absolute_uri("/").rstrip("/")
    response = HttpResponse(calendar(name, events, origin=origin), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="agenda.ics"'
    return make_public(response, tags=[tag], expires_at=queries.next_change(timezone.now()))


def _body(slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.open_on(timezone.localdate()), slug=slug)


def _category(category: str) -> Any:
    if category not in Event.Category.values:
        raise Http404
    return Event.Category(category)


def _follow(of: str = "", *args: str) -> dict[str, str]:
    prefix = f"agenda:{of}_" if of else "agenda:"
    return {"feed_url": reverse(f"{prefix}feed", args=args), "ical_url": reverse(f"{prefix}ical", args=args)}


def _if(moment: Any) -> list[Any]:
    return [moment] if moment is not None else []
