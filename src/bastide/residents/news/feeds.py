"""News as a feed: all of the territory, one theme, one body."""

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
from .models import NewsItem, NewsItemQuerySet

LIMIT = 50


class NewsFeed(Feed[NewsItem, Any]):
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return PortalSettings.of_request(request).territory

    def rows(self, where: Any) -> NewsItemQuerySet:
        return queries.of_territory(where, timezone.now())

    def title(self, where: Any) -> str:
        return in_xml(_("Actualités : %(where)s") % {"where": where or _("le territoire")})

    def subtitle(self, where: Any) -> str:
        return _("Ce que racontent les mairies et le pôle.")

    def link(self, where: Any) -> str:
        return reverse("news:index")

    def items(self, where: Any) -> Any:
        return self.rows(where)[:LIMIT]

    def item_title(self, item: NewsItem) -> str:
        return in_xml(item.title)

    def item_description(self, item: NewsItem) -> str:
        return in_xml(item.summary)

    def item_link(self, item: NewsItem) -> str:
        return item.get_absolute_url()

    def item_pubdate(self, item: NewsItem) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: NewsItem) -> datetime:
        return item.changed_at

    def item_author_name(self, item: NewsItem) -> str:
        return in_xml(item.organisation.name)

    def item_categories(self, item: NewsItem) -> list[str]:
        return [str(item.get_theme_display())] if item.theme else []


class ThemeNewsFeed(NewsFeed):
    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["theme"] not in NewsItem.Theme.values:
            raise Http404
        return PortalSettings.of_request(request).territory, NewsItem.Theme(kwargs["theme"])

    def rows(self, where: Any) -> NewsItemQuerySet:
        return queries.of_territory(where[0], timezone.now()).filter(theme=where[1])

    def title(self, where: Any) -> str:
        return in_xml(f"{where[1].label} : {where[0] or ''}")

    def link(self, where: Any) -> str:
        return reverse("news:theme", args=[where[1]])


class BodyNewsFeed(NewsFeed):
    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Organisation:
        return get_object_or_404(Organisation.objects.filter(closed_on__isnull=True), slug=kwargs["slug"])

    def rows(self, where: Any) -> NewsItemQuerySet:
        return queries.of_body(where, timezone.now())

    def link(self, where: Any) -> str:
        return reverse("news:body", args=[where.slug])
