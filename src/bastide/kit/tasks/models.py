"""Rows that say what is due: the memory of work, which the queue is not."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

WorkT = TypeVar("WorkT", bound="DueWork")


class LeaseLost(Exception):
    """The lease ended and somebody else has the work, or finished it: undo what was done under it."""


class DueWorkQuerySet(models.QuerySet[WorkT]):
    """One winner per row, on PostgreSQL as on SQLite, whose transactions are IMMEDIATE."""

    def due(self, at: datetime) -> Self:
        """What may be taken at `at`: due, or leased to somebody whose lease has ended. The oldest first.

        A moment beyond `furthest` was written while the machine's clock was ahead: nobody waits for that day.
        """
        beyond = at + self.model.furthest
        return self.filter(
            models.Q(state=DueWork.State.DUE, due_at__lte=at)
            | models.Q(state=DueWork.State.DUE, due_at__gt=beyond)
            | models.Q(state=DueWork.State.LEASED, leased_until__lte=at)
            | models.Q(state=DueWork.State.LEASED, leased_until__gt=beyond)
        ).order_by("due_at", "pk")

    def stuck(self, at: datetime) -> Self:
        """Taken `max_attempts` times, never ended: whoever takes it must be dying of it."""
        if self.model.max_attempts is None:
            return self.none()
        return self.filter(state=DueWork.State.LEASED, leased_until__lte=at, attempts__gte=self.model.max_attempts)

    def lease(self, at: datetime, seconds: float, *, limit: int = 1) -> list[WorkT]:
        """Take up to `limit` rows for `seconds`; two callers never get the same row.

        The lease is committed on return: call it outside any transaction. A row whose holders died `max_attempts` times
        is set to failed instead.
        """
        until = at + timedelta(seconds=seconds)
        with transaction.atomic(durable=True):
            self.stuck(at).update(
                state=DueWork.State.FAILED,
                lease_token=None,
                leased_until=None,
                last_error="Every attempt was cut short.",
            )
            taken = list(self.due(at).select_for_update(skip_locked=True, of=("self",))[:limit])
            for work in taken:
                work.state, work.leased_until, work.lease_token = DueWork.State.LEASED, until, uuid.uuid4()
                work.attempts += 1
                work.save(update_fields=["state", "leased_until", "lease_token", "attempts"])
        return taken

    def complete(self, token: uuid.UUID, at: datetime) -> None:
        """Set the work leased under `token` to done, in the transaction of its effect.

        Raises LeaseLost when the lease went to another: let it out of the transaction, so that the effect is undone.
        """
        self._end(token, state=DueWork.State.DONE, done_at=at, last_error="")

    def fail(self, token: uuid.UUID, at: datetime, error: str) -> DueWork.State:
        """Put the work back for later, ever later, or give it up after `max_attempts`. Gives the new state."""
        attempts = self.filter(lease_token=token).values_list("attempts", flat=True).first() or 1
        if self.model.max_attempts is not None and attempts >= self.model.max_attempts:
            self._end(token, state=DueWork.State.FAILED, last_error=error[:1000])
            return DueWork.State.FAILED
        self._end(token, state=DueWork.State.DUE, due_at=at + self.model.delay_after(attempts), last_error=error[:1000])
        return DueWork.State.DUE

    def postpone(self, token: uuid.UUID, due_at: datetime, error: str) -> None:
        """Put the work back until `due_at` as if it had not been tried: what it needs is away. Raises LeaseLost."""
        self._end(
            token,
            state=DueWork.State.DUE,
            due_at=due_at,
            attempts=models.F("attempts") - 1,
            last_error=error[:1000],
        )

    def extend(self, token: uuid.UUID, until: datetime) -> None:
        """Keep the lease for longer: long work calls this as it goes. Raises LeaseLost."""
        if not self.filter(state=DueWork.State.LEASED, lease_token=token).update(leased_until=until):
            raise LeaseLost(token)

    def _end(self, token: uuid.UUID, **fields: Any) -> None:
        leased = self.filter(state=DueWork.State.LEASED, lease_token=token)
        if not leased.update(lease_token=None, leased_until=None, **fields):
            raise LeaseLost(token)


class DueWork(models.Model):
    """Inherit it for work that must happen once in effect; see `docs/dev/tasks.md`."""

    class State(models.TextChoices):
        DUE = "due", _("À faire")
        LEASED = "leased", _("En cours")
        DONE = "done", _("Fait")
        FAILED = "failed", _("Abandonné")

    #: Attempts before the work is given up; None: never.
    max_attempts: int | None = 8
    first_delay = timedelta(minutes=1)
    longest_delay = timedelta(hours=6)
    #: No work is put off, and no lease lasts, for longer.
    furthest = timedelta(days=1)

    state = models.CharField(_("état"), max_length=8, choices=State, default=State.DUE)
    due_at = models.DateTimeField(_("à faire le"))
    attempts = models.PositiveIntegerField(_("essais"), default=0)
    leased_until = models.DateTimeField(_("réservé jusqu’à"), null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True, editable=False, unique=True)
    last_error = models.TextField(_("dernière erreur"), blank=True)
    done_at = models.DateTimeField(_("fait le"), null=True, blank=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["state", "due_at"], name="%(app_label)s_%(class)s_due")]

    @classmethod
    def delay_after(cls, attempts: int) -> timedelta:
        """How long to wait after that many attempts: doubled each time, up to `longest_delay`."""
        return min(cls.first_delay * 2 ** min(attempts - 1, 20), cls.longest_delay)
