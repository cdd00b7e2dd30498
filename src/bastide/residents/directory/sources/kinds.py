"""The kind of a place, from the words that a file says of it."""

from __future__ import annotations

from functools import cache

from rapidfuzz import fuzz, process

from ..models import CATEGORIES
from ..words import folded

#: Words of files that are no label of ours. Typologies of the national standard are of it.
_WORDS = {
    "collectivite": "public.town_hall",
    "hotel de ville": "public.town_hall",
    "mairie annexe": "public.town_hall",
    "mds": "social.help",
    "maison departementale des solidarites": "social.help",
    "la poste": "public.post",
    "bureau de poste": "public.post",
    "france service": "public.france_services",
    "france services": "public.france_services",
    "rfs": "public.france_services",
    "bibliotheque mediatheque": "culture.library",
    "mediatheque": "culture.library",
    "espace de vie sociale": "association.other",
    "centre social": "association.other",
    "association": "association.other",
    "point information jeunesse": "social.youth",
    "mission locale": "public.employment",
    "operateur service public": "public.other",
    "service public": "public.other",
    "epn": "digital.papi",
    "cybercentre": "digital.papi",
    "wi fi": "digital.wifi",
    "ecole": "education.primary_school",
    "commerce": "shop.other",
    "artisan": "shop.building_craft",
}


@cache
def _known() -> list[tuple[str, str]]:
    """Folded words and the kind they mean, the longest first."""
    found = dict(_WORDS)
    for each in CATEGORIES.values():
        for word in (str(each.label), str(each.plural), *each.words):
            found.setdefault(folded(word), each.code)
        found.setdefault(each.code, each.code)
    return sorted(found.items(), key=lambda pair: -len(pair[0]))


def kind_of(text: str) -> str:
    """The kind that a text names: a code of ours, a label, or a word known for one; "" when it names none."""
    if text in CATEGORIES:
        return text
    plain = f" {folded(text)} "
    if not plain.strip():
        return ""
    exact = plain.strip()
    for word, code in _known():
        if word == exact:
            return code
    for word, code in _known():
        if len(word) > 2 and (f" {word} " in plain or f" {word}s " in plain):
            return code
    return ""


def likely_kind(text: str) -> str:
    """The kind whose words are nearest to a text that names none: to be proposed to a person, never taken."""
    found = process.extractOne(folded(text), [word for word, _code in _known()], scorer=fuzz.WRatio, score_cutoff=86)
    return _known()[found[2]][1] if found else ""
