"""What the register lets people find: published acts, by their object and the words of their PDF."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.core.search.registry import OUTSIDE, Entry, SearchSource, in_batches, search_sources
from bastide.kit.ui import typography

from .actions.register import SEARCH_SOURCE
from .models import Nature, RegisterEntry

WEIGHT = 300


def _rows() -> QuerySet[RegisterEntry]:
    return RegisterEntry.objects.shown().select_related("organisation__territory", "organisation__commune")


def _entry(row: RegisterEntry) -> Entry:
    commune = getattr(row.organisation, "commune", None)
    sort = str(Nature(row.nature).label) if row.nature else str(row.get_kind_display())
    return Entry(
        key=str(row.pk),
        kind="acte",
        title=row.object,
        url=row.get_absolute_url(),
        summary=_("%(sort)s %(number)s du %(day)s · %(body)s")
        % {"sort": sort, "number": row.number, "day": typography.day(row.decided_on), "body": row.organisation.name},
        keywords=[word for word in (row.number, row.unique_id, row.matiere_label) if word],
        body=row.text,
        commune_code=commune.insee_code if commune is not None else "",
        territory=row.organisation.territory.slug if row.organisation.territory else OUTSIDE,
        weight=WEIGHT,
    )


def _all() -> Iterator[Entry]:
    return (_entry(row) for row in in_batches(_rows(), 200))


def _one(key: str) -> Entry | None:
    row = _rows().filter(pk=int(key)).first() if key.isdigit() else None
    return _entry(row) if row else None


search_sources.plug(
    SEARCH_SOURCE,
    SearchSource(title=gettext_lazy("Actes publiés"), kinds={"acte": gettext_lazy("Actes")}, entries=_all, entry=_one),
)
