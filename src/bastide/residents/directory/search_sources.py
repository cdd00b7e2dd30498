"""What the site's search finds of the directory: every published place but the town halls, which the portal offers."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bastide.core.search.registry import OUTSIDE, Entry, SearchSource, in_batches, search_sources

from .models import GROUPS, Place, PlaceSource
from .writing import SEARCH_SOURCE

#: One kind of the search for each family of places.
KINDS = {f"place-{code}": group.label for code, group in GROUPS.items()}


def _places() -> QuerySet[Place]:
    return (
        Place.objects.published()
        .exclude(source__kind=PlaceSource.Kind.TERRITORY)
        .select_related("organisation__territory", "commune")
    )


def _entry(place: Place) -> Entry:
    kind, territory = place.kind, place.organisation.territory
    town = place.commune.name if place.commune else place.city
    return Entry(
        key=str(place.pk),
        kind=f"place-{place.category.partition('.')[0]}",
        title=place.name,
        url=place.get_absolute_url(),
        summary=" · ".join(part for part in (place.kind_label, place.where or town) if part),
        keywords=[text for text in (place.kind_label, f"{place.kind_label} {town}", place.postcode) if text],
        body=" ".join([*(kind.words if kind else ()), place.summary, place.description[:4000], place.phone]),
        commune_code=place.insee_code,
        territory=territory.slug if territory else OUTSIDE,
        weight=500 + place.completeness // 2,
    )


def _entries() -> Iterator[Entry]:
    return (_entry(place) for place in in_batches(_places()))


def _one(key: str) -> Entry | None:
    place = _places().filter(pk=key).first() if key.isdecimal() else None
    return _entry(place) if place else None


search_sources.plug(SEARCH_SOURCE, SearchSource(title=_("Annuaire"), kinds=KINDS, entries=_entries, entry=_one))
