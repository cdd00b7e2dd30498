"""What is new or changed in the directory, for a feed reader: all of the territory, one kind, one commune."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from bastide.kit.http.feeds import in_xml

from .exports import Selection
from .models import Place, label_of

LIMIT = 50


class PlacesFeed(Feed[Place, Selection]):
    """The last records to change; a record is new on the day it was first published."""

    feed_type = Atom1Feed

    def __init__(self, selection: Selection) -> None:
        self.selection = selection

    def get_object(self, request: HttpRequest) -> Selection:
        return self.selection

    def title(self, obj: Selection) -> str:
        what = label_of(obj.kind) if obj.kind else _("Annuaire")
        return in_xml(_("%(what)s : ce qui est nouveau ou a changé") % {"what": what})

    def link(self, obj: Selection) -> str:
        return reverse("directory:list")

    def items(self, obj: Selection) -> list[Place]:
        rows = obj.places().select_related("commune", "organisation")
        # By the index alone: a large import gives a million rows one moment, which no second key shall sort.
        return list(rows.order_by("-changed_at")[:LIMIT])

    def item_title(self, item: Place) -> str:
        is_new = item.published_on is not None and item.published_on == timezone.localdate(item.changed_at)
        return in_xml(_("Nouveau : %(name)s") % {"name": item.name} if is_new else item.name)

    def item_description(self, item: Place) -> str:
        return in_xml(" · ".join(part for part in (item.kind_label, item.where, item.phone, item.summary) if part))

    def item_pubdate(self, item: Place) -> datetime | None:
        return timezone.make_aware(datetime.combine(item.published_on, time())) if item.published_on else None

    def item_updateddate(self, item: Place) -> datetime:
        return item.changed_at

    def item_author_name(self, item: Place) -> str:
        return in_xml(item.organisation.name)

    def item_categories(self, item: Place) -> list[str]:
        return [item.kind_label]
