import io

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from bastide.core.journal.models import JournalLine
from bastide.core.journal.queries import verify
from bastide.townhalls.actes import checks, states
from bastide.townhalls.actes.actions import collecting, dispatching, drafting, inbound, register, transmission
from bastide.townhalls.actes.models import (
    Acte,
    Dispatch,
    Envelope,
    Followup,
    InboundMessage,
    RegisterEntry,
    Step,
    Transaction,
    TransmissionSettings,
)
from bastide.townhalls.actes.testing import NOON, make_settings, pdf_of
from bastide.townhalls.actes.tiers.port import Ambiguous, Refused, Unreachable
from bastide.townhalls.actes.wire.inspection import inspect

from .prefecture import Line, Prefecture, anomaly, deferral, letter, receipt
from .sending import checked, message_of, prepared, run, sent, sent_codes, state_of


def test_an_act_goes_from_the_secretary_to_the_register(body, people, clock, line):
    acte = prepared(body, people, publishes_itself=True)

    exchange = sent(acte, people, clock, line)

    assert state_of(acte) == Acte.State.RECEIVED
    assert acte.unique_id == "099-212499016-20261112-2026_001-DE"
    assert state_of(exchange) == states.State.ACKNOWLEDGED
    passed = list(Step.objects.filter(transaction=exchange).values_list("state", flat=True))
    assert passed == [1, 2, 3, 4]
    envelope = Envelope.objects.get()
    assert envelope.read() == line.prefecture.archives[0][1]
    assert [each.reading.code for each in inspect(io.BytesIO(envelope.read()), envelope.name)][-1] == "1-1"
    assert acte.files.get().wire_name.startswith("99_DE-099-212499016-20261112-2026_001-DE-1-1_1")
    entry = RegisterEntry.objects.get()
    assert entry.unique_id == acte.unique_id
    assert "Reçu en préfecture le 25/11/2026" in entry.text
    assert Followup.objects.get(organisation=body).first_act_on is not None
    assert verify().broken is None


def test_only_a_signatory_of_the_body_transmits_and_only_what_is_ready(body, people, clock):
    acte = prepared(body, people)
    for person in (people.secretary, people.councillor, people.neighbour, people.pole):
        with pytest.raises(transmission.NotSignatory):
            transmission.transmit_acte(acte=acte, by=person, at=clock())

    transmission.transmit_acte(acte=acte, by=people.mayor, at=clock())
    with pytest.raises(transmission.NotWaiting):
        transmission.transmit_acte(acte=acte, by=people.mayor, at=clock())
    with pytest.raises(drafting.NoLongerChanging):
        drafting.describe_acte(acte=acte, by=people.secretary, at=clock(), object="Autre")

    assert Transaction.objects.count() == Dispatch.objects.count() == 1


class Killed(BaseException):
    """The process is gone: nothing after this line runs."""


class Killer:
    """Counts every statement, every file and every call of a run, and dies at the one that is asked for."""

    def __init__(self, at=None):
        self.at, self.seen = at, []

    def point(self, name):
        self.seen.append(name)
        if len(self.seen) - 1 == self.at:
            raise Killed(name)

    def execute(self, execute, sql, params, many, context):
        self.point(sql.split(None, 1)[0])
        answer = execute(sql, params, many, context)
        self.point("after " + sql.split(None, 1)[0])
        return answer


def whole_run(killer, acte, line, clock, monkeypatch):
    """One sending and one collection, every step of which may be the last."""
    real_save = default_storage.save

    def save(name, content, **options):
        killer.point("file")
        return real_save(name, content, **options)

    with monkeypatch.context() as patched:
        patched.setattr(default_storage._wrapped, "save", save)
        line.before = lambda: killer.point("before the hand-over")
        line.after = lambda: killer.point("after the hand-over")
        with connection.execute_wrapper(killer.execute):
            run(clock, line)
    line.before = line.after = lambda: None


