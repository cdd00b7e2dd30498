"""French typography of every screen of a body and of the pôle."""

import pytest

from bastide.core.accounts.testing import sign_in
from bastide.kit.ui.testing import typographic_faults, words_of

SCREENS = ["", "modifications/", "horaires/", "coordonnees/", "fermetures/", "elus/", "bandeaux/", "manques/"]
PLACES = ["compte/", "organismes/", "personnes/", "personnes/inviter/", "personnes/liste/", "courriels/", "travaux/"]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("whose", ["a commune", "the pôle"])
def test_a_screen_of_a_body_is_written_as_french_is_printed(client, valdorne, people, screen, whose):
    body = valdorne.pole if whose == "the pôle" else valdorne.valbrune.organisation
    sign_in(client, people.pole)

    page = client.get(f"/espace/organismes/{body.slug}/{screen}")

    assert page.status_code == 200
    assert typographic_faults(words_of(page.content.decode())) == {}


@pytest.mark.parametrize("place", [*PLACES, "courriels/abandonnes/"])
def test_a_screen_of_the_pole_is_written_as_french_is_printed(client, valdorne, people, place):
    sign_in(client, people.pole)

    page = client.get(f"/espace/{place}")

    assert page.status_code == 200
    assert typographic_faults(words_of(page.content.decode())) == {}
