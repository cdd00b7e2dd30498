"""The map as everybody gets it, without a script."""

import re

import pytest

from bastide.core.territory.models import CommuneContour, PortalSettings
from bastide.data.gis import page, queries


def links_of(html):
    return set(re.findall(r'<a href="(/communes/[^"]+)" aria-label', html))


def listed(html):
    return re.findall(r'<li><a href="(/communes/[^"]+)"', html)


def test_the_page_costs_the_same_however_many_communes_there_are(client, valdorne, crowd, django_assert_num_queries):
    client.get("/carte/")
    with django_assert_num_queries(7):
        client.get("/carte/")
    crowd(12)

    with django_assert_num_queries(7):
        html = client.get("/carte/").content.decode()

    assert len(listed(html)) == 15


def test_the_whole_territory_is_drawn_and_listed(client, valdorne):
    html = client.get("/carte/").content.decode()

    assert links_of(html) == {"/communes/valbrune/", "/communes/le-peyrat/", "/communes/eyrenne/"}
    assert listed(html) == ["/communes/eyrenne/", "/communes/le-peyrat/", "/communes/valbrune/"]
    assert "Communauté de communes du Valdorne" in html


def test_a_commune_is_looked_at_among_those_around(client, valdorne):
    html = client.get("/carte/?commune=valbrune").content.decode()

    assert "La carte autour de Valbrune" in html
    assert 'data-here="Valbrune"' in html
    # The one that is meant is no link in the drawing, but it is in the list.
    assert "/communes/valbrune/" not in links_of(html)
    assert "/communes/valbrune/" in listed(html)


def test_a_name_with_capitals_or_a_code_finds_its_commune(valdorne):
    territory = valdorne.territory

    assert queries.communes_like("99002", territory) == [valdorne.le_peyrat]
    assert queries.communes_like("Le-Peyrat", territory) == [valdorne.le_peyrat]


def test_an_unknown_name_is_said_and_the_territory_is_shown(client, valdorne):
    html = client.get("/carte/?commune=zzzzz").content.decode()

    assert "Aucune commune du territoire ne porte ce nom" in html
    assert len(links_of(html)) == 3


def test_a_shared_view_shows_the_communes_it_touches(client, valdorne):
    # Le Peyrat lies from 0.1 to 0.2 degrees east; this view is a hundredth of a degree wide.
    html = client.get("/carte/?lat=44.85&lon=0.15&zoom=16&couches=communes").content.decode()

    assert listed(html) == ["/communes/le-peyrat/"]
    assert 'data-zoom="16.0"' in html
    assert 'data-layers="communes"' in html
    assert 'value="http://testserver/carte/?lat=44.85000&amp;lon=0.15000&amp;zoom=16.00&amp;couches=communes"' in html


@pytest.mark.parametrize(
    "query", ["lat=91&lon=0&zoom=3", "lat=a&lon=b&zoom=c", "lat=44.85", "lat=nan&lon=0&zoom=1", "couches=<script>"]
)
def test_an_address_that_cannot_be_read_is_said_and_the_territory_is_shown(client, valdorne, query):
    response = client.get(f"/carte/?{query}")

    html = response.content.decode()
    assert response.status_code == 400
    assert "Cette adresse de carte n’est pas lisible" in html
    assert len(links_of(html)) == 3


def test_a_view_of_nothing_says_so(client, valdorne):
    html = client.get("/carte/?lat=10&lon=10&zoom=12").content.decode()

    assert "Rien à nommer ici" in html
    assert "/communes/" in html


def test_without_contours_the_list_remains(client, valdorne):
    CommuneContour.objects.all().delete()

    html = client.get("/carte/").content.decode()

    assert "Aucun contour n’est connu ici" in html
    assert len(listed(html)) == 3


def test_too_many_communes_are_not_drawn(client, valdorne, monkeypatch):
    monkeypatch.setattr(queries, "MAP_LIMIT", 2)

    html = client.get("/carte/").content.decode()

    assert "Trop de communes pour un dessin" in html
    assert links_of(html) == set()


def test_a_portal_without_territory_has_a_page(client, db):
    assert client.get("/carte/").status_code == 200


def test_the_whole_map_is_kept_and_a_chosen_view_is_not(client, valdorne):
    assert "public" in client.get("/carte/")["Cache-Control"]
    assert "private" in client.get("/carte/?commune=valbrune")["Cache-Control"]


def test_the_legend_names_each_epci_in_its_colour(valdorne):
    tones = queries.tones_of(PortalSettings.load().territory)

    assert tones == {valdorne.epci: 1}
    assert page.address(None, None) == "/carte/"


def test_a_commune_page_offers_the_map_and_loads_none_of_it(client, valdorne):
    html = client.get("/communes/valbrune/").content.decode()

    assert re.search(r'<a class="button" href="/carte/\?commune=valbrune" data-map-open>', html)
    assert "maplibre" not in html
