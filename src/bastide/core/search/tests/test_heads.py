"""However the database reads, it gives the best-ranked entries that satisfy a condition: all of them, in order.

On PostgreSQL the numbers are made small, so that a few entries are many and their lexemes have heads.
"""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bastide.core.search import actions, clockwork, queries
from bastide.core.search.backends import backend_for, heads, postgresql
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
    [["saint"], ["k=page"]],
    [["mairie", "la"], ["k=place"], ["t="]],
    [["!mairie"]],
    [["!lavoir", "!lavoirneuf"]],
]

only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite reads any word in rank order: it needs no heads"
)


@pytest.fixture
def small(monkeypatch):
    """An index in which nearly every word is frequent."""
    for name, value in {"RARE": 3, "LENGTH": 4, "FILTER_LENGTH": 12, "LONGEST": 20, "AT_ONCE": 7}.items():
        monkeypatch.setattr(heads, name, value)
    monkeypatch.setattr(postgresql, "_SAMPLE", 0)
    monkeypatch.setattr(postgresql, "_FILTER_SAMPLE", 0)


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
            counted = backend_for(connection).count(connection, condition, scopes=[PUBLIC], most=limit)
            assert counted == len(found), (condition, limit)


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


@only_postgresql
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


def read_to_the_end(ask):
    """The conditions of which all entries were read, not only the best."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    return [query["sql"] for query in asked if "search_best" in query["sql"] or "search_count" in query["sql"]]


@only_postgresql
def test_the_facet_of_a_kind_is_counted_though_the_best_that_have_the_word_are_of_another(shelf, small, monkeypatch):
    monkeypatch.setattr(queries, "CAP", 4)
    monkeypatch.setattr(queries, "_FACET_CAP", 3)
    for number in range(20):
        shelf.put(f"Saint {number}", kind="page", weight=900)
    for number in range(60):
        shelf.put(f"Lavoir saint {number}" if number % 2 else f"Moulin neuf {number}", weight=300)
    shelf.rebuild()
    actions.tidy()

    found = []
    whole = read_to_the_end(lambda: found.append(queries.search("saint")))

    assert [(facet.value, facet.count, facet.is_capped) for facet in found[0].kinds] == [
        ("page", 4, True),
        ("place", 3, True),
    ]
    assert not [sql for sql in whole if "'saint'" in sql]


@only_postgresql
def test_a_word_that_a_rebuild_made_frequent_is_read_by_its_head_at_once(
    shelf, small, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(actions, "MANY", 20)
    for number in range(30):
        shelf.put(f"Lavoir {number}")

    with django_capture_on_commit_callbacks(execute=True):
        shelf.rebuild()

    assert not read_to_the_end(
        lambda: backend_for(connection).candidates(connection, [["lavoir"]], scopes=[PUBLIC], limit=3)
    )


@only_postgresql
def test_what_became_frequent_one_by_one_has_its_head_the_next_day(shelf, small):
    for number in range(30):
        actions.reindex(source="shelf", key=shelf.put(f"Lavoir {number}"))
    assert "lavoir" not in lexemes_with_a_head()

    clockwork.tidy(timezone.now(), lambda line: None)

    assert "lavoir" in lexemes_with_a_head()
