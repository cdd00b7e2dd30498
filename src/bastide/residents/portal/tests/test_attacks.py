"""Hostile content, as a town hall's stolen account or a spoilt data file would bring it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bastide.core.accounts.testing import make_people, sign_in
from bastide.core.territory.models import Commune, FormerName, Mandate, Office, Organisation
from bastide.core.workspace.models import Banner

TRAP = """</script><script>alert(1)</script>"onload='alert(1)'"""


@pytest.fixture
def spoilt(valdorne, home_page, sources):
    """Every text of Valbrune is a trap."""
    office = Office.objects.get(organisation=valdorne.valbrune.organisation)
    for field in ("address", "city", "phone"):
        setattr(office, field, TRAP[: Office._meta.get_field(field).max_length])
    office.website, office.email = "javascript:alert(1)", '"<script>alert(1)</script>"@x.example'
    office.save()
    Mandate.objects.filter(organisation=office.organisation).update(
        first_name=TRAP[:60], last_name=TRAP, title=TRAP[:60]
    )
    Commune.objects.filter(pk=valdorne.valbrune.pk).update(bare_name=TRAP)
    Organisation.objects.filter(pk=office.organisation_id).update(name=TRAP)
    now = timezone.now()
    banner = Banner.objects.create(
        organisation=office.organisation,
        title=TRAP[:80],
        text=TRAP,
        gravity=4,
        created_at=now,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
    )
    banner.targets.add(office.organisation)
    return valdorne


PUBLIC = (
    "/",
    "/communes/",
    "/communes/valbrune/",
    "/communes/valbrune/contact/",
    "/communes/le-peyrat/",
    "/intercommunalites/",
    "/intercommunalites/valdorne/",
    "/recherche/",
    "/mentions-legales/",
    "/plan/",
    "/donnees/chiffres/",
)


def test_no_text_of_a_commune_becomes_markup(spoilt):
    client = Client()
    people = make_people(spoilt)
    space = f"/espace/organismes/{spoilt.valbrune.organisation.slug}/"
    inside = [space, *(f"{space}{each}/" for each in ("horaires", "coordonnees", "elus", "bandeaux", "modifications"))]

    pages = [client.get(address) for address in PUBLIC]
    pages += [client.post("/communes/valbrune/contact/"), client.get("/recherche/", {"q": TRAP})]
    sign_in(client, people.secretary)
    pages += [client.get(address) for address in inside]
    sign_in(client, people.pole)
    pages += [client.get("/espace/", follow=True), client.get("/espace/organismes/")]

    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200, page.request["PATH_INFO"]
        assert "<script>alert" not in text, page.request["PATH_INFO"]
        assert not re.search(r"""(?<!\\)"onload='""", text), page.request["PATH_INFO"]
        assert 'href="javascript:' not in text, page.request["PATH_INFO"]


def test_a_commune_that_the_portal_does_not_show_is_not_found_and_never_redirects_to_itself(valdorne, client):
    apart = Commune.objects.create(insee_code="99777", bare_name="Ailleurs", slug="ailleurs", department_code="99")
    Organisation.objects.filter(pk=valdorne.eyrenne.organisation_id).update(territory=None)
    FormerName.objects.create(commune=apart, name="Jadis", slug="jadis", insee_code="99776")

    for slug in ("ailleurs", "jadis", "99777", "eyrenne", "99003"):
        for tail in ("", "contact/"):
            answer = client.get(f"/communes/{slug}/{tail}", follow=True)
            assert answer.status_code in {200, 404}, slug


def test_a_former_name_that_became_a_commune_again_does_not_loop(valdorne, client):
    FormerName.objects.create(commune=valdorne.valbrune, name="Le Peyrat", slug="le-peyrat", insee_code="99002")
    FormerName.objects.create(commune=valdorne.le_peyrat, name="Valbrune", slug="valbrune", insee_code="99001")

    assert client.get("/communes/valbrune/").status_code == 200
    assert client.get("/communes/le-peyrat/").status_code == 200
    assert client.get("/communes/99001/", follow=True).redirect_chain == [("/communes/valbrune/", 301)]


def test_machine_pages_name_no_other_host(valdorne, client):
    for address in ("/robots.txt", "/sitemap.xml", "/sitemap-communes.xml", "/bandeaux/"):
        answer = client.get(address, headers={"x-forwarded-host": "piege.example", "forwarded": "host=piege.example"})
        assert b"piege.example" not in answer.content, address
