"""Banners as a feed: what a reader of news, a town panel or a neighbour's site can follow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from bastide.core.territory.models import Organisation, PortalSettings
from bastide.kit.http.feeds import in_xml

from .models import Banner


class BannerFeed(Feed[Banner, Any]):
    """What is announced now on all of the territory."""

    feed_type = Rss201rev2Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return PortalSettings.load(request_or_site=request).territory

    def title(self, where: Any) -> str:
        return _("Annonces : %(where)s") % {"where": where or _("le territoire")}

    def link(self, where: Any) -> str:
        return "/"

    def description(self, where: Any) -> str:
        return _("Ce que les mairies et le pôle annoncent en ce moment.")

    def items(self, where: Any) -> Any:
        return Banner.objects.of_territory(where).showing(timezone.now()).select_related("organisation")[:100]

    def item_title(self, item: Banner) -> str:
        return in_xml(f"{item.get_gravity_display()}\u00a0: {item.title}")

    def item_description(self, item: Banner) -> str:
        return in_xml(item.text)

    def item_link(self, item: Banner) -> str:
        return item.link or "/"

    def item_guid(self, item: Banner) -> str:
        return f"bandeau-{item.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: Banner) -> datetime:
        return item.starts_at

    def item_author_name(self, item: Banner) -> str:
        return item.organisation.name


class OrganisationBannerFeed(BannerFeed):
    """What is announced now on the pages of one body."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Organisation:
        return get_object_or_404(Organisation.objects.filter(closed_on__isnull=True), slug=kwargs["slug"])

    def items(self, where: Any) -> Any:
        return Banner.objects.on_site_of(where).showing(timezone.now()).select_related("organisation")[:100]
