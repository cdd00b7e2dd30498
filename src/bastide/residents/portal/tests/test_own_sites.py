"""A site under its own name: what it shows, what it sends elsewhere, what it refuses."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from bastide.core.accounts.testing import sign_in
from bastide.core.domains import actions
from bastide.core.domains.models import Domain
from bastide.core.domains.testing import OWN_HOST, another_process, give_domain
from bastide.core.journal.models import JournalLine
from bastide.kit.http import actions as pages
from bastide.kit.http.store import page_store
from bastide.kit.ui.testing import words_of
from bastide.residents.news.models import NewsItem

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PORTAL = "http://localhost:8000"
HERE = f"http://{OWN_HOST}"


@pytest.fixture
def site(valdorne, home_page):
    """Valbrune answers under a name of its own."""
    return give_domain(valdorne.valbrune.organisation)


@pytest.fixture
def kept_pages(settings, tmp_path):
    """The cache of pages in files, as an installation has it, with nothing in it."""
    backend = {"BACKEND": "bastide.kit.http.cache.PageFileCache", "LOCATION": str(tmp_path)}
    settings.CACHES = {**settings.CACHES, "pages": backend}
    page_store.cache_clear()
    another_process()
    yield
    page_store.cache_clear()
    another_process()


def visitor(host=OWN_HOST):
    return Client(SERVER_NAME=host)


def news(organisation, title):
    return NewsItem.objects.create(
        organisation=organisation,
        title=title,
        text="Un texte.",
        state=NewsItem.State.PUBLISHED,
        published_at=NOON,
        changed_at=NOON,
        created_at=NOON,
    )


def test_the_home_of_a_commune_is_the_root_of_its_domain(site):
    page = visitor().get("/").content.decode()

    assert f'<link rel="canonical" href="{HERE}/">' in page
    assert f'<meta property="og:url" content="{HERE}/">' in page
    assert f'<meta property="og:image" content="{HERE}/image/">' in page
    assert f'"url": "{HERE}/"' in page
    assert 'href="/contact/"' in page
    assert "/communes/valbrune/" not in page
    assert f'href="{PORTAL}/espace/"' in page
    assert f'href="{PORTAL}/communes/le-peyrat/"' in page
    assert "<title>Valbrune" in page


def test_a_page_of_the_portal_names_the_domain_as_the_place_to_find_it(site, client):
    page = client.get("/communes/valbrune/").content.decode()

    assert f'<link rel="canonical" href="http://{OWN_HOST}:8000/">' in page
    assert "canonical" in client.get("/communes/le-peyrat/").content.decode()
    assert OWN_HOST not in client.get("/communes/le-peyrat/").content.decode()


def test_what_is_not_the_sites_is_read_on_the_portal(site, valdorne):
    theirs, ours = news(valdorne.le_peyrat.organisation, "La fête"), news(valdorne.valbrune.organisation, "Le lavoir")
    moved = {path: visitor().get(path) for path in ("/annuaire/?q=a", "/espace/", "/cms/", f"/actualites/{theirs.pk}/")}

    assert moved["/annuaire/?q=a"]["Location"] == f"{PORTAL}/annuaire/?q=a"
    assert moved["/espace/"]["Location"] == f"{PORTAL}/espace/"
    assert moved["/cms/"]["Location"] == f"{PORTAL}/cms/"
    assert moved[f"/actualites/{theirs.pk}/"]["Location"] == f"{PORTAL}/actualites/{theirs.pk}/"
    assert {answer.status_code for answer in moved.values()} == {302}
    assert "Le lavoir" in visitor().get(f"/actualites/{ours.pk}/").content.decode()
    listed = visitor().get("/actualites/").content.decode()
    assert "Le lavoir" in listed
    assert "La fête" not in listed
    assert visitor().get("/rien/du-tout/").status_code == 404


def test_the_long_address_leads_to_the_short_one(site):
    answer = visitor().get("/communes/valbrune/actes/?page=2")

    assert (answer.status_code, answer["Location"]) == (301, f"http://{OWN_HOST}:8000/actes/?page=2")


def test_a_second_name_leads_to_the_first(site, valdorne):
    give_domain(valdorne.valbrune.organisation, host="www.valbrune.example")

    answer = visitor("www.valbrune.example").get("/agenda/?page=2")

    assert (answer.status_code, answer["Location"]) == (301, f"http://{OWN_HOST}:8000/agenda/?page=2")


@pytest.mark.parametrize("host", ["ailleurs.example", "x.valbrune.example", "valbrune.example.evil.example"])
def test_a_name_that_nobody_recorded_is_refused(site, host, caplog):
    assert visitor(host).get("/").status_code == 400


def test_machines_are_told_what_stands_under_each_name(site, valdorne, client):
    ours = news(valdorne.valbrune.organisation, "Le lavoir")
    theirs = news(valdorne.le_peyrat.organisation, "La fête")

    robots = visitor().get("/robots.txt").content.decode()
    index = visitor().get("/sitemap.xml").content.decode()
    listed = "".join(
        visitor().get(f"/sitemap-{name}.xml").content.decode() for name in ("communes", "actualites", "site")
    )
    of_portal = "".join(client.get(f"/sitemap-{name}.xml").content.decode() for name in ("communes", "actualites"))
    feed = visitor().get("/actualites/flux/").content.decode()

    assert f"Sitemap: {HERE}/sitemap.xml" in robots
    assert f"<loc>{HERE}/sitemap-communes.xml</loc>" in index
    assert "sitemap-lieux" not in index
    for path in ("/", f"/actualites/{ours.pk}/", "/mentions-legales/", "/plan/"):
        assert f"<loc>{HERE}{path}</loc>" in listed
    assert "/communes/" not in listed
    assert f"/actualites/{theirs.pk}/" not in listed
    assert "/communes/le-peyrat/" in of_portal
    assert "/communes/valbrune/" not in of_portal
    assert f"/actualites/{ours.pk}/" not in of_portal
    assert f'href="{HERE}/actualites/{ours.pk}/"' in feed
    assert PORTAL not in feed


@pytest.mark.parametrize("page", ["mentions-legales", "accessibilite", "donnees-personnelles", "plan"])
def test_a_site_has_its_own_legal_pages(site, client, page):
    on_domain, on_portal = visitor().get(f"/{page}/"), client.get(f"/communes/valbrune/{page}/")

    assert on_domain.status_code == on_portal.status_code == 200
    words = words_of(on_domain.content.decode())
    assert "Valbrune" in words
    assert f'<link rel="canonical" href="{HERE}/{page}/">' in on_domain.content.decode()


def test_nobody_signs_in_under_a_domain(site):
    answers = [visitor().get(path) for path in ("/", "/comptes/connexion/", "/espace/")]

    assert not any(answer.cookies for answer in answers)
    assert answers[1]["Location"].startswith(f"{PORTAL}/comptes/")


def test_each_name_has_its_own_pages_in_the_cache_and_no_query_finds_it(
    site, kept_pages, client, django_assert_num_queries, django_capture_on_commit_callbacks
):
    pages.number_purges(at=NOON)
    portal, own = client.get("/communes/valbrune/"), visitor().get("/")
    with django_assert_num_queries(1):
        again = visitor().get("/")

    assert portal.content != own.content
    assert again.content == own.content
    assert again["ETag"] == own["ETag"]
    assert visitor().get("/", HTTP_IF_NONE_MATCH=own["ETag"]).status_code == 304
    with django_capture_on_commit_callbacks(execute=True):
        actions.forget_domain(domain=site, by=None, at=NOON)
    assert visitor().get("/").status_code == 400
    assert OWN_HOST not in client.get("/communes/valbrune/").content.decode()


def test_a_name_is_recorded_once_and_told_in_the_journal(valdorne, people):
    valbrune, le_peyrat = valdorne.valbrune.organisation, valdorne.le_peyrat.organisation
    actions.record_domain(host=OWN_HOST, organisation=valbrune, by=people.pole, at=NOON)

    with pytest.raises(actions.HostTaken):
        actions.record_domain(host=f"https://{OWN_HOST.upper()}/", organisation=le_peyrat, by=people.pole, at=NOON)
    with pytest.raises(actions.NoSite):
        actions.record_domain(host="pole.example", organisation=valdorne.pole, by=people.pole, at=NOON)

    valbrune.refresh_from_db()
    assert valbrune.own_host == OWN_HOST
    line = JournalLine.objects.get(verb="domains.recorded")
    assert line.data == {"host": OWN_HOST}


def test_the_pole_gives_and_takes_names_on_one_screen(client, valdorne, people):
    where = f"/espace/organismes/{valdorne.pole.slug}/domaines/"
    sign_in(client, people.pole)
    refused = client.post(where, {"site": "Valbrune", "host": "testserver"})
    unknown = client.post(where, {"site": "Nulle-Part", "host": "nulle-part.example"})
    client.post(where, {"site": "/communes/valbrune/", "host": "https://WWW.valbrune.example/"})
    page = client.get(where).content.decode()

    assert refused.status_code == unknown.status_code == 422
    assert "C’est le nom du portail" in refused.content.decode()
    assert "Aucun site de ce nom" in unknown.content.decode()
    assert "www.valbrune.example" in page
    client.post(f"{where}{Domain.objects.get().pk}/retirer/")
    assert not Domain.objects.exists()


def test_an_agent_gives_no_name_to_her_own_site_nor_to_anothers(client, valdorne, people):
    domain = give_domain(valdorne.valbrune.organisation)
    own, other = valdorne.valbrune.organisation.slug, valdorne.le_peyrat.organisation.slug
    sign_in(client, people.secretary)
    answers = [
        client.post(f"/espace/organismes/{own}/domaines/", {"site": "Valbrune", "host": "a.example"}),
        client.post(f"/espace/organismes/{own}/domaines/{domain.pk}/retirer/"),
        client.post(f"/espace/organismes/{other}/domaines/", {"site": "Valbrune", "host": "a.example"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 404]
    assert list(Domain.objects.managed_by(people.neighbour)) == []
    assert list(Domain.objects.managed_by(people.secretary)) == [domain]
    assert Domain.objects.count() == 1


def test_an_address_of_the_site_of_before_leads_where_the_pole_said(site):
    Redirect.objects.create(
        old_path=Redirect.normalise_path("/communes/valbrune/index.php"), redirect_link="/communes/valbrune/contact/"
    )

    answer = visitor().get("/index.php")

    assert (answer.status_code, answer["Location"]) == (301, "/contact/")