def test_killed_at_every_point_one_act_reaches_the_prefecture_and_the_journal_verifies(
    body, people, clock, monkeypatch, line
):
    # The points are those of a whole run, as the code makes it; the first act of a body makes more rows than the next.
    sent(prepared(body, people, publishes_itself=True), people, clock, line)
    recorder = Killer()
    acte = prepared(body, people)
    transmission.transmit_acte(acte=acte, by=people.mayor, at=clock())
    whole_run(recorder, acte, line, clock, monkeypatch)
    writing = ("INSERT", "UPDATE", "DELETE", "file", "before the", "after the", "after INSERT", "after UPDATE")
    points = [number for number, name in enumerate(recorder.seen) if name.startswith(writing)]
    assert len(points) > 40
    assert {"before the hand-over", "after the hand-over"} <= set(recorder.seen)

    for rank, point in enumerate(points):
        line = Line(Prefecture())
        line.prefecture.can_look_up = rank % 2 == 0
        acte = prepared(body, people)
        exchange = transmission.transmit_acte(acte=acte, by=people.mayor, at=clock())
        with pytest.raises(Killed):
            whole_run(Killer(at=point), acte, line, clock, monkeypatch)
        for _round in range(3):
            clock.later(hours=1)
            run(clock, line)

        name = recorder.seen[point]
        assert len(line.prefecture.acts) == 1, name
        assert state_of(acte) == Acte.State.RECEIVED, name
        assert state_of(exchange) == states.State.ACKNOWLEDGED, name
        assert Step.objects.filter(transaction=exchange, state=4).count() == 1, name
        assert Dispatch.objects.get(transaction=exchange).state == Dispatch.State.DONE, name
        assert JournalLine.objects.filter(verb="actes.received", target_pk=str(acte.pk)).count() == 1, name
        if line.prefecture.can_look_up:
            assert set(line.prefecture.acts.values()) == {1}, name
    assert verify().broken is None


def test_after_an_ambiguous_answer_the_act_is_looked_up_before_it_is_sent_again(body, people, clock, line):
    def cut():
        raise Ambiguous("coupé")

    acte = prepared(body, people)
    line.after = cut
    exchange = transmission.transmit_acte(acte=acte, by=people.mayor, at=clock())
    dispatching.send_due(clock=clock, connect=lambda settings, at: line)
    assert Dispatch.objects.get().handed_at is not None
    line.after = lambda: None
    line.prefecture.is_silent = True

    clock.later(hours=1)
    run(clock, line)

    assert line.prefecture.acts == {"099-212499016-20261112-2026_001-DE": 1}
    assert Dispatch.objects.get().times_handed == 1
    assert state_of(exchange) in (states.State.TRANSMITTED, states.State.ACKNOWLEDGED)


def test_what_surely_did_not_leave_is_sent_again_and_what_is_refused_comes_back(body, people, clock, line):
    def away():
        raise Unreachable("le service ne répond pas")

    acte = prepared(body, people)
    line.before = away
    transmission.transmit_acte(acte=acte, by=people.mayor, at=clock())
    dispatching.send_due(clock=clock, connect=lambda settings, at: line)
    work = Dispatch.objects.get()
    assert (work.state, work.handed_at) == (Dispatch.State.DUE, None)
    line.before = lambda: None
    clock.later(hours=1)
    run(clock, line)
    assert state_of(acte) == Acte.State.RECEIVED

    def no():
        raise Refused("Numéro déjà pris", raw=b"KO")

    other = prepared(body, people)
    line.before = no
    failed = sent(other, people, clock, line)
    assert state_of(other) == Acte.State.FAILED
    assert Step.objects.filter(transaction=failed).last().proof == "KO"
    # The State registered nothing: the same number leaves again.
    line.before = lambda: None
    drafting.make_ready(acte=other, by=people.secretary, at=clock())
    sent(other, people, clock, line)
    assert state_of(other) == Acte.State.RECEIVED
    assert other.number == "2026_002"


