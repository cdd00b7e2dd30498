"""The legal register, as everybody searches it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from bastide.core.search import queries as index
from bastide.core.territory.models import Organisation, Territory

from ..models import RegisterEntry
from ..models.register import subject_of


@dataclass(frozen=True)
class RegisterWish:
    """What a reader of the register asks for."""

    words: str = ""
    insee_code: str = ""
    matiere: str = ""
    nature: int = 0
    since: date | None = None
    until: date | None = None

    @property
    def is_empty(self) -> bool:
        return self == RegisterWish()

    @property
    def is_precise(self) -> bool:
        """Whether more than words was asked for."""
        return replace(self, words="") != RegisterWish()


#: So many entries are counted and paged through, whatever the register holds; beyond, readers narrow by year.
MOST_LISTED = 1_000


class RegisterPaginator(Paginator[RegisterEntry]):
    """Pages of the register that cost the same at a hundred acts and at a hundred thousand."""

    @cached_property
    def count(self) -> int:
        found = self.object_list
        assert isinstance(found, QuerySet)
        return found[:MOST_LISTED].count()

    @property
    def is_capped(self) -> bool:
        return self.count >= MOST_LISTED


@dataclass(frozen=True)
class FoundInRegister:
    """What answers a wish; `is_partial`: only the nearest answers to the words were compared with the rest of it."""

    entries: QuerySet[RegisterEntry]
    is_partial: bool = False


def register_entries(
    wish: RegisterWish, *, territory: Territory | None = None, organisation: Organisation | None = None
) -> QuerySet[RegisterEntry]:
    """Public entries that answer the wish, as `found_in_register` has them."""
    return found_in_register(wish, territory=territory, organisation=organisation).entries


def found_in_register(
    wish: RegisterWish, *, territory: Territory | None = None, organisation: Organisation | None = None
) -> FoundInRegister:
    """Public entries that answer the wish: newest first, by the day of the decision once it is narrowed.

    Words are looked for in the search index, PDFs included.
    """
    is_partial = False
    found = RegisterEntry.objects.shown().select_related("organisation__commune").defer("text")
    if organisation is not None:
        found = found.of_organisation(organisation)
    elif territory is not None:
        found = found.in_territory(territory)
    if wish.insee_code:
        found = found.filter(organisation__commune__insee_code=wish.insee_code, organisation__commune__type="COM")
    if wish.matiere:
        found = found.filter(subject=subject_of(wish.matiere))
        if "." in wish.matiere:
            found = found.filter(Q(matiere_code=wish.matiere) | Q(matiere_code__startswith=f"{wish.matiere}."))
    if wish.nature:
        found = found.filter(nature=wish.nature)
    if wish.since:
        found = found.filter(decided_on__gte=wish.since)
    if wish.until:
        found = found.filter(decided_on__lte=wish.until)
    if wish.words:
        commune = wish.insee_code or _insee_code(organisation)
        matching = index.keys_of(wish.words, ["acte"], commune=commune or None, territory=territory)
        found = found.filter(pk__in=[int(key) for key in matching.keys if key.isdigit()])
        is_partial = matching.is_capped
    ordered = found.newest_first() if wish.is_empty else found.latest_decided()
    return FoundInRegister(ordered, is_partial)


def years_of_register(*, territory: Territory | None = None, organisation: Organisation | None = None) -> list[int]:
    """Years of decision of the public entries, newest first: two reads at the ends of an index."""
    shown = register_entries(RegisterWish(), territory=territory, organisation=organisation)
    ends = [shown.order_by(*order).values_list("decided_on", flat=True).first() for order in YEAR_ENDS]
    last, first = ends
    return list(range(last.year, first.year - 1, -1))[:200] if last is not None and first is not None else []


YEAR_ENDS = (("-decided_on", "-pk"), ("decided_on", "pk"))


def addresses_of_register(
    *, territory: Territory | None = None, organisation: Organisation | None = None
) -> QuerySet[RegisterEntry]:
    """What a map of the site lists: pages of the register that stand, with their day of publication, in a stable order.

    Each row gives `get_absolute_url()` and `published_at`. For whoever writes the map of a host.
    """
    found = RegisterEntry.objects.shown().only("pk", "published_at").order_by("pk")
    if organisation is not None:
        return found.of_organisation(organisation)
    return found.in_territory(territory)


def _insee_code(organisation: Organisation | None) -> str:
    commune = getattr(organisation, "commune", None) if organisation is not None else None
    return commune.insee_code if commune is not None else ""


def latest_entries(organisation: Organisation, *, limit: int) -> list[RegisterEntry]:
    """The last acts published by a body; kept until its register changes, for every page of its site shows them."""
    version = cache.get(_latest_key(organisation.pk), "0")
    kept: list[RegisterEntry] | None = cache.get(f"{_latest_key(organisation.pk)}.{version}.{limit}")
    if kept is None:
        found = RegisterEntry.objects.shown().of_organisation(organisation).defer("text").newest_first()
        kept = list(found[:limit])
        cache.set(f"{_latest_key(organisation.pk)}.{version}.{limit}", kept, LATEST_SECONDS)
    return kept


#: The last acts are read again at least so often.
LATEST_SECONDS = 3600


def _latest_key(organisation_id: int) -> str:
    return f"actes.latest.{organisation_id}"


def forget_latest(organisation_id: int) -> None:
    """The register of a body changed: what a slower reader still puts in the cache belongs to the version before."""
    cache.set(_latest_key(organisation_id), uuid.uuid4().hex, None)
