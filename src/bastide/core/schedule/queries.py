"""What the pôle reads of the periodic works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bastide.kit.tasks.models import DueWork
from bastide.kit.tasks.registry import periodics

from .models import PeriodicRun

#: The clock calls each minute: a work that waits for longer is not called at all.
LATE_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class Work:
    """One periodic work, and how its last run went."""

    title: Any
    run: PeriodicRun
    is_late: bool

    @property
    def has_failed(self) -> bool:
        return bool(self.run.last_error)


def works(at: datetime) -> list[Work]:
    """Every periodic work that still exists: those that failed first, then those that the clock forgot. One query."""
    found = [
        Work(periodics[run.name].title, run, is_late=_waits(run, at))
        for run in PeriodicRun.objects.order_by("name")
        if run.name in periodics
    ]
    return sorted(found, key=lambda work: (not work.has_failed, not work.is_late))


def failed_count() -> int:
    """How many periodic works failed when they last ran."""
    return PeriodicRun.objects.exclude(last_error="").filter(name__in=[name for name, _periodic in periodics]).count()


def last_success(name: str) -> datetime | None:
    """When the periodic work of this name last ran to its end; None: never."""
    return PeriodicRun.objects.filter(name=name).values_list("ran_at", flat=True).first()


def _waits(run: PeriodicRun, at: datetime) -> bool:
    return run.state == DueWork.State.DUE and run.due_at < at - LATE_AFTER
