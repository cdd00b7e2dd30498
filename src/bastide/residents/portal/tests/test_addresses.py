"""Every name and code a commune ever had leads to its site."""

import pytest

from bastide.core.territory.models import Commune, FormerName


def test_a_part_of_a_commune_leads_to_the_place_that_names_it(client, valdorne):
    answer = client.get("/communes/saint-fort/")

    assert (answer.status_code, answer["Location"]) == (301, "/communes/eyrenne/#communes-deleguees")
    page = client.get("/communes/eyrenne/").content.decode()
    assert 'id="communes-deleguees"' in page
    assert "Saint-Fort" in page


@pytest.mark.parametrize("asked", ["99002", "LE-PEYRAT", "vieux-peyrat", "98765"])
def test_a_code_or_an_old_name_leads_to_the_commune(client, valdorne, asked):
    FormerName.objects.create(commune=valdorne.le_peyrat, name="Vieux-Peyrat", slug="vieux-peyrat", insee_code="98765")

    answer = client.get(f"/communes/{asked}/")

    assert (answer.status_code, answer["Location"]) == (301, "/communes/le-peyrat/")


def test_a_code_shared_with_a_part_leads_to_the_commune(client, valdorne):
    Commune.objects.create(
        type=Commune.Type.DELEGUEE,
        insee_code=valdorne.eyrenne.insee_code,
        bare_name="Eyrenne-Bourg",
        slug="eyrenne-bourg",
        department_code="99",
        parent=valdorne.eyrenne,
    )

    assert client.get("/communes/99003/")["Location"] == "/communes/eyrenne/"


def test_the_contact_page_follows_too(client, valdorne):
    assert client.get("/communes/saint-fort/contact/")["Location"] == "/communes/eyrenne/contact/"


@pytest.mark.parametrize(
    "asked",
    ["inconnue", "99999", "--", "a" * 120, "%2e%2e", "valbrune%00", "valbrune'--", "<script>", "été"],
)
def test_an_unknown_or_hostile_address_is_a_page_that_was_not_found(client, valdorne, asked):
    answer = client.get(f"/communes/{asked}/")

    assert answer.status_code == 404
    assert 'href="/recherche/"' in answer.content.decode()


def test_a_commune_that_ended_without_heir_is_not_found(client, valdorne):
    valdorne.valbrune.ended_on = "2020-01-01"
    valdorne.valbrune.save()

    assert client.get("/communes/valbrune/").status_code == 404


def test_asking_where_an_old_name_leads_costs_three_queries_at_most(valdorne, django_assert_max_num_queries, client):
    with django_assert_max_num_queries(4):
        client.get("/communes/99002/")
