"""Doing what is due, one row at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from .models import DueWork, DueWorkQuerySet, LeaseLost, WorkT

logger = logging.getLogger(__name__)


@dataclass
class Ran:
    """What a run did: done, put back after an error, given up, lost to another holder of the lease."""

    done: int = 0
    put_back: int = 0
    given_up: int = 0
    lost: int = 0

    @property
    def total(self) -> int:
        return self.done + self.put_back + self.given_up + self.lost


def run_due(
    works: DueWorkQuerySet[WorkT],
    effect: Callable[[WorkT, datetime], None],
    *,
    clock: Callable[[], datetime],
    seconds: float = 60,
    limit: int = 1000,
) -> Ran:
    """Lease what is due, and give each row to `effect` inside the transaction that sets it to done.

    So an effect in the database happens once, whatever is killed when. `seconds` is more than one effect takes. An
    effect that raises is put back for later. `clock` is read before each row.
    """
    ran = Ran()
    while ran.total < limit and (leased := works.lease(clock(), seconds)):
        work = leased[0]
        assert work.lease_token is not None
        try:
            with transaction.atomic():
                # First: it takes the row's lock, and refuses when another holds the lease by now.
                works.complete(work.lease_token, clock())
                effect(work, clock())
        except LeaseLost:
            logger.warning("%s: the lease was lost, the work undone", work)
            ran.lost += 1
        except Exception as error:
            logger.exception("%s failed", work)
            _put_back(works, work, clock(), error, ran)
        else:
            ran.done += 1
    return ran


def _put_back(works: DueWorkQuerySet[WorkT], work: WorkT, at: datetime, error: Exception, ran: Ran) -> None:
    assert work.lease_token is not None
    try:
        state = works.fail(work.lease_token, at, f"{type(error).__name__}: {error}")
    except LeaseLost:
        ran.lost += 1
    else:
        if state == DueWork.State.FAILED:
            ran.given_up += 1
        else:
            ran.put_back += 1
