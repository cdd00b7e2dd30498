"""Exercises reach the simulator and nothing else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from bastide.core.accounts.testing import sign_in
from bastide.core.figures.registry import Period, figures
from bastide.core.retention import actions as retention
from bastide.core.territory.models import PortalSettings
from bastide.core.workspace import queries as workspace
from bastide.townhalls.actes import actions, channels, connections, exports
from bastide.townhalls.actes.actions import collecting, dispatching, register, transmission
from bastide.townhalls.actes.models import (
    Acte,
    ActeFile,
    ClassificationVersion,
    Dispatch,
    InboundMessage,
    RegisterEntry,
    Step,
    Transaction,
    TransmissionSettings,
)
from bastide.townhalls.actes.testing import make_acte, make_classification, make_settings
from bastide.townhalls.actes.tiers.direct import Simulator

from .prefecture import Line, Prefecture, letter


@pytest.fixture(autouse=True)
def no_hurry(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def body(valdorne):
    organisation = valdorne.valbrune.organisation
    organisation.siren = "212499016"
    organisation.save()
    PortalSettings.objects.update(is_demonstration=False)
    return organisation


class Door:
    """Opens every way that is asked for, and notes which."""

    def __init__(self, line):
        self.line, self.asked = line, []

    def __call__(self, settings, at):
        self.asked.append((settings.tiers, settings.is_training))
        return self.line


def run(door):
    Dispatch.objects.filter(state="due").update(due_at=timezone.now())
    dispatching.send_due(clock=timezone.now, connect=door)
    collecting.collect(clock=timezone.now, connect=door)


def exercise(body, people, word="accuse"):
    return actions.start_exercise(
        organisation=body, word=word, is_prepared=True, model_key="tariffs", by=people.secretary, at=timezone.now()
    )


def test_a_secretary_alone_goes_the_whole_way_and_nothing_of_it_counts(client, body, people, valdorne):
    sign_in(client, people.secretary)
    here = f"/espace/organismes/{body.slug}/actes/"
    assert "Commencer" in client.get(f"{here}exercice/").content.decode()
    answer = client.post(f"{here}exercice/", {"word": "pieces", "begin": "ready"})
    acte = Acte.objects.get()
    assert answer.url == f"{here}{acte.pk}/"
    assert client.post(f"{here}{acte.pk}/transmettre/").status_code == 302
    line = Line(Prefecture())
    door = Door(line)
    run(door)
    acte.refresh_from_db()
    assert (acte.state, acte.is_training) == (Acte.State.RECEIVED, True)
    assert set(door.asked) == {("simulator", True)}
    assert line.prefecture.archives[0][0].startswith("BAS-TACT-")
    assert b"#pieces" in line.prefecture.echoed[0]
    line.prefecture.say(letter("DemandePieceComplementaire", acte.unique_id, motive="Le plan"))
    run(door)
    page = client.get(f"{here}{acte.pk}/").content.decode()
    assert "Rien ne part pour de bon" in page
    assert "Publier" not in page
    assert Transaction.objects.letters().count() == 1

    assert mail.outbox == []
    period = Period.year(timezone.localdate().year)
    counted = {
        name: plug.count(period) for name, plug in figures if name.startswith("actes.") and plug.kind.value == "flow"
    }
    assert set(counted.values()) == {0}
    assert not RegisterEntry.objects.exists()
    with pytest.raises(register.NotPublishable):
        register.publish_acte(acte=acte, by=people.secretary, at=timezone.now())
    assert list(exports.scdl_rows(body, str)) == []
    assert "Exercice" not in client.get(f"/communes/{valdorne.valbrune.slug}/actes/").content.decode()
    assert acte.number not in client.get(f"{here}tableau/").content.decode()
    titles = [task.sentence for task in workspace.tasks_for(body, people.secretary, timezone.now())]
    assert not any("courrier" in title for title in titles)
    # An agent of the commune next door plays nothing here.
    with pytest.raises(transmission.NotSignatory):
        transmission.cancel_transmission(acte=acte, by=people.neighbour, at=timezone.now())

    # Put away, what still comes about it needs nobody; erased after a while, nothing of it stays.
    client.post(f"{here}{acte.pk}/exercice/fin/")
    line.prefecture.say(letter("CourrierSimple", acte.unique_id))
    run(door)
    assert not InboundMessage.objects.quarantined().exists()
    later = timezone.now() + timedelta(days=91)
    assert retention.purge(at=later, say=print).failed == []
    for model in (Acte, ActeFile, Transaction, Step, Dispatch):
        assert not model.objects.exists(), model


def test_an_exercise_never_leaves_by_the_operator_that_its_body_chose_nor_does_a_real_act_by_the_simulator(
    body, people
):
    make_settings(body, tiers=TransmissionSettings.Tiers.S2LOW, address="https://s2low.example")
    make_classification(body)
    acte = exercise(body, people)
    real = make_acte(body, number=acte.number, decided_on=acte.decided_on, year=acte.year)
    assert acte.exercise == "accuse"
    actions.make_ready(acte=real, by=people.secretary, at=timezone.now())
    with pytest.raises(transmission.NotSignatory):
        transmission.transmit_acte(acte=real, by=people.secretary, at=timezone.now())
    for each, person in ((acte, people.secretary), (real, people.mayor)):
        transmission.transmit_acte(acte=each, by=person, at=timezone.now())
    simulator, operator = Line(Prefecture()), Line(Prefecture())
    operator.name = "s2low"
    operator.prefecture.is_silent = True

    def door(settings, at):
        return simulator if settings.tiers == "simulator" else operator

    run(door)
    # The receipt of the exercise says the same number, day and nature as the real act: it is the exercise's alone.
    acte.refresh_from_db()
    real.refresh_from_db()
    assert (acte.state, real.state) == (Acte.State.RECEIVED, Acte.State.SENDING)
    assert [name[:8] for name, _content in simulator.prefecture.archives] == ["BAS-TACT"]
    assert [name[:8] for name, _content in operator.prefecture.archives] == ["BAS-EACT"]

    chosen = channels.settings_of(body, is_training=False)
    assert not isinstance(connections.connect(chosen, timezone.now()), Simulator)
    chosen.tiers = channels.SIMULATOR
    with pytest.raises(connections.NotConnected):
        connections.connect(chosen, timezone.now())
    assert isinstance(connections.connect(channels.settings_of(body, is_training=True), timezone.now()), Simulator)


def test_a_body_that_trains_begins_exercises_only_and_keeps_its_classification_apart(body, people):
    make_settings(body, tiers="", is_training=True)
    make_classification(body)

    acte = actions.start_acte(organisation=body, nature=1, year=2026, by=people.secretary, at=timezone.now())
    exercise(body, people)

    assert acte.is_training
    assert ClassificationVersion.objects.current_for(body).is_training is False
    assert ClassificationVersion.objects.current_for(body, is_training=True).is_training is True
    with pytest.raises(actions.NotAnExercise):
        actions.end_exercise(acte=make_acte(body), by=people.secretary, at=timezone.now())
    with pytest.raises(actions.NotAnExercise):
        actions.erase_actes(actes=Acte.objects.filter(is_training=False))
    body.siren = ""
    body.save()
    TransmissionSettings.objects.update(siren="")
    with pytest.raises(actions.NoSiren):
        exercise(body, people)
