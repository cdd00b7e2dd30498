"""The agenda as a feed: all of the territory, one category, one body."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from bastide.core.territory.models import Organisation, PortalSettings
from bastide.kit.http.feeds import in_xml

from . import queries
from .models import Event, EventDate
from .models.event import EventDateQuerySet

LIMIT = 50


class AgendaFeed(Feed[EventDate, Any]):
    """The next dates; an event that comes again stands there with each of its dates."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return PortalSettings.of_request(request).territory

    def rows(self, where: Any) -> EventDateQuerySet:
        return queries.coming_dates(timezone.now()).in_territory(where)

    def title(self, where: Any) -> str:
        return in_xml(_("Agenda : %(where)s") % {"where": where or _("le territoire")})

    def subtitle(self, where: Any) -> str:
        return _("Ce qui se passe autour de chez vous.")

    def link(self, where: Any) -> str:
        return reverse("agenda:index")

    def items(self, where: Any) -> Any:
        return self.rows(where)[:LIMIT]

    def item_title(self, item: EventDate) -> str:
        cancelled = _("Annulé : ") if item.is_cancelled else ""
        return in_xml(f"{cancelled}{item.event.title}, {item.words}")

    def item_description(self, item: EventDate) -> str:
        return in_xml(" · ".join(part for part in (item.note, item.event.place_words, item.event.summary) if part))

    def item_link(self, item: EventDate) -> str:
        return f"{item.event.get_absolute_url()}#date-{item.pk}"

    def item_pubdate(self, item: EventDate) -> datetime | None:
        return item.event.published_at

    def item_updateddate(self, item: EventDate) -> datetime:
        return item.event.changed_at

    def item_author_name(self, item: EventDate) -> str:
        return in_xml(item.event.organisation.name)

    def item_categories(self, item: EventDate) -> list[str]:
        return [str(item.event.get_category_display())] if item.event.category else []


class CategoryAgendaFeed(AgendaFeed):
    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["category"] not in Event.Category.values:
            raise Http404
        return PortalSettings.of_request(request).territory, Event.Category(kwargs["category"])

    def rows(self, where: Any) -> EventDateQuerySet:
        return super().rows(where[0]).filter(event__category=where[1])

    def title(self, where: Any) -> str:
        return in_xml(f"{where[1].label} : {where[0] or ''}")

    def link(self, where: Any) -> str:
        return reverse("agenda:category", args=[where[1]])


class BodyAgendaFeed(AgendaFeed):
    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Organisation:
        return get_object_or_404(Organisation.objects.filter(closed_on__isnull=True), slug=kwargs["slug"])

    def rows(self, where: Any) -> EventDateQuerySet:
        return queries.coming_dates(timezone.now()).shown_by(where)

    def link(self, where: Any) -> str:
        return reverse("agenda:body", args=[where.slug])
