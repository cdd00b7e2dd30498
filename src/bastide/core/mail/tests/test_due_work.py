"""`kit.tasks.DueWork`, which has no table of its own, seen through the mails that inherit it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from bastide.core.mail.models import Mail
from bastide.kit.tasks.models import DueWork, LeaseLost
from bastide.kit.tasks.running import run_due
from bastide.kit.tasks.testing import processes_on_this_database

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def make_mail(*, due_at=NOON, **fields) -> Mail:
    return Mail.objects.create(
        due_at=due_at, asked_at=NOON, sender="a@b.example", recipients=["c@d.example"], content=b"", **fields
    )


def test_what_is_due_is_taken_the_oldest_first_and_what_is_not_stays(db):
    later, old, older = (make_mail(due_at=NOON + offset * MINUTE) for offset in (1, -1, -2))

    assert Mail.objects.lease(NOON, 60, limit=5) == [older, old]
    assert Mail.objects.get(pk=later.pk).state == DueWork.State.DUE


def test_a_leased_row_is_nobody_elses_until_the_lease_ends(db):
    make_mail()
    Mail.objects.lease(NOON, 60)

    assert Mail.objects.lease(NOON + timedelta(seconds=59), 60) == []
    assert len(Mail.objects.lease(NOON + timedelta(seconds=60), 60)) == 1


def test_who_lost_the_lease_can_neither_complete_nor_fail_nor_extend(db):
    make_mail()
    token = Mail.objects.lease(NOON, 60)[0].lease_token
    Mail.objects.lease(NOON + 2 * MINUTE, 60)

    for attempt in (
        lambda: Mail.objects.complete(token, NOON),
        lambda: Mail.objects.fail(token, NOON, "late"),
        lambda: Mail.objects.extend(token, NOON),
        lambda: Mail.objects.complete(uuid.uuid4(), NOON),
    ):
        with pytest.raises(LeaseLost):
            attempt()

    assert Mail.objects.get().state == DueWork.State.LEASED


def test_an_extended_lease_is_kept(db):
    make_mail()
    token = Mail.objects.lease(NOON, 60)[0].lease_token

    Mail.objects.extend(token, NOON + 5 * MINUTE)

    assert Mail.objects.lease(NOON + 4 * MINUTE, 60) == []


def test_a_failure_waits_longer_each_time_and_is_given_up_in_the_end(db):
    make_mail()
    at, delays = NOON, []
    while leased := Mail.objects.lease(at, 60):
        Mail.objects.fail(leased[0].lease_token, at, "server down")
        mail = Mail.objects.get()
        delays.append((mail.due_at - at) // MINUTE)
        at = max(mail.due_at, at + MINUTE)

    assert delays[:5] == [1, 2, 4, 8, 16]
    assert (mail.state, mail.attempts, mail.last_error) == (DueWork.State.FAILED, 16, "server down")


def test_work_whose_holders_keep_dying_is_given_up(db):
    make_mail()
    for attempt in range(Mail.max_attempts):
        assert Mail.objects.lease(NOON + attempt * 10 * MINUTE, 60)

    assert Mail.objects.lease(NOON + timedelta(days=1), 60) == []
    assert Mail.objects.get().state == DueWork.State.FAILED


def test_an_effect_that_raises_is_undone_and_put_back(db):
    make_mail()
    make_mail(subject="good")

    def effect(mail, at):
        mail.subject = "effect"
        Mail.objects.filter(pk=mail.pk).update(subject="effect")
        if mail.pk == first.pk:
            raise OSError("no paper")

    first = Mail.objects.order_by("pk")[0]
    ran = run_due(Mail.objects.all(), effect, clock=lambda: NOON)

    assert (ran.done, ran.put_back) == (1, 1)
    assert list(Mail.objects.order_by("pk").values_list("state", "subject", "last_error")) == [
        ("due", "", "OSError: no paper"),
        ("done", "effect", ""),
    ]


def test_an_effect_whose_lease_went_to_another_does_not_happen(db):
    make_mail()
    readings = iter(range(10))
    effects = []

    def clock():
        if next(readings) == 1:
            # What another holder's lease() does, between ours and our effect.
            Mail.objects.update(lease_token=uuid.uuid4())
        return NOON

    ran = run_due(Mail.objects.all(), lambda mail, at: effects.append(mail), clock=clock, limit=1)

    assert (ran.lost, ran.done, effects) == (1, 0, [])


RACER = """
import sys
from datetime import datetime, UTC
from bastide.core.mail.models import Mail
from bastide.kit.tasks.running import run_due
def effect(mail, at):
    mail.subject = mail.subject + sys.argv[1]
    mail.save(update_fields=["subject"])
sys.stdin.readline()
print(run_due(Mail.objects.all(), effect, clock=lambda: datetime(2026, 11, 24, 12, tzinfo=UTC)).done)
"""


@pytest.mark.django_db(transaction=True)
def test_two_processes_share_the_work_and_do_each_row_once(tmp_path, monkeypatch):
    for _ in range(40):
        make_mail()
    processes = processes_on_this_database(tmp_path, monkeypatch)
    racers = [processes.start(RACER, mark) for mark in "ab"]

    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    done = [int(racer.stdout.readline()) for racer in racers]

    assert processes.finish(*racers) == [0, 0]
    assert sum(done) == 40
    assert set(Mail.objects.values_list("subject", flat=True)) <= {"a", "b"}
    assert set(Mail.objects.values_list("state", flat=True)) == {"done"}


DYING = """
import os, sys, signal
from datetime import datetime, UTC
from bastide.core.mail.models import Mail
from bastide.kit.tasks.running import run_due
where = sys.argv[1]
def die():
    os.kill(os.getpid(), signal.SIGKILL)
def effect(mail, at):
    if where == "before the effect":
        die()
    mail.subject += "x"
    mail.save(update_fields=["subject"])
    if where == "after the effect":
        die()
if where == "with the lease":
    Mail.objects.lease(datetime(2026, 11, 24, 12, tzinfo=UTC), 60)
    die()
run_due(Mail.objects.all(), effect, clock=lambda: datetime(2026, 11, 24, 12, tzinfo=UTC))
if where == "after the commit":
    die()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["with the lease", "before the effect", "after the effect", "after the commit"])
def test_a_process_killed_at_any_step_has_its_work_done_once(tmp_path, monkeypatch, where):
    make_mail()
    processes = processes_on_this_database(tmp_path, monkeypatch)
    assert processes.finish(processes.start(DYING, where)) == [-9]

    def effect(mail, at):
        mail.subject += "x"
        mail.save(update_fields=["subject"])

    too_early = run_due(Mail.objects.all(), effect, clock=lambda: NOON + timedelta(seconds=30))
    run_due(Mail.objects.all(), effect, clock=lambda: NOON + 2 * MINUTE)

    assert too_early.total == 0
    assert Mail.objects.get().subject == "x"
    assert Mail.objects.get().state == DueWork.State.DONE


def test_what_was_written_while_the_clock_was_years_ahead_does_not_wait_for_that_day(db):
    asked, held = make_mail(due_at=NOON + timedelta(days=9000)), make_mail()
    Mail.objects.filter(pk=held.pk).lease(NOON + timedelta(days=9000), 60)
    soon = make_mail(due_at=NOON + timedelta(hours=6))

    taken = Mail.objects.lease(NOON, 60, limit=9)

    assert {mail.pk for mail in taken} == {asked.pk, held.pk}
    assert Mail.objects.get(pk=soon.pk).state == DueWork.State.DUE
