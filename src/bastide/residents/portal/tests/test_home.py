import pytest
from wagtail.models import Page, Site

from bastide.core.territory.models import Office
from bastide.residents.portal import queries
from bastide.residents.portal.coming import COMING
from bastide.residents.portal.models import HomePage
from bastide.residents.portal.testing import words_of

ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@pytest.fixture
def front(client, home_page, valdorne):
    def get(query: str = "") -> str:
        answer = client.get(f"/{query}")
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def test_the_tree_starts_with_our_page_and_nothing_else(home_page):
    assert [page.specific for page in Page.objects.filter(depth=2)] == [home_page]
    assert (home_page.title, home_page.slug) == ("Accueil", "home")
    assert [site.root_page.specific for site in Site.objects.all()] == [home_page]
    assert not HomePage.can_create_at(home_page)


def test_the_front_asks_and_works_without_a_script(front):
    page = front()

    assert '<form class="search" action="/recherche/" method="get"' in page
    assert 'name="q"' in page
    assert "Commune, service ou démarche" in page


def test_each_commune_is_a_link_on_the_map(front):
    page = front()

    for slug, name in (("valbrune", "Valbrune"), ("le-peyrat", "Le Peyrat"), ("eyrenne", "Eyrenne")):
        assert f'<a href="/communes/{slug}/" aria-label="{name}">' in page


def test_what_is_open_now_is_named_largest_first(front, valdorne):
    Office.objects.update(hours=ALWAYS)
    words = words_of(front())

    assert words.index("Mairie de Valbrune") < words.index("Mairie du Peyrat") < words.index("Mairie d’Eyrenne")


def test_when_nothing_is_open_the_front_says_who_opens_first(front):
    Office.objects.update(hours={"mon": [["08:30", "08:31"]]})

    words = words_of(front())

    assert "Aucune mairie n’est ouverte en ce moment." in words
    assert "La première à ouvrir" in words


def test_no_link_of_the_front_leads_nowhere(front, client):
    page = front()

    links = {part.partition('"')[0] for part in page.split('href="')[1:]}
    own = {link.partition("#")[0] for link in links if link.startswith("/") and not link.startswith("/static/")}
    own.discard("/espace/")  # A sign-in page first.
    assert {link: client.get(link).status_code for link in own - {""}} == dict.fromkeys(own - {""}, 200)


def test_what_is_to_come_is_no_link(front):
    page = front()
    coming = page[page.index('id="a-venir"') : page.index("<footer")]

    assert coming.count("Bientôt</span>") == len(COMING) > 0
    assert "<a " not in coming


def test_the_front_costs_the_same_for_three_and_for_forty_communes(front, crowd, django_assert_max_num_queries):
    front("?a=1")
    with django_assert_max_num_queries(16):
        front("?a=2")

    crowd(37)

    with django_assert_max_num_queries(16):
        front("?a=3")


def test_a_very_large_territory_has_departements_instead_of_a_map(front, monkeypatch):
    monkeypatch.setattr(queries, "MAP_LIMIT", 2)

    page = front()

    assert "Carte des communes" not in page
    assert "/intercommunalites/valdorne/" not in page
    assert "/communes/?departement=99" in page


def test_a_front_without_territory_still_answers(client, home_page):
    assert client.get("/").status_code == 200


def test_nothing_can_be_posted_to_the_front(client, home_page):
    assert client.post("/").status_code == 405
