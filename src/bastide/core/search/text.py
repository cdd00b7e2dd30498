"""French text as the index sees it: words without accents or case, and the forms a word is also found under.

Everything that enters the index and everything that is asked passes through here, so both databases index the same
words and nothing is left to the folding of one of them.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

#: A longer word is cut: a web address or a foreign text without spaces is still found by its beginning.
MAX_WORD = 40

# fmt: off
STOP_WORDS = frozenset((
    "a", "au", "aux", "avec", "ce", "ces", "d", "dans", "de", "des", "du", "elle", "en", "est", "et", "il", "l", "la",
    "las", "le", "les", "leur", "los", "ma", "mon", "ne", "nos", "notre", "on", "ou", "par", "pas", "pour", "qu",
    "que", "qui", "s", "sa", "sans", "se", "ses", "son", "sous", "sur", "un", "une", "vos", "votre",
))
# fmt: on

ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}

# Plurals that the endings do not tell.
_PLURALS = {
    "baux": "bail",
    "cieux": "ciel",
    "coraux": "corail",
    "emaux": "email",
    "mesdames": "madame",
    "messieurs": "monsieur",
    "travaux": "travail",
    "vitraux": "vitrail",
    "yeux": "oeil",
}

# Letters that Unicode does not take apart.
_LETTERS = {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h"}


class _Folding(dict[int, str]):
    """What each character becomes, worked out on first use; a separator becomes a space."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < 4_000:  # Hostile texts have a million different characters: do not remember them all.
            self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    if unicodedata.category(character) in ("Cs", "Cc", "Co", "Cn"):
        return " "
    folded = []
    for part in unicodedata.normalize("NFKD", character).casefold():
        if part in _LETTERS:
            folded.append(_LETTERS[part])
        elif unicodedata.combining(part) or unicodedata.category(part) in ("Mn", "Me"):
            continue
        else:
            folded.append(part if part.isalnum() else " ")
    if not folded:  # A mark belongs to the letter before it.
        return ""
    return "".join(folded)


_FOLDING = _Folding()


def words(text: str) -> list[str]:
    """The words of `text` in their order, folded: "L’Œuvre d’Été" is l, oeuvre, d, ete."""
    return [word[:MAX_WORD] for word in text.translate(_FOLDING).split()]


class Span(NamedTuple):
    """A word and where it stands in the text it was read from."""

    word: str
    start: int
    end: int


def spans(text: str) -> list[Span]:
    """The same words as `words`, with their places, to show a reader what matched."""
    found: list[Span] = []
    letters, start = "", 0
    for place, character in enumerate(text):
        folded = _FOLDING[ord(character)]
        pieces = folded.split(" ")
        for number, piece in enumerate(pieces):
            if number and letters:
                found.append(Span(letters[:MAX_WORD], start, place if number == 1 and not pieces[0] else place + 1))
                letters = ""
            if piece:
                if not letters:
                    start = place
                letters += piece
    if letters:
        found.append(Span(letters[:MAX_WORD], start, len(text)))
    return found


@lru_cache(20_000)
def stem(word: str) -> str:
    """`word` without its French plural: mairies, mairie; chevaux, cheval; eaux, eau. Abbreviations are spelled out."""
    word = ABBREVIATIONS.get(word, word)
    if len(word) <= 3 or not word.isalpha():
        return word
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("aux") and not word.endswith("eaux") and len(word) > 5:
        return word[:-3] + "al"
    if word.endswith(("eaux", "eux", "oux", "aux")):
        return word[:-1]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def clean(text: str) -> str:
    """`text` as both databases can store it: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
