import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.utils import timezone

from bastide.core.territory.models import Load
from bastide.core.territory.reference.run import LEASE, LeaseLost, LoadUnderWay, lease
from bastide.kit.tasks.progress import Progress

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def begin():
    return lease(perimeter="france", version="1", at=AT, progress=Progress(StringIO()))


def running(*, process, host=None, age=timedelta(0)):
    return Load.objects.create(
        perimeter="epci 999000011",
        version="1",
        started_at=AT,
        renewed_at=timezone.now() - age,
        host=host or socket.gethostname(),
        process=process,
    )


@pytest.fixture
def dead_process():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_a_second_load_is_told_who_holds_the_first():
    with begin(), pytest.raises(LoadUnderWay, match=rf"\(france, processus {os.getpid()} sur .*, commencé à 10:00\)"):
        begin().__enter__()


def test_a_load_on_another_machine_is_respected_while_it_renews_its_lease():
    running(process=1, host="elsewhere")

    with pytest.raises(LoadUnderWay):
        begin().__enter__()


@pytest.mark.parametrize("process", [1, os.getpid()], ids=["another", "ours"])
def test_a_load_that_has_not_renewed_its_lease_for_long_is_taken_over(process):
    dead = running(process=process, host="elsewhere", age=LEASE + timedelta(seconds=1))

    with begin():
        dead.refresh_from_db()
        assert dead.state == Load.State.INTERRUPTED


def test_a_load_whose_process_died_is_taken_over_at_once(dead_process):
    running(process=dead_process)

    with begin() as run:
        assert run.load.state == Load.State.RUNNING


def test_a_process_number_used_again_holds_nothing():
    running(process=os.getpid())

    with begin() as run:
        assert run.load.state == Load.State.RUNNING


def test_a_load_taken_for_dead_writes_nothing_more():
    with begin() as run:
        Load.objects.filter(pk=run.load.pk).update(state=Load.State.INTERRUPTED)

        with pytest.raises(LeaseLost):
            run.renew()


def test_a_batch_that_fails_leaves_neither_rows_nor_counts():
    def fail(run):
        with run.batch():
            run.count("communes", new=3)
            raise ZeroDivisionError

    with begin() as run:
        with pytest.raises(ZeroDivisionError):
            fail(run)

        assert not run.changed
        assert not Load.objects.get(pk=run.load.pk).counts


def test_a_load_that_fails_frees_the_place_and_keeps_the_reason():
    with pytest.raises(ZeroDivisionError), begin():
        _ = 1 / 0

    failed = Load.objects.get()
    assert (failed.state, failed.problems) == (Load.State.FAILED, ["division by zero"])
