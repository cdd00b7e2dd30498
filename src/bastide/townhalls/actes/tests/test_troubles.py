"""What goes wrong at night: a full disk, an operator that is away, a restore elsewhere, a key that was changed."""

import socketserver
import threading

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from bastide.core.accounts.testing import note_recent_factor, sign_in
from bastide.core.backup.registry import restored
from bastide.kit.health.registry import Level
from bastide.townhalls.actes import clockwork, connections, health, states, vault
from bastide.townhalls.actes.actions import collecting, dispatching, inbound, transmission
from bastide.townhalls.actes.models import Acte, Dispatch, InboundMessage, Transaction, TransmissionSettings
from bastide.townhalls.actes.testing import NOON, make_settings
from bastide.townhalls.actes.tiers.port import Ambiguous, Unreachable

from .prefecture import Line, Prefecture
from .sending import prepared, run, sent, state_of


def transmitted(body, people, clock, **fields):
    return transmission.transmit_acte(acte=prepared(body, people, **fields), by=people.mayor, at=clock())


def raising(problem):
    def fail(*given, **options):
        raise problem

    return fail


def test_a_full_disk_keeps_one_act_waiting_and_no_other_from_leaving(body, people, clock, line, monkeypatch):
    first, second = (transmitted(body, people, clock) for _act in range(2))
    real, calls = default_storage.save, []

    def save(name, content, **options):
        calls.append(name)
        if len(calls) == 1:
            raise OSError(28, "No space left on device")
        return real(name, content, **options)

    monkeypatch.setattr(default_storage._wrapped, "save", save)
    run(clock, line)
    assert (state_of(first), state_of(second)) == (states.State.POSTED, states.State.ACKNOWLEDGED)
    assert "No space left" in Dispatch.objects.get(transaction=first).last_error
    clock.later(hours=2)
    assert "No space left" in health.sendings(clock()).sentence
    assert health.sendings(clock()).level is Level.BAD

    run(clock, line)

    assert state_of(first) == states.State.ACKNOWLEDGED
    assert health.sendings(clock()).level is Level.GOOD


def test_a_round_ends_although_acts_still_wait(body, people, clock, line):
    for _act in range(3):
        transmitted(body, people, clock)
    line.before = lambda: clock.later(minutes=3)

    dispatching.send_due(clock=clock, connect=lambda settings, at: line)

    assert len(line.prefecture.archives) == 1


def test_an_operator_that_is_away_is_tried_once_and_told(valdorne, body, clock, line, monkeypatch):
    other = make_settings(valdorne.le_peyrat.organisation, siren="212499024")
    TransmissionSettings.objects.update(tiers="s2low", address="https://s2low.example")
    tried = []

    def connect(settings, at):
        tried.append(settings.address)
        raise Unreachable("Le service ne répond pas.")

    collected = collecting.collect(clock=clock, connect=connect)
    assert len(tried) == 1
    assert collected.problems == [f"{body}: Le service ne répond pas."]

    # A password that one body alone has wrong says nothing of the others.
    def no_password(settings, at):
        if settings.pk == other.pk:
            raise connections.NotConnected("Mot de passe ?")
        return line

    monkeypatch.setattr(connections, "connect", no_password)
    said = []
    clockwork.collect(NOON, said.append)
    assert said == [f"0 answers kept · {other.organisation}: Mot de passe ?"]
    assert health.operators(timezone.now()).sentence.endswith(f"pour : {other.organisation}.")
    TransmissionSettings.objects.filter(pk=other.pk).update(tiers="manual")
    assert health.operators(timezone.now()).level is Level.GOOD


def test_a_message_that_cannot_be_taken_in_stays_and_keeps_no_other_waiting(body, people, clock, line, monkeypatch):
    exchange = sent(prepared(body, people), people, clock, Line(Prefecture()))
    assert state_of(exchange) == states.State.ACKNOWLEDGED
    InboundMessage.objects.update(outcome=InboundMessage.Outcome.PENDING)
    odd = inbound.keep_message(raw=b"<a/>", name="a.xml", origin="simulator", reference="", organisation=None, at=NOON)
    InboundMessage.objects.filter(pk=odd.pk).update(id=0)
    real = inbound.take_in

    def take_in(*, message, at):
        if message.pk == 0:
            raise KeyError("nobody foresaw this")
        return real(message=message, at=at)

    monkeypatch.setattr(inbound, "take_in", take_in)
    collected = collecting.collect(clock=clock, connect=lambda settings, at: line)

    assert [problem.split(":")[0] for problem in collected.problems] == ["message 0"]
    pending = InboundMessage.objects.filter(outcome=InboundMessage.Outcome.PENDING)
    assert [message.pk for message in pending] == [0]
    clock.later(hours=2)
    assert "1 réponse de la préfecture" in health.operators(clock()).sentence


