"""Each shelf as a feed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from bastide.core.territory.models import PortalSettings
from bastide.kit.http.feeds import in_xml

from . import queries
from .models import Shown
from .shelves import Shelf

LIMIT = 50


class ShelfFeed(Feed[Shown, Any]):
    feed_type = Atom1Feed

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return PortalSettings.of_request(request).territory

    def title(self, where: Any) -> str:
        return in_xml(f"{self.shelf.title} : {where}" if where else str(self.shelf.title))

    def subtitle(self, where: Any) -> str:
        return str(self.shelf.lead)

    def link(self, where: Any) -> str:
        return reverse(f"showcase:{self.shelf.name}")

    def items(self, where: Any) -> Any:
        return queries.readable(self.shelf.model, where, timezone.now())[:LIMIT]

    def item_title(self, item: Shown) -> str:
        return in_xml(item.title)

    def item_description(self, item: Shown) -> str:
        return in_xml(item.summary)

    def item_pubdate(self, item: Shown) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Shown) -> datetime:
        return item.changed_at

    def item_author_name(self, item: Shown) -> str:
        return in_xml(item.organisation.name)

    def item_categories(self, item: Shown) -> list[str]:
        return [item.kind_words] if item.kind_words else []
