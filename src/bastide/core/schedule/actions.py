"""Running what the clock says."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model
from django_tasks_db.models import DBTaskResult

from bastide.core.journal import actions as journal
from bastide.kit.tasks.models import DueWork, LeaseLost
from bastide.kit.tasks.registry import periodics

from .models import PeriodicRun, next_on_grid

logger = logging.getLogger(__name__)

#: How far the clocks of two machines may be from one another without anybody being wrong.
CLOCKS_APART = timedelta(hours=1)


@dataclass
class Tick:
    """What one tick did, by name."""

    ran: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class RunningNow(Exception):
    """Somebody runs it at this moment."""


@transaction.atomic
def run_soon(*, run: PeriodicRun, by: Model, at: datetime) -> PeriodicRun:
    """Make a periodic work due now, for the next tick. Raises RunningNow."""
    run = PeriodicRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state == DueWork.State.LEASED and run.leased_until is not None and run.leased_until > at:
        raise RunningNow
    run.due_at = min(run.due_at, at)
    run.save(update_fields=["due_at"])
    journal.record("schedule.asked", target=run, by=by, at=at, data={"name": run.name})
    return run


def tick(*, clock: Callable[[], datetime], say: Callable[[str], None], only_long: bool | None = None) -> Tick:
    """Run each periodic work that is due; one that fails is told, tried again soon, and keeps no other from running.

    Not one transaction: every work has its own. `clock` is read before and after each. Long works come last;
    `only_long` runs these alone (True) or none of them (False).
    """
    at = clock()
    known = {run.name: run for run in PeriodicRun.objects.all()}
    PeriodicRun.objects.bulk_create(
        [PeriodicRun(name=name, due_at=at) for name, _periodic in periodics if name not in known], ignore_conflicts=True
    )
    _come_back([run for run in known.values() if _is_beyond(run, at)], at)
    outcome = Tick()
    due = [name for name in PeriodicRun.objects.due(at).values_list("name", flat=True) if name in periodics]
    for name in sorted(due, key=lambda name: periodics[name].is_long):
        if only_long in (None, periodics[name].is_long):
            _run(name, clock, say, outcome)
    return outcome


def forget_jobs(*, before: datetime) -> int:
    """Delete the rows of jobs that ended before `before`, or whose worker was killed before it; gives how many."""
    ended = DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()[0]
    return ended + DBTaskResult.objects.running().filter(started_at__lt=before).delete()[0]


def _is_beyond(run: PeriodicRun, at: datetime) -> bool:
    """Whether it waits for a moment that only a clock that was ahead can have given."""
    if (periodic := dict(periodics).get(run.name)) is None:
        return False
    if run.state == DueWork.State.LEASED:
        return run.leased_until is not None and run.leased_until > at + periodic.longest + CLOCKS_APART
    return run.due_at > at + periodic.every + CLOCKS_APART


def _come_back(runs: list[PeriodicRun], at: datetime) -> None:
    for run in runs:
        logger.warning("%s waited for %s: the clock of the machine was ahead", run.name, run.due_at)
        unchanged = PeriodicRun.objects.filter(pk=run.pk, state=run.state, lease_token=run.lease_token)
        unchanged.update(state=DueWork.State.DUE, due_at=at, lease_token=None, leased_until=None)


def _run(name: str, clock: Callable[[], datetime], say: Callable[[str], None], outcome: Tick) -> None:
    periodic, at = periodics[name], clock()
    runs = PeriodicRun.objects.filter(name=name)
    if not (leased := runs.lease(at, periodic.longest.total_seconds())):
        return  # Another tick has it.
    run, said = leased[0], []

    def keep(line: str) -> None:
        said.append(line)
        say(f"{name}: {line}")

    next_at = next_on_grid(at, periodic.every)
    try:
        periodic.run(at, keep)
    except Exception as error:
        logger.exception("%s failed", name)
        say(f"{name}: failed, {type(error).__name__}: {error}")
        outcome.failed.append(name)
        fields: dict[str, Any] = {"last_error": f"{type(error).__name__}: {error}"[:1000]}
        due_at = min(next_at, clock() + run.delay_after(run.attempts))
    else:
        outcome.ran.append(name)
        fields = {"last_error": "", "attempts": 0, "ran_at": at, "said": "\n".join(said)}
        due_at = next_at
    try:
        runs.put_off(run.lease_token, due_at, **fields)
    except LeaseLost:
        logger.warning("%s ran for longer than it said (%s)", name, periodic.longest)
