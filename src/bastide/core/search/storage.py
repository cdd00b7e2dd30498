"""Writing the rows of the index: entries, and the counts of their words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection, models

from . import lexemes
from .backends import backend_for
from .models import NEVER, IndexedEntry, IndexedSource, IndexedWord
from .registry import Entry
from .spelling import is_correctable, shortened, sound

#: Every database takes so many values in one statement (SQLite 32,766 since 3.32).
_VALUES = 9_000
V = TypeVar("V")

# Written out: making a million model instances only to write them took longer than the writing.
_COLUMNS = (
    "rank", "source_id", "key", "born", "died", "content_hash", "kind", "title", "url", "summary", "keywords",
    "commune_code", "scope", "weight", "title_words", "keyword_words", "lexemes",
)  # fmt: skip


def insert(indexed: IndexedSource, described: Sequence[tuple[str, Entry]], *, state: int) -> None:
    """Write entries, each with its content hash, born in `state`; inside the caller's transaction."""
    rows = []
    counts: Counter[str] = Counter()
    ranks = _free_ranks([lexemes.rank(indexed.name, entry) for _, entry in described])
    for (content_hash, entry), rank in zip(described, ranks, strict=True):
        found = lexemes.lexemes(entry)
        counts.update(_counted(found))
        title_words = " ".join(lexemes.words(entry.title))
        keyword_words = "|".join(" ".join(lexemes.words(keyword)) for keyword in entry.keywords)
        keywords = json.dumps(list(entry.keywords))
        place = (entry.commune_code, entry.scope, entry.weight)
        texts = (entry.kind, entry.title, entry.url, entry.summary, keywords, *place, title_words, keyword_words)
        rows.append((rank, indexed.pk, entry.key, state, NEVER, content_hash, *texts, " ".join(found)))
    _write("search_indexedentry", _COLUMNS, sorted(rows))
    _count(counts)


def remove(entries: models.QuerySet[IndexedEntry]) -> int:
    """Delete entries and take their words from the counts; inside the caller's transaction."""
    counts: Counter[str] = Counter()
    for text in entries.values_list("lexemes", flat=True):
        counts.update(_counted(text.split(" ")))
    removed, _ = entries.delete()
    _count(Counter({word: -number for word, number in counts.items()}))
    return removed


def _write(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Many rows in few statements: each one is a journey to the database and back."""
    marks = f"({', '.join(['%s'] * len(columns))})"
    at_once = _VALUES // len(columns)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            part = rows[start : start + at_once]
            sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([marks] * len(part))}"  # noqa: S608
            cursor.execute(sql, [value for row in part for value in row])


def _free_ranks(ranks: list[int]) -> list[int]:
    """Each rank, or the next one up when it is taken."""
    used: set[int] = set()
    pending = list(range(len(ranks)))
    while pending:
        taken = used | _taken([ranks[place] for place in pending])
        clashing = []
        for place in pending:
            if ranks[place] in taken or ranks[place] in used:
                ranks[place] += 1
                clashing.append(place)
            else:
                used.add(ranks[place])
        pending = clashing
    return ranks


def _taken(ranks: list[int]) -> set[int]:
    return {
        rank
        for asked in _chunks(ranks)
        for rank in IndexedEntry.objects.filter(rank__in=asked).values_list("rank", flat=True)
    }


def _counted(found: list[str]) -> Iterator[str]:
    """Titles have the counts of their words, and whole phrases are rare: neither is counted."""
    return (lexeme for lexeme in found if lexeme[0] not in ".!")


def _count(counts: Counter[str]) -> None:
    if not counts:
        return
    correctable = [word for word in counts if is_correctable(word)]
    known = {
        text
        for asked in _chunks(correctable)
        for text in IndexedWord.objects.filter(text__in=asked).values_list("text", flat=True)
    }
    new = sorted(set(correctable) - known)
    backend_for(connection).count_words(connection, counts, {word: sound(word) for word in new})
    variants = [(variant, word) for word in new for variant in sorted(shortened(word))]
    _write("search_wordvariant", ("variant", "word"), variants)


def _chunks(values: list[V]) -> Iterator[list[V]]:
    return (values[start : start + _VALUES] for start in range(0, len(values), _VALUES))
