"""What a reader finds. The same promises on SQLite and PostgreSQL."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bastide.core.search import queries
from bastide.core.search.registry import OUTSIDE, SearchSource, public_in, search_sources


def titles(text, **how):
    return [hit.title for hit in queries.search(text, **how).hits]


def test_the_exact_title_comes_before_longer_ones_and_heavier_ones(shelf):
    shelf.put("Le Moulin neuf", weight=900)
    shelf.put("Le Moulin", weight=100)
    shelf.put("Fête au moulin", weight=500)
    shelf.rebuild()

    assert titles("moulin") == ["Le Moulin", "Le Moulin neuf", "Fête au moulin"]


def test_a_title_matches_before_a_keyword_and_a_keyword_before_the_body(shelf):
    shelf.put("Atelier", body="on y tourne la poterie")
    shelf.put("Tour du potier", keywords=["poterie d’art"])
    shelf.put("Poterie du bourg")
    shelf.rebuild()

    assert titles("poterie") == ["Poterie du bourg", "Tour du potier", "Atelier"]


def test_another_name_is_found_and_said(shelf):
    shelf.put("Beaumontois", keywords=["Beaumont-du-Bourg", "24028"])
    shelf.rebuild()

    (hit,) = queries.search("beaumont du bourg").hits

    assert [part.text for part in hit.because if part.is_match] == ["Beaumont", "Bourg"]


@pytest.mark.parametrize(
    "asked", ["médiathèque", "MEDIATHEQUE", "mediatheques", "médiathè", "mediateque", "mediatheqeu"]
)
def test_accents_case_plurals_beginnings_and_typing_errors_lead_to_the_same_thing(shelf, asked):
    shelf.put("Médiathèque du Valdorne")
    shelf.put("Mairie du Peyrat")
    shelf.rebuild()

    assert titles(asked) == ["Médiathèque du Valdorne"]


def test_a_correction_is_said_as_the_results_write_it(shelf):
    shelf.put("Médiathèque du Valdorne")
    shelf.rebuild()

    assert queries.search("mediateque").corrected == "Médiathèque"
    assert queries.search("mediatheque").corrected == ""


@pytest.mark.parametrize("asked", ["saintfort", "saint fort", "st-fort", "st fort"])
def test_a_name_is_found_whatever_stands_between_its_words(shelf, asked):
    shelf.put("Saint-Fort")
    shelf.put("Saint-Brice")
    shelf.rebuild()

    assert titles(asked) == ["Saint-Fort"]


@pytest.mark.parametrize("asked", ["vieux moulinpeyrat", "mont brun"])
def test_a_space_too_many_or_too_few_is_mended(shelf, asked):
    shelf.put("Vieux moulin du Peyrat")
    shelf.put("Montbrun")
    shelf.rebuild()

    assert len(titles(asked)) == 1


def test_words_that_are_nowhere_are_left_out_and_said(shelf):
    shelf.put("Mairie de Valbrune")
    shelf.put("Mairie du Peyrat")
    shelf.rebuild()

    results = queries.search("ouverture mairie valbrune")

    assert [hit.title for hit in results.hits] == ["Mairie de Valbrune"]
    assert results.ignored == ["ouverture"]


def test_only_what_is_public_or_granted_is_found(shelf, django_user_model):
    shelf.put("Note publique")
    shelf.put("Note interne", scope="pole")
    shelf.rebuild()
    agent = django_user_model.objects.create_user("agent@valdorne.example")

    assert titles("note") == titles("note", user=AnonymousUser()) == titles("note", user=agent) == ["Note publique"]
    assert [hit.title for hit in queries.suggest("note int")] == []

    shelf.scopes = ["pole"]

    assert sorted(titles("note", user=agent)) == ["Note interne", "Note publique"]
    assert titles("note", user=AnonymousUser()) == ["Note publique"]


def test_another_language_finds_its_own_and_reads_nothing_else(shelf):
    for number in range(30):
        shelf.put(f"Le lavoir {number}")
    shelf.put("The lavoir", scope=public_in("en"))
    shelf.rebuild()

    with CaptureQueriesContext(connection) as asked:
        found = titles("lavoir", language="en")

    reads = [query["sql"] for query in asked if "::tsquery" in query["sql"] or "MATCH" in query["sql"]]
    assert reads
    assert all("l=en" in read for read in reads)
    assert found == ["The lavoir"]
    assert titles("the lavoir", language="en") == ["The lavoir"]
    assert titles("lavoir", language="oc") == []
    assert len(titles("lavoir", limit=50)) == 30


def test_a_territory_finds_its_own_things_and_those_of_all(shelf, valdorne):
    shelf.put("Lavoir d’ici", territory="valdorne")
    shelf.put("Lavoir d’à côté", territory="elsewhere")
    shelf.put("Lavoir de nulle part", territory=OUTSIDE)
    shelf.put("Lavoir de partout")
    shelf.rebuild()

    assert sorted(titles("lavoir", territory=valdorne.territory)) == ["Lavoir de partout", "Lavoir d’ici"]
    assert len(titles("lavoir")) == 4


def test_facets_count_and_narrow(shelf, valdorne):
    shelf.put("Lavoir du Peyrat", commune_code="99002")
    shelf.put("Lavoir de Valbrune", commune_code="99001")
    shelf.put("Le lavoir, son histoire", kind="page", commune_code="99001")
    shelf.rebuild()

    everything, narrowed = queries.search("lavoir"), queries.search("lavoir", kind="place", commune="99001")

    assert [(facet.label, facet.count) for facet in everything.kinds] == [("Lieux", 2), ("Pages", 1)]
    assert [(facet.label, facet.count) for facet in everything.communes] == [("Valbrune", 2), ("Le Peyrat", 1)]
    assert [hit.title for hit in narrowed.hits] == ["Lavoir de Valbrune"]
    assert [(f.label, f.count, f.is_selected) for f in narrowed.kinds] == [("Lieux", 1, True), ("Pages", 1, False)]
    assert [(f.label, f.count, f.is_selected) for f in narrowed.communes] == [
        ("Le Peyrat", 1, False),
        ("Valbrune", 1, True),
    ]


@pytest.mark.parametrize("value", ["nothing", "'; --", 'k="', "é", "x" * 500])
def test_a_facet_value_that_nothing_has_finds_nothing(shelf, value):
    shelf.put("Lavoir")
    shelf.rebuild()

    assert queries.search("lavoir", kind=value).total == 0
    assert queries.search("lavoir", commune=value).total == 0


def test_a_common_word_is_capped_says_so_and_still_finds_the_exact_title_and_every_kind(shelf, monkeypatch):
    monkeypatch.setattr(queries, "CAP", 20)
    for number in range(60):
        shelf.put(f"Place {number}", weight=900)
    shelf.put("Place", weight=0)
    shelf.put("La place, son histoire", kind="page", weight=0)
    shelf.rebuild()

    results = queries.search("place")

    assert results.hits[0].title == "Place"
    assert results.is_capped
    assert results.total == 20
    assert [(facet.value, facet.count, facet.is_capped) for facet in results.kinds] == [
        ("place", 61, False),
        ("page", 1, False),
    ]


def test_kinds_that_nothing_has_cost_no_query(shelf, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(queries, "CAP", 20)
    nothing = SearchSource(
        title="Rien",
        kinds={f"nothing-{number}": "Rien" for number in range(30)},
        entries=lambda: iter(()),
        entry=lambda key: None,
    )
    search_sources.plug("nothing", nothing)
    for number in range(30):
        shelf.put(f"Place {number}")
    shelf.rebuild()

    with django_assert_max_num_queries(20):
        results = queries.search("place")

    assert results.is_capped
    assert [facet.value for facet in results.kinds] == ["place"]


def test_pages_of_results_follow_each_other(shelf):
    for number in range(25):
        shelf.put(f"Lavoir {number:02}")
    shelf.rebuild()

    first, second = queries.search("lavoir", limit=10), queries.search("lavoir", limit=10, offset=20)

    assert (first.total, first.next_offset, first.previous_offset) == (25, 10, None)
    assert (len(second.hits), second.next_offset, second.previous_offset) == (5, None, 10)


def test_two_letters_suggest_what_begins_so(shelf):
    shelf.put("Sadillac")
    shelf.put("Bourg de Sadillac", weight=0)
    shelf.put("Bergerac", body="la salle des fêtes")
    shelf.rebuild()

    assert [hit.title for hit in queries.suggest("sa")] == ["Sadillac", "Bourg de Sadillac"]


def test_suggestions_can_be_kept_to_a_kind(shelf):
    shelf.put("Sadillac")
    shelf.put("Salle des fêtes", kind="page")
    shelf.rebuild()

    assert [hit.title for hit in queries.suggest("sa", kind="page")] == ["Salle des fêtes"]


def test_a_beginning_with_a_wrong_letter_suggests_still(shelf):
    shelf.put("Bergerac")
    shelf.rebuild()

    assert [hit.title for hit in queries.suggest("bergr")] == ["Bergerac"]


def test_what_matched_is_marked_without_touching_the_text(shelf):
    shelf.put("Fête de l’été à Été")
    shelf.rebuild()

    (hit,) = queries.search("ete").hits

    assert "".join(part.text for part in hit.title_parts) == "Fête de l’été à Été"
    assert [part.text for part in hit.title_parts if part.is_match] == ["été", "Été"]


def test_a_search_costs_the_same_queries_whatever_it_finds(shelf, django_assert_max_num_queries):
    for number in range(40):
        shelf.put(f"Lavoir {number:02}")
    shelf.rebuild()

    with django_assert_max_num_queries(8):
        queries.search("lavoir")
    with django_assert_max_num_queries(60):
        queries.search("lavior xyzzy plugh inexistant rien du tout")


def test_asking_nothing_answers_nothing(shelf, django_assert_num_queries):
    with django_assert_num_queries(0):
        results = queries.search("  ?! ")

    assert results.hits == []
    assert results.kinds == []
    assert queries.search("").is_blank
