"""Names and titles of elected people, from the capitals of the Répertoire national des élus."""

from __future__ import annotations

import re
from functools import lru_cache

from ..models import Mandate

Function = Mandate.Function

#: Written small wherever they stand: "de Monteil", "du Pré de Saint Maur".
PARTICLES = {"de", "du", "des"}
#: Written small only inside a name: "Ferreira da Silva", but "Da Silva".
INNER_PARTICLES = {
    "épouse",
    "epouse",
    "da",
    "das",
    "do",
    "dos",
    "e",
    "y",
    "et",
    "der",
    "den",
    "la",
    "ter",
    "ten",
    "von",
    "zu",
}
#: Before an apostrophe, what follows begins with a capital: "L’Hostette", "Dall’Anese"; not "Goualc’h".
ELIDED = {"d", "l", "n", "m", "o", "b", "s", "dall", "dell", "dagl", "degl", "sant"}

ORDINALS = (
    "premier",
    "deuxième",
    "troisième",
    "quatrième",
    "cinquième",
    "sixième",
    "septième",
    "huitième",
    "neuvième",
    "dixième",
    "onzième",
    "douzième",
    "treizième",
    "quatorzième",
    "quinzième",
    "seizième",
    "dix-septième",
    "dix-huitième",
    "dix-neuvième",
    "vingtième",
    "vingt-et-unième",
    "vingt-deuxième",
    "vingt-troisième",
    "vingt-quatrième",
    "vingt-cinquième",
    "vingt-sixième",
    "vingt-septième",
    "vingt-huitième",
    "vingt-neuvième",
    "trentième",
)


@lru_cache(maxsize=50_000)
def last_name(capitals: str) -> str:
    """ "DELMARES" is "Delmares", "LE GOFF" "Le Goff", "DE LA BROSSE" "de la Brosse", "MCDONALD" "McDonald"."""
    text = re.sub(r" *- *", "-", " ".join(capitals.split())).replace("'", "’")
    pieces = re.split(r"([ -])", text)
    return "".join(
        piece if position % 2 else _piece(piece, first=position == 0) for position, piece in enumerate(pieces)
    )


def _piece(piece: str, *, first: bool) -> str:
    small = piece.lower()
    if small in PARTICLES or (small in INNER_PARTICLES and not first):
        return small
    if "’" in small:
        head, tail = small.split("’", 1)
        if head == "d":
            return f"d’{_capital(tail)}"
        return f"{_capital(head)}’{_capital(tail) if head in ELIDED else tail}"
    if small.startswith("mc") and len(small) > 3:
        return f"Mc{_capital(small[2:])}"
    return _capital(small)


def _capital(small: str) -> str:
    """The first letter large, even behind a bracket."""
    return re.sub(r"\w", lambda letter: letter[0].upper(), small, count=1)


@lru_cache(maxsize=50_000)
def first_name(written: str) -> str:
    """The first name alone: a few cells of the register carry a nickname, a trade or a nationality behind it."""
    alone = re.sub(r"\(.*|Nationalité.*", "", written)
    return " ".join(alone.split()).replace("'", "’")


def title(function: str, *, order: int | None, is_woman: bool, part: str = "") -> str:
    """How the function is said of this person: "Première adjointe au maire", "Maire déléguée de Cadouin".

    `part` is the delegate mayor's commune with its "de", when it is known.
    """
    match function:
        case Function.MAYOR:
            return "Maire"
        case Function.DEPUTY_MAYOR:
            said = "adjointe au maire" if is_woman else "adjoint au maire"
            return _upper(f"{ordinal(order, is_woman=is_woman)} {said}" if order else said)
        case Function.DELEGATE_MAYOR:
            return f"{'Maire déléguée' if is_woman else 'Maire délégué'} {part}".strip()
        case Function.PRESIDENT:
            return "Présidente" if is_woman else "Président"
        case Function.VICE_PRESIDENT:
            return "Vice-présidente" if is_woman else "Vice-président"
    return "Conseillère municipale" if is_woman else "Conseiller municipal"


def ordinal(number: int, *, is_woman: bool) -> str:
    """In letters up to thirty, then in figures."""
    if number == 1:
        return "première" if is_woman else "premier"
    return ORDINALS[number - 1] if number <= len(ORDINALS) else f"{number}e"


def rank(function: str, *, order: int | None) -> int:
    """Order on a page: mayor, deputies by their order, delegate mayors, councillors."""
    match function:
        case Function.MAYOR | Function.PRESIDENT:
            return 1
        case Function.VICE_PRESIDENT:
            return 2
        case Function.DEPUTY_MAYOR:
            return 1 + order if order else 100
        case Function.DELEGATE_MAYOR:
            return 150
    return 200


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
