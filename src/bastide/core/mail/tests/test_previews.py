import pytest

from bastide.core.accounts.testing import make_people, sign_in
from bastide.core.mail.registry import previews


@pytest.fixture
def people(valdorne):
    return make_people(valdorne)


@pytest.mark.parametrize("name", [name for name, _preview in previews])
def test_each_kind_of_mail_is_shown_to_the_pole_as_text_and_in_its_form(client, people, name):
    sign_in(client, people.pole)

    text = client.get(f"/espace/courriels/{name}/")
    form = client.get(f"/espace/courriels/{name}/mise-en-forme/")

    assert (text.status_code, form.status_code) == (200, 200)
    assert "Bonjour" in text.content.decode()
    assert "unsafe-inline" not in text.headers["Content-Security-Policy"]
    assert "script-src" not in form.headers["Content-Security-Policy"]


def test_nobody_but_the_pole_sees_them(client, people):
    for person in (people.secretary, people.mayor, people.neighbour):
        assert sign_in(client, person).get("/espace/courriels/").status_code == 403
    client.logout()
    assert client.get("/espace/courriels/").status_code == 302


def test_an_unknown_kind_is_not_found(client, people):
    assert sign_in(client, people.pole).get("/espace/courriels/rien/").status_code == 404
