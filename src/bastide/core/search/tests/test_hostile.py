"""Whatever is typed, the answer is an answer."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bastide.core.search import queries
from bastide.core.search.question import LONGEST_TEXT

WORDS = [*'"*^-():&|!%\\', "'", "NEAR(", "AND", "OR", "NOT", "lavoir"]
OPERATORS = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


@pytest.fixture
def lavoir(shelf):
    shelf.put("Lavoir du Peyrat", keywords=["24240"], body="eau claire")
    shelf.rebuild()


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(st.characters(codec=None), max_size=80), OPERATORS))
def test_any_text_is_answered(lavoir, text):
    results = queries.search(text)

    assert len(results.hits) <= 20
    assert len(queries.suggest(text, 8)) <= 8
    results.asked.encode()


@pytest.mark.parametrize(
    "text",
    [
        "lavoir " * 1_500,
        "a" * 10_000,
        " ".join(f"mot{number}" for number in range(2_000)),
        "lavoir\x00du\x00peyrat",
        "lavoir \ud83c du peyrat",
        "\u202elavoir\u202c",
        'lavoir" OR "x',
        "lavoir') OR 1=1 --",
        "NEAR(lavoir peyrat, 2)",
        "lavoir*",
        "^lavoir",
        "{title}: lavoir",
        "🏊 lavoir 👨‍👩‍👧",
    ],
)
def test_hostile_texts_find_what_their_words_say_or_nothing(lavoir, text):
    results = queries.search(text)

    assert len(results.asked) <= LONGEST_TEXT
    assert [hit.title for hit in results.hits] in ([], ["Lavoir du Peyrat"])
    assert ("Lavoir du Peyrat" in [hit.title for hit in results.hits]) == ("lavoir" in text.lower())


@pytest.mark.parametrize(("limit", "offset"), [(-5, -5), (0, 10**9), (10**9, 0)])
def test_impossible_pages_are_brought_within_bounds(lavoir, limit, offset):
    results = queries.search("lavoir", limit=limit, offset=offset)

    assert 1 <= results.limit <= queries.MOST_HITS
    assert 0 <= results.offset <= queries.CAP
