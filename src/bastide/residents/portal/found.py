"""Ways on from a page of search results: filters, pages, the same words without a filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bastide.core.search.queries import Facet, Results
from bastide.kit.ui.typography import number

if TYPE_CHECKING:
    from .forms import SearchWish

PAGE = 20


@dataclass(frozen=True)
class FacetLink:
    """One value of a filter; a selected one leads back to the search without it."""

    label: Any
    count: int
    is_capped: bool
    is_selected: bool
    url: str


@dataclass(frozen=True)
class SearchLinks:
    kinds: list[FacetLink]
    communes: list[FacetLink]
    previous: str
    following: str
    #: The same words in the whole territory, when a filter is on.
    unfiltered: str
    #: The spelling that was searched instead, as a search of its own.
    corrected: str


def search_links(wish: SearchWish, results: Results) -> SearchLinks:
    return SearchLinks(
        kinds=[_link(facet, wish, "kind") for facet in results.kinds],
        communes=[_link(facet, wish, "commune") for facet in results.communes],
        previous=wish.address(page=wish.page - 1) if wish.page > 1 else "",
        following=wish.address(page=wish.page + 1) if results.next_offset is not None else "",
        unfiltered=wish.address(kind="", commune="") if wish.kind or wish.commune else "",
        corrected=wish.address(text=results.corrected) if results.corrected else "",
    )


def french_search(wish: SearchWish) -> str:
    """The same words in all that is written in French."""
    with translation.override(settings.LANGUAGE_CODE):
        return wish.address(kind="", commune="")


def _link(facet: Facet, wish: SearchWish, name: str) -> FacetLink:
    url = wish.address(**{name: "" if facet.is_selected else facet.value})
    return FacetLink(facet.label, facet.count, facet.is_capped, facet.is_selected, url)


def summary(results: Results) -> str:
    """How much was found, in words."""
    count = {"number": number(results.total)}
    if results.is_capped:
        return _("Plus de %(number)s résultats, les plus probables d’abord.") % count
    return ngettext("%(number)s résultat.", "%(number)s résultats.", results.total) % count
