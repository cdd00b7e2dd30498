"""The sites of communes and EPCI: whole and honest, whatever is missing."""

import json
import re

import pytest
from django.utils import timezone

from bastide.core.territory.models import Correction, Mandate, Office
from bastide.residents.portal.testing import words_of


def page_of(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_commune_has_a_site_at_its_name(client, valdorne, sources):
    page = page_of(client, "/communes/le-peyrat/")
    words = words_of(page)

    assert "<h1" in page
    assert "Le Peyrat" in words
    assert "Communauté de communes du Valdorne" in words
    assert "1 place de la Halle" in words
    assert "Aline Dutilh" in words
    assert 'href="tel:+33553000001"' in page
    assert "Horaires de la mairie du Peyrat" in words
    assert "Valbrune" in words
    assert "Eyrenne" in words


def test_each_block_names_its_producer_and_the_day_it_was_loaded(client, valdorne, sources):
    words = words_of(page_of(client, "/communes/le-peyrat/"))

    for producer in ("DILA", "INSEE", "IGN", "Ministère"):
        assert producer in words
    assert "chargé le" in words


@pytest.mark.parametrize("path", ["/communes/le-peyrat/", "/intercommunalites/valdorne/"])
def test_a_site_costs_at_most_twelve_queries_however_many_communes_there_are(
    client, valdorne, sources, crowd, path, django_assert_max_num_queries
):
    client.get(path)  # Counts of the frame are kept in the cache.
    with django_assert_max_num_queries(12):
        client.get(f"{path}?fois=1")

    crowd(30)

    with django_assert_max_num_queries(12):
        client.get(f"{path}?fois=2")


def test_the_mail_address_of_a_town_hall_is_in_no_page_that_a_harvester_reads(client, valdorne):
    for path in ("/communes/valbrune/", "/communes/valbrune/contact/", "/communes/", "/"):
        assert "mairie@valbrune.example" not in client.get(path).content.decode()
        assert "valbrune.example" not in client.get(path).content.decode()


def test_the_mail_address_is_shown_to_who_asks_for_it(client, valdorne):
    answer = client.post("/communes/valbrune/contact/")

    assert 'href="mailto:mairie@valbrune.example"' in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_the_button_that_shows_the_address_needs_no_cookie(valdorne):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post("/communes/valbrune/contact/").status_code == 200


def test_a_town_hall_without_hours_says_so_and_to_call(client, valdorne):
    Office.objects.filter(organisation=valdorne.valbrune.organisation).update(hours=None)

    words = words_of(page_of(client, "/communes/valbrune/"))

    assert "Les horaires de cette mairie ne sont pas connus : appelez avant de venir." in words.replace("\u00a0", " ")
    assert "Fermé" not in words


def test_a_commune_without_mayor_says_who_to_ask(client, valdorne):
    Mandate.objects.all().delete()

    words = words_of(page_of(client, "/communes/valbrune/"))

    assert "ne nomme pas le maire de cette commune" in words
    assert "non renseigné" in words


def test_a_commune_without_contour_has_a_site_without_map(client, valdorne):
    valdorne.valbrune.contour.delete()

    page = page_of(client, "/communes/valbrune/")

    assert "Le contour de cette commune n’est pas connu" in page
    assert "Le Peyrat" in page


def test_a_commune_without_anything_still_has_a_site(client, valdorne):
    valdorne.valbrune.organisation.office.delete()
    valdorne.valbrune.contour.delete()
    valdorne.valbrune.neighbours.clear()
    Mandate.objects.all().delete()
    type(valdorne.valbrune).objects.update(population=None, population_counted_apart=None, epci=None, postcodes=[])

    words = words_of(page_of(client, "/communes/valbrune/"))

    assert "Aucun accueil n’est connu pour cette mairie." in words
    assert client.get("/communes/valbrune/contact/").status_code == 200


def test_accessibility_that_nobody_said_is_said_to_be_unknown(client, valdorne):
    words = words_of(page_of(client, "/communes/valbrune/"))

    assert "on ne sait pas encore" in words


def test_what_the_town_hall_corrected_is_shown_with_the_day(client, valdorne, sources):
    office = valdorne.valbrune.organisation.office
    Correction.objects.create(office=office, field="phone", value="05 53 99 99 99", made_at=timezone.now())
    Correction.objects.create(office=office, field="hours", value={}, made_at=timezone.now())

    page = page_of(client, "/communes/valbrune/")

    assert "tel:+33553999999" in page
    assert "Horaires vérifiés par la mairie le" in page


def test_a_closed_town_hall_gives_the_emergency_numbers(client, valdorne):
    Office.objects.update(hours={})

    page = page_of(client, "/communes/valbrune/")

    assert [re.search(f'href="(tel|sms):{number}"', page) is not None for number in (15, 17, 18, 112, 114)] == [
        True
    ] * 5


def test_the_site_of_an_epci_counts_its_communes(client, valdorne, sources):
    words = words_of(page_of(client, "/intercommunalites/valdorne/"))

    assert "Communauté de communes du Valdorne" in words
    assert "1\u202f235" in words  # 829 + 312 + 94
    assert "264\u00a0km²" in words
    for name in ("Valbrune", "Le Peyrat", "Eyrenne"):
        assert name in words


def test_an_epci_without_president_or_address_says_so(client, valdorne):
    words = words_of(page_of(client, "/intercommunalites/valdorne/"))

    assert "ne nomme pas le président" in words
    assert "ne donnent ni l’adresse ni le téléphone" in words


def test_a_president_is_named_and_vice_presidents_are_said_to_be_unknown(client, valdorne):
    Mandate.objects.create(
        organisation=valdorne.epci.organisation,
        first_name="Jeanne",
        last_name="Lacoste",
        function="president",
        title="Présidente",
        rank=1,
    )

    words = words_of(page_of(client, "/intercommunalites/valdorne/"))

    assert "Jeanne Lacoste" in words
    assert "Les vice-présidents ne sont pas connus" in words


def test_an_unknown_epci_is_not_found(client, valdorne):
    assert client.get("/intercommunalites/inconnue/").status_code == 404


def structured(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])


