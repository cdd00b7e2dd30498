"""What was published last, as feeds: all pages, those of one body, reportages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from bastide.core.territory.models import Organisation, PortalSettings
from bastide.kit.http.feeds import in_xml

from . import queries
from .models import EditorialPage

LIMIT = 50


class PagesFeed(Feed[EditorialPage, Any]):
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return PortalSettings.of_request(request).territory

    def title(self, where: Any) -> str:
        return in_xml(_("Pages : %(where)s") % {"where": where or _("le territoire")})

    def link(self, where: Any) -> str:
        return "/"

    def items(self, where: Any) -> Any:
        return queries.newest_pages()[:LIMIT]

    def item_title(self, item: EditorialPage) -> str:
        return in_xml(item.title)

    def item_description(self, item: EditorialPage) -> str:
        return in_xml(item.introduction)

    def item_link(self, item: EditorialPage) -> str:
        return item.url or "/"

    def item_pubdate(self, item: EditorialPage) -> datetime | None:
        return item.first_published_at

    def item_updateddate(self, item: EditorialPage) -> datetime | None:
        return item.last_published_at

    def item_author_name(self, item: EditorialPage) -> str:
        return in_xml(item.of_body.name) if item.of_body else _("Le pôle")


class BodyPagesFeed(PagesFeed):
    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Organisation:
        return get_object_or_404(Organisation.objects.filter(closed_on__isnull=True), slug=kwargs["slug"])

    def items(self, where: Any) -> Any:
        return queries.newest_pages(where)[:LIMIT]


class ReportagesFeed(PagesFeed):
    def title(self, where: Any) -> str:
        return in_xml(_("Reportages : %(where)s") % {"where": where or _("le territoire")})

    def link(self, where: Any) -> str:
        return reverse("pages:reportages")

    def items(self, where: Any) -> Any:
        return queries.reportages()[:LIMIT]
