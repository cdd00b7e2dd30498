"""The back office finds what Wagtail's own search finds, in one search instead of one for each result."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

TITLES = ["Le lavoir", "Le lavoir du bourg", "La rivière et le lavoir", "Rivière", "Un marché au bord de la rivière"]
WAGTAIL_S = "modelsearch.backends.database"
#: What ranking is called in a query, on each database.
RANKED = ("bm25(", "ts_rank(")
MANY_ENTRIES = """
INSERT INTO wagtailsearch_indexentry
    (content_type_id, object_id, title, body, autocomplete, title_norm, title_text, body_text)
SELECT %s, 'x' || n, to_tsvector('simple', 'mot' || n), '', to_tsvector('simple', 'mot' || n), 1, '', ''
FROM generate_series(1, 5000) AS n
"""


@pytest.fixture
def pages(db):
    root = Page.get_first_root_node()
    return [root.add_child(instance=Page(title=title, slug=f"p{rank}")) for rank, title in enumerate(TITLES)]


def found(way, words, backend, rows=None, **options):
    rows = Page.objects.filter(depth=2) if rows is None else rows
    return [page.slug for page in getattr(get_search_backend(backend), way)(words, rows, **options)]


@pytest.mark.parametrize("way", ["search", "autocomplete"])
@pytest.mark.parametrize("words", ["lavoir", "rivière lavoir", "le", "zébulon", "riv", "l'eau", "%s"])
def test_the_same_is_found_in_the_same_order(pages, way, words):
    for by_relevance in (True, False):
        ours, theirs = (
            found(way, words, backend, order_by_relevance=by_relevance) for backend in ("default", WAGTAIL_S)
        )
        assert set(ours) == set(theirs)
        assert by_relevance or ours == theirs


def test_the_best_comes_first_and_a_second_screen_follows_the_first(pages):
    results = get_search_backend("default").search("lavoir", Page.objects.filter(depth=2))
    whole = [page.slug for page in results]

    assert whole[0] == "p0"
    screens = Paginator(results, 2)
    assert [page.slug for number in screens.page_range for page in screens.page(number)] == whole


def test_what_a_person_may_see_is_not_hidden_by_what_they_may_not(pages, monkeypatch):
    monkeypatch.setattr("bastide.core.search.back_office_capped.MOST", 1)
    mine = Page.objects.filter(path=pages[2].path)

    assert found("search", "lavoir", "default", mine) == ["p2"]
    assert found("autocomplete", "lav", "default", mine) == ["p2"]


@pytest.mark.parametrize(("way", "few", "many"), [("search", "marché", "rivière"), ("autocomplete", "mar", "riv")])
def test_a_screen_of_results_asks_three_questions_and_ranks_once_whatever_is_found(pages, way, few, many):
    asked = {}
    # The kinds of things are known once and for all.
    found(way, few, "default")
    for words in (few, many):
        with CaptureQueriesContext(connection) as queries:
            screen = Paginator(getattr(get_search_backend("default"), way)(words, Page.objects.filter(depth=2)), 25)
            assert len(screen.page(1)) == screen.count
        asked[words] = [query["sql"] for query in queries.captured_queries]

    assert len(asked[few]) == len(asked[many]) == 3
    assert all(sum(any(name in sql.lower() for name in RANKED) for sql in each) == 1 for each in asked.values())


@pytest.mark.parametrize("way", ["search", "autocomplete"])
def test_candidates_are_found_by_the_index_of_words(pages, way):
    results = getattr(get_search_backend("default"), way)("rivière", Page.objects.all())
    compiler = results.query_compiler
    entries, path = compiler.candidates(compiler.get_config(results.backend))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Among few rows, reading them one after the other is cheaper.
            cursor.execute(MANY_ENTRIES, [ContentType.objects.get_for_model(Page).pk])
            cursor.execute("ANALYZE wagtailsearch_indexentry")
    plan = entries.values_list(path)[:200].explain()

    if connection.vendor == "postgresql":
        assert "Bitmap Index Scan on " in plan
        assert ("search_back_office_words" if way == "search" else "autocom") in plan
    else:
        first, second = plan.splitlines()[:2]
        assert "wagtailsearch_indexentry_fts VIRTUAL TABLE INDEX" in first
        assert "SEARCH wagtailsearch_indexentry USING INTEGER PRIMARY KEY" in second


def test_what_somebody_types_is_never_refused_by_the_database(pages):
    for typed in (
        "-",
        '"',
        '"lavoir',
        'lav"oir',
        '" OR title:"',
        "'",
        "\\",
        "(",
        "*",
        "é\\' & !",
        "lavoir:*",
        "NEAR(",
        "%",
    ):
        for way in ("search", "autocomplete"):
            assert set(found(way, typed, "default")) <= {f"p{rank}" for rank in range(len(TITLES))}
    assert found("search", '"lavoir"', "default")[0] == "p0"