def test_search_engines_read_the_town_hall_and_its_hours(client, valdorne):
    graph = structured(page_of(client, "/communes/valbrune/"))["@graph"]

    city, office = graph
    assert (city["@type"], city["name"]) == ("City", "Valbrune")
    assert office["@type"] == "GovernmentOffice"
    assert office["telephone"] == "+33553000001"
    assert len(office["openingHoursSpecification"]) == 5
    assert office["openingHoursSpecification"][0]["opens"] == "08:30"
    assert "email" not in office


def test_a_name_cannot_close_the_script_that_describes_it(client, valdorne):
    type(valdorne.valbrune).objects.filter(pk=valdorne.valbrune.pk).update(bare_name="</script><script>alert(1)")

    page = page_of(client, "/communes/valbrune/")

    assert "<script>alert(1)" not in page
    assert structured(page)["@graph"][0]["name"] == "</script><script>alert(1)"


@pytest.mark.parametrize("path", ["/communes/valbrune/", "/intercommunalites/valdorne/"])
def test_a_site_is_read_only(client, valdorne, path):
    assert client.post(path).status_code == 405


def test_a_shared_link_has_a_title_a_sentence_and_an_address(client, valdorne):
    page = page_of(client, "/communes/valbrune/")

    assert '<meta property="og:title" content="Valbrune">' in page
    assert '<meta property="og:url" content="http://testserver/communes/valbrune/">' in page
    assert '<link rel="canonical" href="http://testserver/communes/valbrune/">' in page
    assert re.search(r'<meta name="description" content="[^"]{20,}">', page)
