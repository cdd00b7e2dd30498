import pytest

from bastide.core.accounts.testing import sign_in
from bastide.kit.health.registry import Check, Group, bad, checks, good, warning


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.setattr(checks, "_plugs", {})
    checks.plug("test.good", Check("Toit", lambda at: good("Il tient."), Group.FILES))
    checks.plug("test.wet", Check("Cave", lambda at: warning("Elle est humide.", mend="Aérez."), Group.FILES))
    return checks


def test_the_pole_reads_what_is_broken_and_how_to_mend_it(client, people, bench):
    checks.plug("test.broken", Check("Porte", lambda at: bad("Elle ne ferme plus.", mend="Changez-la."), Group.WORK))
    sign_in(client, people.pole)

    page = client.get("/espace/etat/").content.decode()

    assert "Une chose est en panne." in page
    assert "Porte\N{NO-BREAK SPACE}: Elle ne ferme plus." in page
    assert "Changez-la." in page
    assert page.index("Porte") < page.index("Cave") < page.index("Toit")


def test_without_a_failure_the_page_says_what_is_to_be_seen(client, people, bench):
    sign_in(client, people.pole)

    page = client.get("/espace/etat/").content.decode()

    assert "Une chose est à voir." in page


def test_an_agent_is_not_shown_the_state_of_the_service(client, people, bench):
    sign_in(client, people.secretary)

    assert client.get("/espace/etat/").status_code == 403
