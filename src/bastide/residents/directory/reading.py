"""What a visitor's words mean: kinds of places, a commune, and whatever is left for the index.

"pharmacie, infirmier" are two kinds, "boulangerie Eymet" a kind in a commune: both are answered whole, without the cap
of the search. Anything else ("chez Dupont") is asked of the index.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from bastide.core.search import queries as index
from bastide.core.territory.models import Commune, Territory

from .models import CATEGORIES, GROUPS, kinds_of

_SMALL = {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "pres", "proche", "sur"}
_ARTICLES = ("", "le-", "la-", "les-", "l-")
#: A phrase that names a kind has no more words than this.
_LONGEST = 6


@dataclass(frozen=True)
class Reading:
    """`kinds` and `commune` are what the words named; `rest` is True when some named neither."""

    kinds: frozenset[str] = field(default_factory=frozenset)
    commune: Commune | None = None
    rest: bool = False


@cache
def phrases() -> dict[tuple[str, ...], frozenset[str]]:
    """Every name of a kind or a family, as stems, and the kinds it stands for."""
    found: dict[tuple[str, ...], set[str]] = {}
    for each in CATEGORIES.values():
        for text in (str(each.label), str(each.plural), *each.words):
            found.setdefault(tuple(index.stems(text)), set()).add(each.code)
    for group in GROUPS.values():
        codes = {each.code for each in kinds_of(group.code)}
        found.setdefault(tuple(index.stems(str(group.label))), set()).update(codes)
    return {phrase: frozenset(codes) for phrase, codes in found.items() if phrase}


def read(text: str, territory: Territory | None) -> Reading:
    """One query at most, when some words name no kind."""
    stems, words = index.stems(text)[:30], index.fold(text).split()[:30]
    kinds: set[str] = set()
    left: list[str] = []
    at = 0
    while at < len(stems):
        for length in range(min(_LONGEST, len(stems) - at), 0, -1):
            if named := phrases().get(tuple(stems[at : at + length])):
                kinds |= named
                at += length
                break
        else:
            left.append(words[at])
            at += 1
    while left and left[0] in _SMALL:
        left.pop(0)
    while left and left[-1] in _SMALL:
        left.pop()
    if not left:
        return Reading(frozenset(kinds), rest=not kinds and bool(words))
    slug = "-".join(left)
    commune = (
        Commune.objects.in_territory(territory)
        .filter(slug__in=[f"{article}{slug}" for article in _ARTICLES])
        .order_by("-population", "pk")
        .first()
    )
    return Reading(frozenset(kinds), commune, rest=commune is None)
