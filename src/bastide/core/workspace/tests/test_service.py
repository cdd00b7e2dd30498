import pytest
from django.utils import timezone

from bastide.core.accounts.testing import sign_in
from bastide.core.territory.models import PortalSettings
from bastide.core.workspace import actions, clockwork
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


def test_what_is_broken_is_written_to_the_pole_and_whoever_keeps_the_server(people, bench, settings, mailoutbox):
    settings.ALERT_TO = ["serveur@valdorne.example"]
    PortalSettings.objects.update_or_create(defaults={"is_demonstration": False})
    now = timezone.now()
    assert actions.tell_what_is_broken(at=now) == 0
    checks.plug("test.broken", Check("Porte", lambda at: bad("Elle ne ferme plus.", mend="Changez-la."), Group.WORK))

    clockwork.watch(now, print)

    assert sorted(message.to[0] for message in mailoutbox) == sorted([people.pole.email, "serveur@valdorne.example"])
    text = mailoutbox[0].body
    assert mailoutbox[0].subject == "État du service : 1 chose est en panne"
    assert "Porte : Elle ne ferme plus." in text
    assert "Changez-la." in text
    assert "/espace/etat/" in text
    assert "Cave" not in text


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_a_demonstration_and_a_rehearsal_write_to_nobody(people, bench, settings, mailoutbox, is_demonstration):
    checks.plug("test.broken", Check("Porte", lambda at: bad("Elle ne ferme plus.", mend="Changez-la."), Group.WORK))
    PortalSettings.objects.update_or_create(defaults={"is_demonstration": is_demonstration})
    settings.REHEARSAL = not is_demonstration

    assert actions.tell_what_is_broken(at=timezone.now()) == 0
    assert not mailoutbox
