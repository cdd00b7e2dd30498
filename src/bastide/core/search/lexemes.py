"""What an entry is found under: its lexemes and its rank.

A lexeme is one string that either stands in an entry or not; both databases index the same set. The first characters
tell the classes apart, since a folded word has only letters and digits:

    saint          the word is somewhere in the entry (title, keyword or body)
    .saint         it is in the title
    ~sa            a word of the title or of a keyword begins so (one to four letters)
    !saintfort     the title, or one keyword, is this, without its spaces
    k=commune  c=24037  t=grand-bergeracois   kind, commune, territory
    l=en           the language, when it is not French
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache

from .registry import Entry, language_of
from .text import STOP_WORDS, clean, stem, words

#: Part of each entry's hash: raise it when the lexemes of an unchanged entry change.
VERSION = 2
#: The same, for what is not in French.
TRANSLATED_VERSION = 3

LONGEST_PREFIX = 4
#: The code of what belongs to every territory.
EVERYWHERE = ""
LONGEST_BODY = 20_000
_MAX_LEXEMES = 3_000
_CODE = re.compile(r"[A-Za-z0-9_-]{1,80}")


def is_code(value: str) -> bool:
    """Whether `value` can be the code of a kind, a commune or a territory."""
    return _CODE.fullmatch(value) is not None


def in_title(word: str) -> str:
    return f".{word}"


def beginning(letters: str) -> str:
    return f"~{letters}"


def phrase(folded: Iterable[str]) -> str:
    """The whole of a title or keyword, as one lexeme."""
    return "!" + "".join(folded)[:50]


def of_kind(kind: str) -> str:
    return f"k={kind.lower()}"


def of_commune(code: str) -> str:
    return f"c={code.lower()}"


def of_territory(slug: str) -> str:
    return f"t={slug.lower()}"


def of_language(language: str) -> str:
    return f"l={language.lower()}"


def is_filter(lexeme: str) -> bool:
    """Whether it tells a kind, a commune, a territory or a language, not a word."""
    return lexeme[1:2] == "="


def without_stop_words(folded: list[str]) -> list[str]:
    """The words that matter; all of them when none does ("L’Un et l’Autre")."""
    return [word for word in folded if word not in STOP_WORDS] or folded


def canonical(folded: list[str]) -> list[str]:
    """The stems of the words that matter: what two spellings of a name have in common."""
    return [stem(word) for word in without_stop_words(folded)]


def lexemes(entry: Entry) -> list[str]:
    """Every lexeme of `entry`, sorted, each once."""
    title, keywords = words(entry.title), [words(keyword) for keyword in entry.keywords]
    found: set[str] = set()
    for word in title:
        found.update(_of_title_word(word))
    for keyword in keywords:
        for word in keyword:
            found.update(_of_name_word(word))
    for whole in (title, *keywords):
        if whole:
            found.update((phrase(whole), phrase(canonical(whole))))
    found.add(of_kind(entry.kind))
    found.add(of_territory(entry.territory))
    if entry.commune_code:
        found.add(of_commune(entry.commune_code))
    if language := language_of(entry.scope):
        found.add(of_language(language))
    for word in words(f"{entry.summary} {entry.body[:LONGEST_BODY]}"):
        if len(found) >= _MAX_LEXEMES:
            break
        found.update((word, stem(word)))
    return sorted(found)


@lru_cache(20_000)
def _of_name_word(word: str) -> tuple[str, ...]:
    """The lexemes of a word of a title or keyword."""
    beginnings = (beginning(word[:length]) for length in range(1, min(LONGEST_PREFIX, len(word)) + 1))
    return (word, stem(word), *beginnings)


@lru_cache(20_000)
def _of_title_word(word: str) -> tuple[str, ...]:
    return (in_title(word), in_title(stem(word)), *_of_name_word(word))


def content_hash(entry: Entry) -> str:
    version = TRANSLATED_VERSION if language_of(entry.scope) else VERSION
    described = repr((version, *vars(entry).values()))
    return hashlib.blake2b(described.encode("utf-8", "replace"), digest_size=16).hexdigest()


def rank(source: str, entry: Entry) -> int:
    """A number of 63 bits, the lower the sooner: weight, then short titles, then the alphabet, then anything stable."""
    title = words(entry.title)
    importance = 1_000 - max(0, min(1_000, entry.weight))
    letters = 0
    joined = "".join(title)
    for place in range(5):
        character = joined[place] if place < len(joined) else ""
        letters = letters * 32 + (ord(character) - 96 if "a" <= character <= "z" else 27 if character else 0)
    tail = int.from_bytes(hashlib.blake2b(f"{source}:{entry.key}".encode("utf-8", "replace"), digest_size=3).digest())
    return ((importance * 16 + min(len(title), 15)) * 2**25 + letters) * 2**24 + tail


def check(entry: Entry) -> Entry:
    """`entry` as the database can hold it.

    Raises ValueError when its key, kind, commune or territory cannot be one.
    """
    if not entry.key or len(entry.key) > 200:
        raise ValueError(f"A key has 1 to 200 characters: {entry.key[:60]!r}.")
    if not is_code(entry.kind) or len(entry.kind) > 30:
        raise ValueError(f"{entry.key}: {entry.kind!r} is not a kind.")
    for code in (entry.commune_code, entry.territory):
        if code and not is_code(code):
            raise ValueError(f"{entry.key}: {code!r} is not a code.")
    return Entry(
        key=entry.key,
        kind=entry.kind,
        title=clean(entry.title)[:300],
        url=entry.url[:500],
        summary=clean(entry.summary)[:500],
        keywords=tuple(clean(keyword)[:300] for keyword in entry.keywords if keyword),
        body=clean(entry.body[:LONGEST_BODY]),
        commune_code=entry.commune_code,
        territory=entry.territory,
        weight=max(0, min(1_000, entry.weight)),
        scope=entry.scope,
    )
