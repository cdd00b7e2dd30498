"""Nothing leaves that a rule of the line forbids, whatever the screens let through."""

from bastide.townhalls.actes import checks, states
from bastide.townhalls.actes.actions import dispatching, drafting, transmission
from bastide.townhalls.actes.models import Acte, ActeFile, Envelope, Transaction, TransmissionSettings
from bastide.townhalls.actes.testing import NOON, make_acte, make_classification, make_file, make_settings

from .prefecture import Line, Prefecture


def test_an_act_that_breaks_a_rule_comes_back_with_the_rule(valdorne, people):
    body = valdorne.valbrune.organisation
    make_settings(body)
    make_classification(body)
    acte = make_acte(body)
    drafting.make_ready(acte=acte, by=people.secretary, at=NOON)
    transmission.transmit_acte(acte=acte, by=people.mayor, at=NOON)
    TransmissionSettings.objects.update(return_address="mairie+actes@exemple.fr", body_nature="99")
    line = Line(Prefecture())

    dispatching.send_due(clock=lambda: NOON, connect=lambda settings, at: line)

    acte.refresh_from_db()
    exchange = Transaction.objects.get(acte=acte)
    assert (acte.state, exchange.state) == (Acte.State.FAILED, states.State.ERROR)
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
