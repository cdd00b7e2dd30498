import pytest
from django.utils import timezone

from bastide.core.search import actions as index
from bastide.residents.portal.testing import words_of


@pytest.fixture
def indexed(valdorne):
    index.rebuild_all(at=timezone.now())
    return valdorne


def test_a_search_finds_a_commune_and_leads_to_it(client, indexed):
    page = client.get("/recherche/?q=peyra").content.decode()

    assert 'href="/communes/le-peyrat/"' in page


def test_an_empty_search_asks(client, indexed):
    answer = client.get("/recherche/")

    assert answer.status_code == 200
    assert "code postal" in answer.content.decode()


def test_nothing_found_is_said_with_a_way_on(client, indexed):
    words = words_of(client.get("/recherche/?q=zzzzxqq").content.decode())

    assert "Rien pour" in words
    assert "Liste des communes" in words


def test_results_may_be_kept_to_a_kind(client, indexed):
    everything = client.get("/recherche/?q=valbrune").content.decode()
    assert "genre=" in everything

    kept = client.get("/recherche/?q=valbrune&genre=commune").content.decode()

    assert 'href="/communes/valbrune/"' in kept
    assert "Enlever les filtres" in kept


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 9_000,
        "q=%00",
        "q=%00valbrune",
        "q=NEAR(",
        'q="*',
        "q=-*&page=-3",
        "q=val&page=99",
        "q=val&page=x",
        "q=val&genre=%00&commune=%27--",
        "page=2",
    ],
)
def test_a_hostile_search_is_answered(client, indexed, query):
    assert client.get(f"/recherche/?{query}").status_code == 200
    assert client.get(f"/recherche/suggestions/?{query}").status_code == 200


def test_what_is_typed_is_proposed_as_json(client, indexed):
    answer = client.get("/recherche/suggestions/?q=peyr")

    found = answer.json()
    assert found["count"] == len(found["results"]) >= 1
    assert found["results"][0] == {
        "label": "Le Peyrat",
        "detail": found["results"][0]["detail"],
        "url": "/communes/le-peyrat/",
    }


def test_what_was_searched_is_never_kept_for_others(client, indexed):
    answer = client.get("/recherche/?q=valbrune")

    assert "private" in answer["Cache-Control"]


def test_the_words_of_a_search_are_escaped(client, indexed):
    page = client.get("/recherche/?q=<script>alert(1)</script>").content.decode()

    assert "<script>alert" not in page
