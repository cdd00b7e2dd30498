"""Feeds of the register: what was published, newest first."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import gettext as _

from bastide.core.territory.models import Commune, PortalSettings

from .models import RegisterEntry
from .queries import RegisterWish, register_entries

SHOWN = 50
#: Signs that XML 1.0 knows no way to write.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class RegisterFeed(Feed[RegisterEntry, Any]):
    """Acts of the whole territory."""

    feed_type: type[SyndicationFeed] = Rss201rev2Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return PortalSettings.of_request(request).territory

    def title(self, where: Any) -> str:
        return _("Actes publiés : %(where)s") % {"where": where or _("le territoire")}

    def link(self, where: Any) -> str:
        return reverse("register:search")

    def description(self, where: Any) -> str:
        return _("Délibérations et arrêtés publiés par les communes.")

    def items(self, where: Any) -> Any:
        return register_entries(RegisterWish(), territory=where)[:SHOWN]

    def subtitle(self, where: Any) -> str:
        return self.description(where)

    def item_updateddate(self, item: RegisterEntry) -> datetime:
        return item.published_at

    def item_title(self, item: RegisterEntry) -> str:
        return UNWRITABLE.sub("", f"{item.organisation.name} : {item.object}")

    def item_description(self, item: RegisterEntry) -> str:
        return UNWRITABLE.sub("", item.matiere_label)

    def item_link(self, item: RegisterEntry) -> str:
        return item.get_absolute_url()

    def item_pubdate(self, item: RegisterEntry) -> datetime:
        return item.published_at


class CommuneFeed(RegisterFeed):
    """Acts of one commune."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Commune:
        return get_object_or_404(
            Commune.objects.whole().select_related("organisation"), slug=kwargs["slug"], organisation__isnull=False
        )

    def link(self, where: Commune) -> str:
        return reverse("register:commune", args=[where.slug])

    def items(self, where: Commune) -> Any:
        assert where.organisation is not None
        return register_entries(RegisterWish(), organisation=where.organisation)[:SHOWN]


class RegisterAtom(RegisterFeed):
    feed_type = Atom1Feed


class CommuneAtom(CommuneFeed):
    feed_type = Atom1Feed
