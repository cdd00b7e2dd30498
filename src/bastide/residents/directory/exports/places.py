"""Which places go out, a few hundred at a time, with all that a row needs: memory does not grow with the directory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from bastide.core.territory.models import Territory

from ..categories import codes_within
from ..models import ExternalId, Place, RoundStop

BATCH = 500


@dataclass(frozen=True)
class Selection:
    """All published places of the territory, of one kind or family, of one commune (INSEE code)."""

    territory: Territory | None
    kind: str = ""
    insee_code: str = ""
    #: Leaves out what a format has no room for.
    narrow: Callable[[QuerySet[Place]], QuerySet[Place]] | None = None

    def places(self) -> QuerySet[Place]:
        found = Place.objects.published().in_territory(self.territory)
        if self.kind:
            found = found.filter(category__in=codes_within(self.kind))
        if self.insee_code:
            found = found.filter(insee_code=self.insee_code)
        return self.narrow(found) if self.narrow else found

    def after(self, number: int, limit: int) -> list[Place]:
        """The next `limit` places past one number: five queries, however many there are."""
        return list(_whole(self.places().filter(pk__gt=number)).order_by("pk")[:limit])

    def __iter__(self) -> Iterator[Place]:
        last = 0
        while batch := self.after(last, BATCH):
            yield from batch
            last = batch[-1].pk


def _whole(places: QuerySet[Place]) -> QuerySet[Place]:
    return places.select_related("organisation", "commune", "source", "papi", "wifi").prefetch_related(
        "served",
        Prefetch("stops", RoundStop.objects.select_related("commune")),
        Prefetch("external_ids", ExternalId.objects.select_related("source").only("key", "extra", "place", "source")),
    )
