"""The whole way through the simulated préfecture, over HTTP and a maildir, as `make run` does it."""

import contextlib
import threading

import pytest
from django.utils import timezone

from bastide.townhalls.actes import actions, states
from bastide.townhalls.actes.models import (
    Acte,
    ClassificationVersion,
    Dispatch,
    InboundMessage,
    RegisterEntry,
    Transaction,
)
from bastide.townhalls.actes.simulator.ledger import Ledger
from bastide.townhalls.actes.simulator.mailing import FolderDelivery
from bastide.townhalls.actes.simulator.national import DATED
from bastide.townhalls.actes.simulator.prefecture import Behaviour, Simulation
from bastide.townhalls.actes.simulator.scenarios import play
from bastide.townhalls.actes.simulator.server import SimulatorServer
from bastide.townhalls.actes.testing import make_acte, make_settings


@pytest.fixture
def simulated(tmp_path, settings):
    behaviour = Behaviour(known=frozenset(), default=(play("accuse"),), delay_s=0)
    simulation = Simulation(Ledger(tmp_path), behaviour, timezone.localtime)
    server = SimulatorServer(("127.0.0.1", 0), simulation, FolderDelivery(tmp_path / "courriels"))
    settings.ACTES_SIMULATOR_URL = f"http://127.0.0.1:{server.server_port}"
    settings.ACTES_SIMULATOR_MAILDIR = str(tmp_path / "courriels")
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    running.start()
    yield server
    server.shutdown()
    server.server_close()
    running.join(timeout=5)


def run(server):
    Dispatch.objects.filter(state="due").update(due_at=timezone.now())
    actions.send_due(clock=timezone.now)
    with contextlib.suppress(OSError):
        server.deliver_due()
    actions.collect(clock=timezone.now)


def test_an_act_goes_the_whole_way_and_every_scenario_leads_where_it_should(valdorne, people, simulated):
    body = valdorne.valbrune.organisation
    make_settings(body)
    actions.ask_classification(organisation=body, by=people.secretary, at=timezone.now())
    run(simulated)
    version = ClassificationVersion.objects.current_for(body)
    assert version.dated_on == DATED
    assert version.matieres.filter(code="7.10").get().trail == "Finances locales › Divers"

    reached = {}
    for words in (
        "",
        "#anomalie-002",
        "#double",
        "#accents",
        "#silence",
        "#panne",
        "#coupure",
        "#enveloppe-5",
        "#defere",
    ):
        acte = make_acte(body, object=f"Tarifs {words}".strip(), classification_on=DATED, publishes_itself=not words)
        actions.make_ready(acte=acte, by=people.secretary, at=timezone.now())
        actions.transmit_acte(acte=acte, by=people.mayor, at=timezone.now())
        for _round in range(3):
            run(simulated)
        acte.refresh_from_db()
        reached[words] = acte.state

    received, failed = Acte.State.RECEIVED, Acte.State.FAILED
    assert reached == {
        "": received,
        "#anomalie-002": failed,
        "#double": received,
        "#accents": received,
        "#silence": Acte.State.SENDING,
        "#panne": received,
        "#coupure": received,
        "#enveloppe-5": failed,
        "#defere": received,
    }
    assert RegisterEntry.objects.get().object == "Tarifs"
    assert Transaction.objects.letters().get().kind == Transaction.Kind.DEFERRAL
    plain = Acte.objects.get(object__startswith="Tarifs", register_entry__isnull=False)
    actions.cancel_transmission(acte=plain, by=people.mayor, at=timezone.now())
    for _round in range(2):
        run(simulated)
    plain.refresh_from_db()
    assert plain.state == Acte.State.CANCELLED
    assert plain.transactions.get(kind=1).standing is states.State.CANCELLED
    assert not InboundMessage.objects.filter(outcome=InboundMessage.Outcome.PENDING).exists()
