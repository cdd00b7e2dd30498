"""Publications as a feed, for all of the territory or for one body."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from bastide.core.territory.models import Organisation, PortalSettings
from bastide.kit.http.feeds import in_xml

from . import queries
from .models import PublishedDocument


class PublicationFeed(Feed[PublishedDocument, Any]):
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return PortalSettings.of_request(request).territory

    def title(self, where: Any) -> str:
        return in_xml(_("Publications : %(where)s") % {"where": where or _("le territoire")})

    def subtitle(self, where: Any) -> str:
        return _("Bulletins, procès-verbaux, délibérations, budgets.")

    def link(self, where: Any) -> str:
        return reverse("publications:index")

    def items(self, where: Any) -> Any:
        return queries.of_territory(where, timezone.now())[:50]

    def item_title(self, item: PublishedDocument) -> str:
        return in_xml(item.title)

    def item_description(self, item: PublishedDocument) -> str:
        return in_xml(f"{item.organisation.name}, {item.get_kind_display()}, {item.file_words}")

    def item_link(self, item: PublishedDocument) -> str:
        return item.get_absolute_url()

    def item_pubdate(self, item: PublishedDocument) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: PublishedDocument) -> datetime:
        return item.changed_at

    def item_author_name(self, item: PublishedDocument) -> str:
        return in_xml(item.organisation.name)


class BodyPublicationFeed(PublicationFeed):
    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Organisation:
        return get_object_or_404(Organisation.objects.filter(closed_on__isnull=True), slug=kwargs["slug"])

    def link(self, where: Any) -> str:
        return reverse("publications:body", args=[where.slug])

    def items(self, where: Any) -> Any:
        return queries.of_body(where, timezone.now())[:50]
