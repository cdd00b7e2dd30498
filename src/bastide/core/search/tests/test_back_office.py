"""The back office finds what Wagtail's own search finds, in one search instead of one for each result."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

TITLES = ["Le lavoir", "Le lavoir du bourg", "La rivière et le lavoir", "Rivière", "Un marché au bord de la rivière"]
WAGTAIL_S = "modelsearch.backends.database"


@pytest.fixture
def pages(db):
    root = Page.get_first_root_node()
    return [root.add_child(instance=Page(title=title, slug=f"p{rank}")) for rank, title in enumerate(TITLES)]


def found(way, words, backend, rows=None, **options):
    rows = Page.objects.filter(depth=2) if rows is None else rows
    return [page.slug for page in getattr(get_search_backend(backend), way)(words, rows, **options)]


@pytest.mark.parametrize("way", ["search", "autocomplete"])
@pytest.mark.parametrize("words", ["lavoir", "rivière lavoir", "le", "zébulon", "riv"])
def test_the_same_is_found_in_the_same_order(pages, way, words):
    for by_relevance in (True, False):
        ours, theirs = (
            found(way, words, backend, order_by_relevance=by_relevance) for backend in ("default", WAGTAIL_S)
        )
        assert set(ours) == set(theirs)
        assert by_relevance or ours == theirs


@pytest.mark.one_database
def test_what_a_person_may_see_is_not_hidden_by_what_they_may_not(pages, monkeypatch):
    monkeypatch.setattr("bastide.core.search.back_office_sqlite.MOST", 1)
    mine = Page.objects.filter(path=pages[2].path)

    assert found("search", "lavoir", "default", mine) == ["p2"]


def test_the_search_runs_once_whatever_is_found(pages):
    with CaptureQueriesContext(connection) as asked:
        assert len(found("search", "rivière", "default")) == 3
    ranked = [query["sql"] for query in asked.captured_queries if "bm25" in query["sql"].lower()]
    assert len(asked) <= 4
    assert connection.vendor != "sqlite" or len(ranked) == 1
