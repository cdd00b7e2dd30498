"""Nothing leaves that a rule of the line forbids, whatever the screens let through."""

from datetime import timedelta
from unittest.mock import Mock

import pytest

from bastide.townhalls.actes import checks, states
from bastide.townhalls.actes.actions import dispatching, transmission
from bastide.townhalls.actes.models import Acte, ActeFile, Dispatch, Envelope, Transaction, TransmissionSettings
from bastide.townhalls.actes.testing import NOON, make_acte, make_file, make_settings
from bastide.townhalls.actes.tiers.calls import Access
from bastide.townhalls.actes.tiers.pastell import Pastell
from bastide.townhalls.actes.tiers.port import CredentialsRefused, Mode
from bastide.townhalls.actes.tiers.tests.doubles import PastellDouble
from bastide.townhalls.actes.tiers.tests.serving import served

from .prefecture import Line, Prefecture
from .sending import prepared


@pytest.fixture
def waiting(body, people):
    """An act that its signatory transmitted, which has not left yet."""
    acte = prepared(body, people)
    transmission.transmit_acte(acte=acte, by=people.mayor, at=NOON)
    return acte


def test_an_act_that_breaks_a_rule_comes_back_with_the_rule(waiting):
    TransmissionSettings.objects.update(return_address="mairie+actes@exemple.fr", body_nature="99")
    line = Line(Prefecture())

    dispatching.send_due(clock=lambda: NOON, connect=lambda settings, at: line)

    waiting.refresh_from_db()
    exchange = exchange_of(waiting)
    assert (waiting.state, exchange.state) == (Acte.State.FAILED, states.State.ERROR)
    assert "La nature de la collectivité n’est pas connue d’ACTES." in exchange.detail
    assert (line.prefecture.archives, Envelope.objects.count()) == ([], 0)


def test_a_budget_that_is_not_sealed_is_said_at_its_file(valdorne, people):
    body = valdorne.valbrune.organisation
    make_settings(body)
    budget = {"nature": 5, "matiere_code": "7.1", "with_file": False}
    found = []
    for content in (b"<?xml version='1.0'?><Budget/>", b"<?xml version='1.0'?><Budget><n:Scellement/></Budget>"):
        acte = make_acte(body, **budget)
        make_file(acte, content, name="budget.xml", content_type=ActeFile.Kind.XML)
        found.append("main_not_sealed" in [problem.code for problem in checks.problems_of(acte, NOON)])

    assert found == [True, False]


def send(tiers, **later):
    return dispatching.send_due(clock=lambda: NOON + timedelta(**later), connect=lambda settings, at: tiers)


def exchange_of(acte):
    return Transaction.objects.get(acte=acte)


def test_an_operator_that_does_not_know_us_keeps_acts_waiting(waiting):
    line = Line(Prefecture())

    def refuse():
        raise CredentialsRefused("Le certificat est refusé.")

    line.before = refuse
    assert send(line).put_back == 1
    assert exchange_of(waiting).state == states.State.WAITING
    line.before = lambda: None
    send(line, hours=1)

    assert exchange_of(waiting).state == states.State.TRANSMITTED
    assert len(line.prefecture.archives) == 1


def test_a_spent_quota_keeps_acts_waiting(waiting, settings):
    line = Line(Prefecture())
    line.name = "direct"
    settings.ACTES_STATE_HOURLY_MB = 1
    Transaction.objects.update(tiers="direct")
    big = make_acte(waiting.organisation, number="GROS")
    other = Transaction.objects.create(
        organisation=big.organisation, acte=big, kind=1, state=3, tiers="direct", created_at=NOON
    )
    Envelope.objects.create(
        organisation=big.organisation, transaction=other, day=NOON.date(), serial=99, name="x", sha256="0", size=2**20
    )
    Dispatch.objects.create(transaction=other, due_at=NOON, state=Dispatch.State.DONE, handed_at=NOON)

    assert send(line, minutes=1).put_back == 1
    assert send(line, hours=2).done == 1


@pytest.mark.parametrize("how", ["cut after", "killed"])
def test_pastell_sends_once_whatever_is_cut(waiting, how, monkeypatch):
    with served(PastellDouble()) as double:
        access = Access(double.url, "bastide", "mot de passe", timeout=(5, 5))
        pastell = Pastell(access, Mode.REAL, entity="7")
        with monkeypatch.context() as patched:
            if how == "killed":
                patched.setattr(dispatching, "_settle", Mock(side_effect=KeyboardInterrupt))
                with pytest.raises(KeyboardInterrupt):
                    send(pastell)
            else:
                double.fails("action/send-tdt", how)
                assert send(pastell).put_back == 1

        assert send(pastell, hours=1).done == 1

    exchange = exchange_of(waiting)
    assert (exchange.state, exchange.reference) == (states.State.TRANSMITTED, "aBc0")
    assert [document.get("sent", 0) for document in double.documents.values()] == [1]