def test_after_a_restore_what_waited_is_looked_up_before_it_is_sent(body, people, clock, line):
    """The backup was taken just before the act left; the machine that sent it is gone."""
    exchange = transmitted(body, people, clock)
    line.before = raising(Unreachable("non"))
    run(clock, line)
    line.before = lambda: None
    kept = exchange.envelope
    line.prefecture.receive(kept.name, kept.read())
    line.prefecture.is_silent = True
    unsent = transmitted(body, people, clock)

    said = restored["actes.sendings"].settle(clock())
    run(clock, line)

    assert "2 envois" in said
    assert line.prefecture.acts == {
        "099-212499016-20261112-2026_001-DE": 1,
        "099-212499016-20261112-2026_002-DE": 1,
    }
    assert Dispatch.objects.get(transaction=exchange).times_handed == 0
    assert Dispatch.objects.get(transaction=unsent).times_handed == 1
    assert restored["actes.sendings"].settle(clock()) == ""


def test_after_a_restore_an_operator_that_knows_by_reference_only_waits_for_a_person(
    client, body, people, clock, line, settings
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    line.knows_by_reference = True
    exchange = transmitted(body, people, clock)
    by_hand = transmitted(body, people, clock)
    Transaction.objects.filter(pk=by_hand.pk).update(tiers="manual")
    dispatching.doubt_sendings(at=clock())
    assert Dispatch.objects.get(transaction=by_hand).handed_at is None
    Dispatch.objects.filter(transaction=exchange).update(attempts=Dispatch.max_attempts - 1)

    run(clock, line)

    work = Dispatch.objects.get(transaction=exchange)
    assert (work.state, len(line.prefecture.archives)) == (Dispatch.State.FAILED, 1)
    assert "attend que quelqu’un dise s’il est arrivé" in health.sendings(clock()).sentence
    # Only the signatory, and only what is stuck.
    with pytest.raises(transmission.NotSignatory):
        transmission.send_again(exchange=exchange, by=people.secretary, at=clock())
    with pytest.raises(transmission.NotStuck):
        transmission.send_again(exchange=by_hand, by=people.mayor, at=clock())
    sign_in(client, people.mayor)
    note_recent_factor(client, people.mayor)
    here = exchange.acte.get_absolute_url()
    assert "Envoyer de nouveau" in client.get(here).content.decode()
    assert client.post(f"{here}renvoyer/")["Location"] == here
    clock.later(days=3650)
    run(clock, line)
    assert state_of(exchange.acte) == Acte.State.RECEIVED
    assert "Envoyer de nouveau" not in client.get(here).content.decode()


def test_nothing_leaves_and_nothing_is_fetched_in_a_rehearsal(body, people, clock, line, settings):
    transmitted(body, people, clock)
    settings.REHEARSAL = True
    line.prefecture.say("<a/>")

    run(clock, line)

    assert not line.prefecture.archives
    assert not InboundMessage.objects.exists()


def test_a_question_about_the_classification_does_not_wait_for_a_person(body, people, clock, line):
    asked = transmission.ask_classification(organisation=body, by=people.secretary, at=clock())
    Dispatch.objects.update(attempts=Dispatch.max_attempts - 1)
    line.before = raising(Ambiguous("coupé"))

    run(clock, line)

    assert state_of(asked) == states.State.ERROR
    assert not Transaction.objects.stuck().exists()


def test_secrets_that_a_changed_key_sealed_are_told_with_whose_they_are(body, settings):
    TransmissionSettings.objects.update(sealed_password=vault.seal(b"secret"))
    assert health.secrets(NOON).level is Level.GOOD

    former, settings.SECRET_KEY = settings.SECRET_KEY, "x" * 50
    finding = health.secrets(NOON)
    assert finding.level is Level.BAD
    assert str(body) in finding.sentence

    settings.SECRET_KEY_FALLBACKS = [former]
    assert health.secrets(NOON).level is Level.GOOD


class Daemon(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.recv(100)
        self.request.sendall(b"PONG\n")


def test_an_antivirus_that_is_away_is_told(settings, tmp_path):
    assert health.scanner(NOON).level is Level.OFF
    settings.ANTIVIRUS_SOCKET = str(tmp_path / "clamd")
    assert health.scanner(NOON).level is Level.BAD

    with socketserver.UnixStreamServer(settings.ANTIVIRUS_SOCKET, Daemon) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert health.scanner(NOON).level is Level.GOOD
        thread.join()


def test_time_stamps_that_are_wanted_need_their_software(settings, monkeypatch):
    assert health.stamps(NOON).level is Level.OFF
    settings.TIMESTAMP_URL = "https://tsa.example"
    assert health.stamps(NOON).level is Level.GOOD
    monkeypatch.setattr(health.importlib.util, "find_spec", lambda name: None)
    assert health.stamps(NOON).level is Level.BAD
