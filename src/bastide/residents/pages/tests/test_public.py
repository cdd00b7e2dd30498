"""What everybody reads, and when it is made again."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from bastide.core.accounts.testing import sign_in
from bastide.core.search import queries as index
from bastide.kit.http.models import PagePurge
from bastide.kit.http.pages import offer_of
from bastide.residents.directory import actions as directory
from bastide.residents.directory.testing import make_place
from bastide.residents.pages.models import BodyRoot, FreePage, GroupPage
from bastide.residents.pages.testing import make_page, make_section, make_space
from bastide.residents.pages.views import serve
from bastide.residents.portal.registry import FRONT_TAG


@pytest.fixture
def page(space):
    return make_page(space.root)


def offered(page):
    """What the page of a stranger offers to the cache."""
    request = RequestFactory().get(page.url, HTTP_HOST="localhost")
    request.user = AnonymousUser()
    return offer_of(serve(request, page))


def publish(page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_a_page_of_a_commune_stands_below_its_site_and_the_nodes_in_between_do_not_show(client, page):
    answer = client.get("/communes/valbrune/salle-des-fetes/")

    assert page.url == "/communes/valbrune/salle-des-fetes/"
    assert answer.status_code == 200
    words = answer.content.decode()
    assert '<a href="/communes/valbrune/">Valbrune</a>' in words
    assert "Groupe" not in words
    assert client.get("/communes/groupe-1/valbrune/salle-des-fetes/").status_code == 404
    assert client.get("/communes/le-peyrat/salle-des-fetes/").status_code == 404


def test_the_nodes_take_a_number_of_roots_and_then_another_is_made(valdorne, home_page, monkeypatch):
    monkeypatch.setattr(GroupPage, "ROOM", 2)
    for commune in (valdorne.valbrune, valdorne.le_peyrat, valdorne.eyrenne):
        make_space(commune.organisation)

    assert [node.numchild for node in GroupPage.objects.order_by("path")] == [2, 1]
    assert {root.url for root in BodyRoot.objects.all()} == {
        "/communes/valbrune/",
        "/communes/le-peyrat/",
        "/communes/eyrenne/",
    }


def test_an_epci_has_pages_below_its_own_site(client, valdorne, home_page):
    page = make_page(make_space(valdorne.epci.organisation).root)

    assert page.url == "/intercommunalites/valdorne/salle-des-fetes/"
    assert client.get(page.url).status_code == 200


def test_the_site_of_a_commune_lists_what_it_published(client, page, space):
    make_page(space.root, "Un brouillon", "un-brouillon", live=False)

    words = client.get("/communes/valbrune/").content.decode()

    assert f'<a href="{page.url}">La salle des fêtes</a>' in words
    assert "Un brouillon" not in words


def test_a_draft_is_nobody_s_and_a_page_says_when_it_goes(client, space):
    make_page(space.root, live=False)
    assert client.get("/communes/valbrune/salle-des-fetes/").status_code == 404

    soon = timezone.now() + timedelta(minutes=3)
    page = make_page(space.root, slug="bientot-finie", expire_at=soon)
    assert offered(page).expires_at <= soon


def test_a_page_is_made_again_when_it_or_what_it_names_changes(client, home_page, valdorne):
    section = make_section(introduction="Venir ici")
    page, other = make_page(section), make_page(section, "École", "ecole")

    tags = {"page": offered(page).tags, "other": offered(other).tags, "section": offered(section).tags}
    publish(page, title="La salle rénovée")

    purged = set(PagePurge.objects.values_list("tag", flat=True))
    assert {name for name, held in tags.items() if held & purged} == {"page", "section"}
    PagePurge.objects.all().delete()
    publish(section, introduction="Venez ici")
    purged = set(PagePurge.objects.values_list("tag", flat=True))
    assert {name for name, held in tags.items() if held & purged} == {"section"}  # Its name is the same below.
    publish(section, title="Venez")
    purged = set(PagePurge.objects.values_list("tag", flat=True))
    assert {name for name, held in tags.items() if held & purged} == {"page", "section", "other"}
    assert FRONT_TAG in purged


def test_a_restricted_page_is_offered_to_nobody(client, page, people):
    assert offered(page) is not None
    PageViewRestriction.objects.create(page=page, restriction_type="login")

    assert client.get(page.url).status_code == 302
    sign_in(client, people.secretary)
    assert "no-store" in client.get(page.url)["Cache-Control"]
    assert offered(page) is None


def test_pages_are_found_while_they_are_published(client, page, valdorne):
    publish(page, introduction="Cent vingt places et une cuisine")
    found = index.search("cuisine", territory=valdorne.territory)
    assert [hit.url for hit in found.hits] == [page.url]

    page.unpublish()
    assert index.search("cuisine", territory=valdorne.territory).hits == []


def test_a_moved_page_changes_hands_and_its_old_address_redirects(client, page, valdorne, space):
    below = make_page(page, slug="tarifs")
    other = make_space(valdorne.le_peyrat.organisation)

    page.refresh_from_db()
    page.move(other.root, pos="last-child")

    assert set(FreePage.objects.values_list("of_body", flat=True)) == {valdorne.le_peyrat.organisation.pk}
    assert FreePage.objects.get(pk=below.pk).url == "/communes/le-peyrat/salle-des-fetes/tarifs/"
    moved = client.get("/communes/valbrune/salle-des-fetes/")
    assert (moved.status_code, moved["Location"]) == (301, "/communes/le-peyrat/salle-des-fetes/")


def test_an_address_of_the_site_is_refused_to_a_page(space):
    with pytest.raises(Exception, match="prise par le site"):
        make_page(space.root, "Contact", "contact")


def test_an_outside_player_comes_only_when_it_is_asked_for(client, space):
    film = {
        "title": "Film",
        "film": None,
        "captions": None,
        "is_silent": False,
        "cover": None,
        "address": "https://video.example/w/exemple",
        "transcript": "<p>Mots</p>",
    }
    page = make_page(space.root, body=[{"type": "video", "value": film, "id": "film-1"}])

    before = client.get(page.url)
    after = client.get(f"{page.url}?lecteur=film-1")
    other = client.get(f"{page.url}?lecteur=autre")

    assert "<iframe" not in before.content.decode()
    assert "frame-src" not in before["Content-Security-Policy"]
    assert 'src="https://video.example/videos/embed/exemple"' in after.content.decode()
    assert "frame-src https://video.example" in after["Content-Security-Policy"]
    assert "no-store" in after["Cache-Control"]
    assert "<iframe" not in other.content.decode()


def test_a_page_costs_the_same_number_of_queries_whatever_hangs_around(client, home_page, valdorne):
    page = make_page(make_section())

    def cost(number):
        while page.get_children().count() < number:
            page.refresh_from_db()
            make_page(page, f"Page {number}", f"page-{page.numchild}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page.url).status_code == 200
        return len(queries)

    cost(1)  # Names of kinds of pages are looked up once a process.
    assert cost(2) == cost(12) <= 20


def test_the_front_the_plan_and_the_sitemap_name_what_is_published(client, home_page, valdorne):
    section = make_section(icon="house", introduction="Venir vivre ici")
    make_section("Cachée", "cachee", live=False)
    page = make_page(section)

    assert all(f'href="{section.url}"' in client.get(path).content.decode() for path in ("/", "/plan/"))
    assert "Cachée" not in client.get("/").content.decode()
    listed = client.get("/sitemap-pages.xml").content.decode()
    assert f"{page.url}</loc>" in listed
    assert "cachee" not in listed


def test_search_engines_read_what_the_page_is_and_who_made_its_picture(client, space, picture):
    use = {"picture": picture.pk, "is_decorative": False, "alternative": "Le lavoir", "caption": ""}
    page = make_page(space.root, introduction="À louer", body=[{"type": "picture", "value": use, "id": "1"}])

    words = client.get(page.url).content.decode()

    assert '"@type": "BreadcrumbList"' in words
    assert '"creditText": "Camille Exemple"' in words
    assert '<meta property="og:title" content="La salle des fêtes">' in words
    assert re.search(r'property="og:image" content="http://testserver/media/images/[^"]*fill-1200x630[^"]*"', words)
    assert 'alt="Le lavoir"' in words
    assert "Camille Exemple, Licence Ouverte 2.0" in words


def test_a_page_chooses_places_and_bodies_and_is_made_again_when_they_change(client, space, valdorne, people):
    shop = make_place(valdorne.valbrune.organisation, by=people.secretary)
    neighbour = valdorne.le_peyrat.organisation_id
    chosen = {
        "places": {"title": "Acheter son pain", "places": [{"type": "item", "value": shop.pk, "id": "a"}]},
        "contacts": {
            "title": "Qui",
            "bodies": [{"type": "item", "value": neighbour, "id": "b"}],
        },
    }
    page = make_page(space.root, body=[{"type": kind, "value": value, "id": kind} for kind, value in chosen.items()])

    words = client.get(page.url).content.decode()
    assert f'<a href="{shop.get_absolute_url()}">Fournil du Moulin</a>' in words
    assert "2 place de la Halle" in words
    assert {f"place:{shop.pk}", f"organisation:{neighbour}"} <= offered(page).tags

    PagePurge.objects.all().delete()
    directory.withdraw_place(place=shop, by=people.secretary, at=timezone.now())
    assert offered(page).tags & set(PagePurge.objects.values_list("tag", flat=True))
    assert "Fournil" not in client.get(page.url).content.decode()