def test_an_anomaly_comes_back_to_the_secretary_and_a_late_one_waits_for_a_person(body, people, clock, line):
    line.prefecture.is_silent = True
    acte = prepared(body, people)
    exchange = sent(acte, people, clock, line)
    xml = message_of(line, "1-1")
    line.prefecture.is_silent = False
    line.prefecture.say(anomaly("002", "ODT-VERIF-01 Classification", xml))
    run(clock, line)
    assert (state_of(acte), state_of(exchange)) == (Acte.State.FAILED, states.State.ERROR)
    assert exchange.anomaly_code == "002"
    # A receipt after it wins: it proves that the State has the act.
    line.prefecture.say(receipt("099-212499016-20261112-2026_001-DE", xml))
    run(clock, line)
    assert (state_of(acte), state_of(exchange)) == (Acte.State.RECEIVED, states.State.ACKNOWLEDGED)

    line.prefecture.say(anomaly("999", "Trop tard", xml))
    run(clock, line)
    assert state_of(acte) == Acte.State.RECEIVED
    late = InboundMessage.objects.quarantined().get()
    assert "après l’accusé" in " ".join(late.reasons)
    inbound.dismiss_message(message=late, by=people.pole, at=clock())
    assert not InboundMessage.objects.quarantined().exists()


