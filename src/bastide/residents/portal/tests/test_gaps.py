"""The workspace's screen of what is missing."""

import pytest

from bastide.core.accounts.testing import sign_in
from bastide.core.territory.models import Mandate, Office
from bastide.residents.portal.gaps import gaps_of_body


def screen(organisation):
    return f"/espace/organismes/{organisation.slug}/manques/"


def test_a_secretary_reads_what_her_page_lacks_and_where_to_tell_it(client, valdorne, people):
    Office.objects.filter(organisation=valdorne.valbrune.organisation).update(hours=None)
    Mandate.objects.filter(organisation=valdorne.eyrenne.organisation).delete()
    sign_in(client, people.secretary)
    slug = valdorne.valbrune.organisation.slug

    page = client.get(screen(valdorne.valbrune.organisation)).content.decode()

    assert "Horaires inconnus" in page
    assert f"/espace/organismes/{slug}/horaires/" in page
    assert "Maire inconnu" not in page


def test_the_pole_reads_all_communes_and_the_legal_pages(client, valdorne, people):
    Mandate.objects.filter(organisation=valdorne.eyrenne.organisation).delete()
    sign_in(client, people.pole)

    page = client.get(screen(valdorne.pole)).content.decode()

    assert "Mentions légales du portail" in page
    assert f"/espace/organismes/{valdorne.eyrenne.organisation.slug}/elus/" in page


def test_another_commune_is_told_that_there_is_nothing(client, valdorne, people):
    sign_in(client, people.neighbour)

    assert client.get(screen(valdorne.valbrune.organisation)).status_code == 404


@pytest.mark.parametrize("whose", ["pole", "valbrune"])
def test_gaps_cost_the_same_whatever_the_number_of_communes(valdorne, django_assert_max_num_queries, whose):
    body = valdorne.pole if whose == "pole" else valdorne.valbrune.organisation

    with django_assert_max_num_queries(6):
        gaps_of_body(body)
