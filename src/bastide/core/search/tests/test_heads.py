"""However the database reads, it gives the best-ranked entries that satisfy a condition: all of them, in order.

On PostgreSQL the numbers are made small, so that a few entries are many and their lexemes have heads.
"""

import random

import pytest
from django.db import connection

from bastide.core.search import actions
from bastide.core.search.backends import backend_for, heads
from bastide.core.search.models import IndexedEntry
from bastide.core.search.registry import PUBLIC

WORDS = ["mairie", "lavoir", "moulin", "saint", "martin", "neuf", "vieux", "bas", "haut", "la"]
CONDITIONS = [
    [["mairie"]],
    [[".lavoir"]],
    [["mairie"], ["saint"]],
    [["~la", "la"]],
    [["moulin", "nowhere"], ["k=place"]],
    [["saint"], ["martin"], ["k=page"]],
    [["nowhere"], ["la"]],
    [["la", "neuf", "vieux", "bas"], ["t="]],
]


@pytest.fixture
def small(monkeypatch):
    """An index in which nearly every word is frequent."""
    for name, value in {"RARE": 3, "LENGTH": 4, "LONGEST": 12, "AT_ONCE": 7}.items():
        monkeypatch.setattr(heads, name, value)


def put(shelf, chance, number):
    words = chance.choices(WORDS, k=chance.randint(1, 4))
    shelf.put(
        " ".join(words),
        key=f"{number:03}",
        kind=chance.choice(["place", "place", "page"]),
        summary=" ".join(chance.choices(WORDS, k=2)),
        weight=chance.choice([300, 500, 700]),
    )


def by_hand(condition, limit):
    has_all = (
        row.rank
        for row in IndexedEntry.objects.order_by("rank").select_related("source")
        if row.born <= row.source.live < row.died
        and all(set(group) & set(row.lexemes.split(" ")) for group in condition)
    )
    return [rank for rank, _ in zip(has_all, range(limit), strict=False)]


def check():
    for condition in CONDITIONS:
        for limit in (1, 3, 9, 500):
            found = backend_for(connection).candidates(connection, condition, scopes=[PUBLIC], limit=limit)
            assert [entry.rank for entry in found] == by_hand(condition, limit), (condition, limit)


@pytest.mark.parametrize("seed", range(3))
def test_the_best_entries_are_found_while_the_index_changes(shelf, small, seed):
    chance = random.Random(seed)
    for number in range(60):
        put(shelf, chance, number)
    shelf.rebuild()
    check()

    actions.tidy()
    check()

    for number in chance.sample(range(90), 40):
        put(shelf, chance, number) if chance.random() < 0.6 else shelf.things.pop(f"{number:03}", None)
        actions.reindex(source="shelf", key=f"{number:03}")
    check()

    shelf.rebuild()
    actions.tidy()
    check()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads any word in rank order: it needs no heads")
def test_heads_are_kept_for_frequent_words_only(shelf, small):
    for number in range(30):
        shelf.put(f"Lavoir {number}", key=f"{number:03}")
    shelf.put("Moulin")
    shelf.rebuild()
    actions.tidy()

    assert {"lavoir", ".lavoir", "~lav", "k=place"} <= lexemes_with_a_head()
    assert "moulin" not in lexemes_with_a_head()

    shelf.things.clear()
    shelf.rebuild()
    actions.tidy()

    assert lexemes_with_a_head() == set()


def lexemes_with_a_head():
    with connection.cursor() as cursor:
        cursor.execute("SELECT lexeme FROM search_head WHERE lexeme IN (SELECT lexeme FROM search_headentry)")
        return {lexeme for (lexeme,) in cursor.fetchall()}