def test_what_is_not_ours_or_cannot_be_read_is_kept_in_quarantine_and_changes_nothing(body, people, clock, line):
    line.prefecture.is_silent = True
    acte = prepared(body, people)
    exchange = sent(acte, people, clock, line)
    xml = message_of(line, "1-1")
    own = receipt("099-212499016-20261112-2026_001-DE", xml)
    odd = [
        receipt("099-111111111-20261112-2026_001-DE", xml),
        receipt("099-212499016-20261113-2026_001-DE", xml),
        receipt("099-212499016-20261112-2026_009-DE", xml),
        own[:200],
        "pas du XML",
        own.replace("<actes:ARActe", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><actes:ARActe'),
        letter("CourrierSimple", "099-212499016-20261112-2026_001-DE"),
    ]
    line.prefecture.is_silent = False
    for each in odd:
        line.prefecture.say(each)
    run(clock, line)

    assert InboundMessage.objects.quarantined().count() == len(odd)
    assert all(message.reasons for message in InboundMessage.objects.all())
    assert (state_of(acte), state_of(exchange)) == (Acte.State.SENDING, states.State.TRANSMITTED)
    # A receipt that an agent imports for another body goes nowhere either.
    line.prefecture.say(own)
    run(clock, line)
    run(clock, line)
    assert state_of(acte) == Acte.State.RECEIVED
    assert Step.objects.filter(transaction=exchange, state=4).count() == 1


def test_a_receipt_imported_for_another_body_is_refused(valdorne, body, people, clock, line):
    line.prefecture.is_silent = True
    acte = prepared(body, people)
    sent(acte, people, clock, line)
    other = valdorne.le_peyrat.organisation
    make_settings(other, siren="212499024", tiers=TransmissionSettings.Tiers.MANUAL)
    raw = receipt("099-212499016-20261112-2026_001-DE", message_of(line, "1-1")).encode("iso-8859-1")

    message = collecting.import_message(organisation=other, raw=raw, name="ar.xml", at=clock())

    assert message.outcome == InboundMessage.Outcome.QUARANTINED
    assert state_of(acte) == Acte.State.SENDING


def test_letters_are_read_answered_and_acknowledged(body, people, clock, line):
    acte = prepared(body, people)
    sent(acte, people, clock, line)
    acte.refresh_from_db()
    for root in ("CourrierSimple", "DemandePieceComplementaire", "LettreObservations"):
        line.prefecture.say(letter(root, acte.unique_id, motive="Le plan manque"))
        line.prefecture.say(letter(root, acte.unique_id, motive="Le plan manque"))
    line.prefecture.say(deferral(acte.unique_id))
    run(clock, line)
    run(clock, line)

    letters = {each.kind: each for each in Transaction.objects.letters().order_by("kind")}
    assert list(letters) == [2, 3, 4, 5]
    assert Transaction.objects.unread().count() == 4
    # The receipts of a request and of observations leave by themselves.
    assert [state_of(letters[kind]) for kind in (2, 3, 4, 5)] == [21, 8, 8, 21]
    given = transmission.Answer(io.BytesIO(pdf_of()), "plan.pdf", checked(), "99_DE")
    for kind, sense in ((2, "answer"), (3, "answer"), (4, "refusal")):
        transmission.answer_letter(letter=letters[kind], sense=sense, documents=[given], by=people.mayor, at=clock())
    run(clock, line)

    answers = Transaction.objects.filter(parent__in=letters.values(), is_incoming=False).order_by("kind")
    assert [state_of(answer) for answer in answers] == [3, 4, 4]
    codes = [code for _name, code in sent_codes(line)]
    assert codes == ["1-1", "3-2", "4-2", "2-2", "3-4", "4-3"]
    with pytest.raises(transmission.NotAnswerable):
        transmission.answer_letter(letter=letters[5], sense="answer", documents=[given], by=people.mayor, at=clock())
    with pytest.raises(transmission.NotSignatory):
        transmission.answer_letter(
            letter=letters[2], sense="answer", documents=[given], by=people.secretary, at=clock()
        )


def test_a_cancelled_transmission_burns_its_number(body, people, clock, line):
    acte = prepared(body, people)
    with pytest.raises(transmission.NotCancellable):
        transmission.cancel_transmission(acte=acte, by=people.mayor, at=clock())
    exchange = sent(acte, people, clock, line)

    transmission.cancel_transmission(acte=acte, by=people.mayor, at=clock())
    with pytest.raises(transmission.NotCancellable):
        transmission.cancel_transmission(acte=acte, by=people.mayor, at=clock())
    run(clock, line)

    assert (state_of(acte), state_of(exchange)) == (Acte.State.CANCELLED, states.State.CANCELLED)
    assert line.prefecture.cancelled == {acte.unique_id}
    with pytest.raises(drafting.NoLongerChanging):
        drafting.abandon_acte(acte=acte, by=people.secretary, at=clock())
    with pytest.raises(drafting.NumberTaken) as taken:
        drafting.start_acte(organisation=body, nature=1, year=2026, number=acte.number, by=people.secretary, at=clock())
    assert taken.value.free == "2026_002"


def test_what_the_line_refuses_at_the_last_moment_comes_back_with_its_number(body, people, clock, line):
    acte = prepared(body, people)
    transmission.transmit_acte(acte=acte, by=people.mayor, at=clock())
    TransmissionSettings.objects.update(body_nature="99")
    run(clock, line)

    assert state_of(acte) == Acte.State.FAILED
    assert not line.prefecture.archives
    assert "collectivité" in acte.transactions.get().detail


def test_signs_that_cannot_leave_are_shown_and_do_not_block(body, people, clock, line):
    acte = prepared(body, people, object="L’œuvre du château : 12 € …")

    warned = [problem for problem in checks.problems_of(acte, NOON) if problem.code == "charset"]
    sent(acte, people, clock, line)

    assert "« € »" in warned[0].sentence
    assert not warned[0].is_blocking
    assert message_of(line, "1-1").decode("iso-8859-1").count("L'oeuvre du château : 12 EUR ...") == 1
    assert state_of(acte) == Acte.State.RECEIVED


def test_individual_acts_and_training_are_never_published_by_themselves(body, people, clock, line):
    acte = prepared(body, people, nature=3, publishes_itself=True)
    sent(acte, people, clock, line)
    assert state_of(acte) == Acte.State.RECEIVED
    entry = RegisterEntry.objects.get(acte=acte)
    assert entry.mode == RegisterEntry.Mode.NOTIFIED
    assert not RegisterEntry.objects.public().exists()

    TransmissionSettings.objects.update(is_training=True)
    trained = prepared(body, people, is_training=True, publishes_itself=True)
    sent(trained, people, clock, line)
    assert state_of(trained) == Acte.State.RECEIVED
    assert line.prefecture.archives[-1][0].startswith("BAS-TACT-")
    assert not RegisterEntry.objects.filter(acte=trained).exists()
    with pytest.raises(register.NotPublishable):
        register.publish_acte(acte=trained, by=people.secretary, at=clock())
