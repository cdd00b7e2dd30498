"""French sentences about hours: "Du lundi au vendredi, de 9h30 à 12h et de 14 à 17h. Samedi : fermé".

Only what is understood to the last word gives hours: "(17h pendant les vacances)", "sauf jeudi", "un samedi sur deux"
make the whole sentence a text for people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..words import folded
from .osm import from_osm, looks_like_osm
from .week import MIDNIGHT, Opening, Week

_DAYS = {
    word: place
    for place, words in enumerate(
        ("lundi lundis lun", "mardi mardis mar", "mercredi mercredis mer", "jeudi jeudis jeu",
         "vendredi vendredis ven", "samedi samedis sam", "dimanche dimanches dim")
    )
    for word in words.split()
}  # fmt: skip
_SETS = {
    "tous les jours": range(7),
    "7j 7": range(7),
    "7 jours sur 7": range(7),
    "toute la semaine": range(7),
    "en semaine": range(5),
    "week end": range(5, 7),
    "weekend": range(5, 7),
}
#: Words that add nothing to what days and times say.
_IDLE = frozenset(
    [
        "du",
        "de",
        "des",
        "le",
        "la",
        "les",
        "l",
        "d",
        "a",
        "au",
        "aux",
        "et",
        "ou",
        "ouvert",
        "ouverte",
        "ouverts",
        "ouverture",
        "horaires",
        "horaire",
        "heures",
        "accueil",
        "public",
        "bureau",
        "bureaux",
        "secretariat",
        "apres",
        "journee",
        "continue",
        "en",
        "non",
        "stop",
        "puis",
        "uniquement",
        "seulement",
        "sans",
        "interruption",
        "h",
        "heure",
        "est",
        "sont",
        "tel",
        "telephone",
        "physique",
    ]
)
#: Said of all hours: they hold, and people are told.
_ON_APPOINTMENT = re.compile(
    r"\b(?:uniquement |seulement )?(?:et |ou )?sur (?:rendez vous|rdv)(?: uniquement| seulement)?\b"
)
_ALL_DAY = re.compile(r"\b24h?\s*/\s*24h?\b(?:\s*(?:et|,|-)?\s*7\s*j?(?:ours)?\s*/\s*7\s*j?)?")
_CLOCK = r"(?:(?:[01]?\d|2[0-4])\s*(?:h|:)\s*(?:[0-5]\d)?|midi|minuit)"
_BARE = r"(?:[01]?\d|2[0-4])"
_RANGE = re.compile(rf"({_CLOCK}|{_BARE})\s*(?:a|–|-|jusqu'?a|>)\s*({_CLOCK})")


def from_sentence(text: str) -> Opening:
    """Hours of a text in any of the ways people write them; what is not understood comes back as its comment."""
    bare = " ".join(text.split())
    if not bare:
        return Opening()
    if looks_like_osm(bare):
        found = from_osm(bare)
        if found.is_understood or found.periods:
            return found
    week = _read(bare)
    if week is None:
        return Opening(comment=text.strip())
    comment = "Sur rendez-vous." if re.search(r"sur (rendez.vous|rdv)", bare, re.IGNORECASE) else ""
    return Opening(week.as_json(), comment=comment, overlaps=week.overlaps())


def _read(text: str) -> Week | None:
    """The week, or None when a word is left over, or days and times do not pair."""
    tokens = _tokens(_ON_APPOINTMENT.sub(" rdv ", _plain(text)))
    return (
        None
        if tokens is None or not _makes_sense(tokens)
        else _paired([each for each in tokens if each.kind != "note"])
    )


def _makes_sense(tokens: list[_Token]) -> bool:
    """A day of which only "le matin" or "sur rendez-vous" is said takes no hours from the next; no half day closes."""
    kinds = [token.kind for token in tokens]
    if "closed" in kinds and "note" in kinds:
        return False
    return not any(
        kinds[place] == "note"
        and "days" in kinds[place - 1 : place]
        and (kinds[place + 1 : place + 2] or ["days"]) == ["days"]
        for place in range(len(kinds))
    )


def _plain(text: str) -> str:
    """Small letters without accents; signs that mean something kept."""
    kept = re.sub(r"[^\w:/–>;.,\-\s()+]", " ", text.replace("’", " ").replace("'", " ").lower(), flags=re.UNICODE)
    small = "".join(folded(sign) if sign.isalpha() and not sign.isascii() else sign for sign in kept)
    small = re.sub(r"(?<=\d)\s*heures?\b", "h", small)
    small = re.sub(r"(?<=[a-z])\.(?=\s|$|[:,])", " ", small)
    small = (
        small.replace("rendez-vous", "rendez vous").replace("apres-midi", "apres midi").replace("week-end", "week end")
    )
    return re.sub(r"(?<=[a-z])(?=\d)", " ", small)


@dataclass(frozen=True)
class _Token:
    """`kind`: "days", "span", "closed", or "note" for what only tells people something."""

    kind: str
    days: tuple[int, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def _tokens(text: str) -> list[_Token] | None:
    """Days, spans and "closed" in order; None when anything else is said."""
    tokens: list[_Token] = []
    rest = text
    while rest := rest.lstrip(" ,;:.–-/()&+\n\t"):
        if found := _ALL_DAY.match(rest):
            if "7" in found[0]:
                tokens.append(_Token("days", days=tuple(range(7))))
            tokens.append(_Token("span", spans=((0, MIDNIGHT),)))
        elif found := _RANGE.match(rest):
            opens, closes = _minute(found[1]), _minute(found[2])
            if opens is None or closes is None or opens == closes:
                return None
            tokens.append(_Token("span", spans=((opens, closes),)))
        elif found := re.match(r"(tous les jours|7\s?j\s?(?:/|sur)\s?7|7 jours sur 7|en semaine|week ?end)\b", rest):
            named = _SETS.get(" ".join(re.split(r"[\s/]+", found[1])), range(7))
            tokens.append(_Token("days", days=tuple(named)))
        elif found := re.match(r"([a-z]+)\s*(?:au|a|-|–)\s*([a-z]+)\b", rest):
            if found[1] in _DAYS and found[2] in _DAYS:
                first, last = _DAYS[found[1]], _DAYS[found[2]]
                days = tuple((first + step) % 7 for step in range((last - first) % 7 + 1))
                tokens.append(_Token("days", days=days))
            else:
                found = re.match(r"[a-z]+", rest)
                if not _word(found[0], tokens):  # type: ignore[index]
                    return None
        elif found := re.match(r"[a-z]+", rest):
            if not _word(found[0], tokens):
                return None
        else:
            return None
        assert found is not None
        rest = rest[found.end() :]
    return tokens


def _word(word: str, tokens: list[_Token]) -> bool:
    """Whether a word is understood; a day or "fermé" becomes a token."""
    if word in _DAYS:
        tokens.append(_Token("days", days=(_DAYS[word],)))
    elif word in ("ferme", "fermee", "fermes", "fermeture"):
        tokens.append(_Token("closed"))
    elif word in ("rdv", "matin", "matins", "matinee", "midi"):
        tokens.append(_Token("note"))
    elif word not in _IDLE:
        return False
    return True


def _minute(text: str) -> int | None:
    if text == "midi":
        return 12 * 60
    if text == "minuit":
        return MIDNIGHT
    hour, _sign, minute = re.sub(r"\s", "", text).replace("h", ":").partition(":")
    total = int(hour) * 60 + int(minute or 0)
    return total if total <= MIDNIGHT else None


@dataclass
class _Group:
    """Days in a row, or what is said of them in a row."""

    is_days: bool
    days: list[int] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    is_closed: bool = False


def _paired(tokens: list[_Token]) -> Week | None:
    """Days, then their times; or times, then their days. Every group of days has times, and the other way round."""
    groups: list[_Group] = []
    for token in tokens:
        if not groups or groups[-1].is_days != (token.kind == "days"):
            groups.append(_Group(token.kind == "days"))
        groups[-1].days += token.days
        groups[-1].spans += token.spans
        groups[-1].is_closed = groups[-1].is_closed or token.kind == "closed"
    if not groups or len(groups) % 2:
        return None
    week = Week()
    for one, other in zip(groups[::2], groups[1::2], strict=True):
        days_of, times_of = (one, other) if one.is_days else (other, one)
        days = sorted(set(days_of.days))
        if times_of.is_closed and not times_of.spans:
            week.close(days)
        elif times_of.is_closed or any(day in week.told for day in days):
            return None
        else:
            for opens, closes in times_of.spans:
                week.add(days, opens, closes)
    return week
