from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from bastide.core.schedule import actions, health
from bastide.core.schedule.clockwork import settle_purges
from bastide.core.schedule.models import PeriodicRun, next_on_grid
from bastide.kit.health.registry import Level
from bastide.kit.http.actions import note_purge
from bastide.kit.tasks.clockwork import Periodic
from bastide.kit.tasks.registry import periodics
from bastide.kit.tasks.testing import processes_on_this_database

NOON = datetime(2026, 11, 24, 12, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Bell:
    def __init__(self) -> None:
        self.rung_at: list[datetime] = []
        self.broken = False

    def ring(self, at, say) -> None:
        if self.broken:
            raise RuntimeError("no clapper")
        self.rung_at.append(at)
        say("rung")


@pytest.fixture
def bell(monkeypatch, db):
    monkeypatch.setattr(periodics, "_plugs", {})
    bell = Bell()
    periodics.plug("test.bell", Periodic("Cloche", every=HOUR, run=bell.ring))
    return bell


def tick(at):
    return actions.tick(clock=lambda: at, say=lambda line: None)


def test_work_runs_at_once_then_on_its_grid(bell):
    for minutes in (0, 1, 59, 60, 61, 119, 120):
        tick(NOON + timedelta(minutes=minutes))

    assert [at.hour for at in bell.rung_at] == [12, 13, 14]


def test_hours_missed_while_the_machine_slept_are_made_up_once(bell):
    tick(NOON)

    tick(NOON + 9 * HOUR)
    tick(NOON + 9 * HOUR + timedelta(minutes=1))

    assert len(bell.rung_at) == 2


def test_a_failure_is_told_tried_again_soon_and_stops_no_other(bell):
    other = Bell()
    periodics.plug("test.other", Periodic("Autre", every=HOUR, run=other.ring))
    bell.broken = True

    outcome = tick(NOON)
    bell.broken = False
    tick(NOON + timedelta(seconds=61))

    assert (outcome.ran, outcome.failed) == (["test.other"], ["test.bell"])
    assert len(bell.rung_at) == 1
    assert PeriodicRun.objects.get(name="test.bell").last_error == ""


def test_what_may_take_hours_comes_last_or_on_a_clock_of_its_own(bell):
    slow = Bell()
    periodics.plug("test.a_slow_one", Periodic("Lente", every=HOUR, run=slow.ring, is_long=True))

    in_one = actions.tick(clock=lambda: NOON, say=lambda line: None).ran
    long = actions.tick(clock=lambda: NOON + HOUR, say=lambda line: None, only_long=True).ran
    short = actions.tick(clock=lambda: NOON + HOUR, say=lambda line: None, only_long=False).ran

    assert (in_one, long, short) == (["test.bell", "test.a_slow_one"], ["test.a_slow_one"], ["test.bell"])


def test_the_command_counts_and_exits_with_an_error_when_one_failed(bell, capsys):
    bell.broken = True

    with pytest.raises(CommandError, match=r"test\.bell"):
        call_command("tick")

    assert "0 ran, 1 failed." in capsys.readouterr().out


def test_what_another_tick_is_running_is_left_alone(bell):
    tick(NOON)
    PeriodicRun.objects.all().lease(NOON + HOUR, 600)

    outcome = tick(NOON + HOUR + timedelta(minutes=5))

    assert (outcome.ran, outcome.failed) == ([], [])


def test_a_run_that_was_cut_short_runs_again_after_its_lease(bell):
    tick(NOON)
    PeriodicRun.objects.all().lease(NOON + HOUR, 600)

    tick(NOON + HOUR + timedelta(minutes=11))

    assert len(bell.rung_at) == 2


def test_a_name_that_is_no_longer_plugged_is_left_alone(bell):
    PeriodicRun.objects.create(name="test.gone", due_at=NOON)

    assert tick(NOON).ran == ["test.bell"]


@given(
    at=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    every=st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=30)),
)
def test_the_next_moment_is_after_now_by_at_most_one_period_and_stays_on_the_grid(at, every):
    following = next_on_grid(at, every)

    assert timedelta(0) < following - at <= every
    assert next_on_grid(following, every) == following + every


TICKER = """
import sys, time
from datetime import timedelta
from django.utils import timezone
from bastide.core.schedule import actions
from bastide.core.schedule.clockwork import settle_purges
from bastide.kit.http.actions import note_purge
from bastide.kit.tasks.clockwork import Periodic
from bastide.kit.tasks.registry import periodics
def run(at, say):
    time.sleep(1)
periodics._plugs.clear()
periodics.plug("test.slow", Periodic("Lent", every=timedelta(days=1), run=run))
sys.stdin.readline()
print(len(actions.tick(clock=timezone.now, say=lambda line: None).ran))
"""


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_run_a_work_once(tmp_path, monkeypatch):
    processes = processes_on_this_database(tmp_path, monkeypatch)
    tickers = [processes.start(TICKER) for _ in range(2)]

    for ticker in tickers:
        ticker.stdin.write("go\n")
        ticker.stdin.flush()
    ran = sorted(int(ticker.stdout.readline()) for ticker in tickers)

    assert processes.finish(*tickers) == [0, 0]
    assert ran == [0, 1]


def test_each_tick_settles_the_purges_of_pages_that_somebody_left_waiting(db):
    note_purge(tags=["town"])

    said = []
    for _minute in range(2):
        settle_purges(NOON, said.append)

    assert said == ["1 purges had been left waiting, 0 old ones forgotten"]
    assert periodics["schedule.purges"].run is settle_purges


def test_a_clock_that_was_years_ahead_and_was_set_right_stops_nothing(bell):
    held = Bell()
    periodics.plug("test.held", Periodic("Tenue", every=HOUR, run=held.ring))
    ahead = NOON + timedelta(days=9000)
    tick(ahead)
    PeriodicRun.objects.filter(name="test.held").lease(ahead + HOUR, 600)
    assert health.clock(NOON).level is Level.BAD

    for minute in range(3):
        tick(NOON + timedelta(minutes=minute))

    assert [each.rung_at[1:] for each in (bell, held)] == [[NOON], [NOON]]
    assert health.clock(NOON).level is Level.GOOD
