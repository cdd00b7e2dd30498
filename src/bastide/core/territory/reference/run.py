"""One run of the loader: the lease that only one process holds, and batches that renew it."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.kit.tasks.progress import Progress

from ..models import Load
from .package import ReferenceProblem

#: A run on another machine that has not renewed its lease for so long is taken for dead.
LEASE = timedelta(minutes=2)

#: Loads that run in this very process.
_held: set[int] = set()


class LoadUnderWay(ReferenceProblem):
    """Another process is loading."""


class LeaseLost(ReferenceProblem):
    """This run was taken for dead and another has begun."""


class Run:
    """Counts what happens, by kind; each batch is one short transaction that renews the lease."""

    def __init__(self, load: Load, progress: Progress) -> None:
        self.load, self.progress = load, progress
        self.counts: dict[str, Counter[str]] = {}

    def count(self, kind: str, *, new: int = 0, changed: int = 0, unchanged: int = 0, gone: int = 0) -> None:
        self.counts.setdefault(kind, Counter()).update(new=new, changed=changed, unchanged=unchanged, gone=gone)

    @property
    def changed(self) -> bool:
        return any(each["new"] or each["changed"] or each["gone"] for each in self.counts.values())

    @contextmanager
    def batch(self) -> Iterator[None]:
        """What is written inside is kept whole or not at all, with the counts. Stay under a second."""
        before = {kind: Counter(each) for kind, each in self.counts.items()}
        try:
            with transaction.atomic():
                self._renew()
                yield
                self._note()
        except BaseException:
            self.counts = before
            raise

    def renew(self) -> None:
        """Say that this process lives, in a long computation."""
        with transaction.atomic():
            self._renew()

    def _renew(self) -> None:
        # The lease is about the machine's clock, not about the time of the story told.
        if not Load.objects.filter(pk=self.load.pk, state=Load.State.RUNNING).update(renewed_at=timezone.now()):
            raise LeaseLost(_("Un autre chargement a pris la suite de celui-ci."))

    def _note(self) -> None:
        Load.objects.filter(pk=self.load.pk).update(counts=self.as_json(), changed=self.changed)

    def as_json(self) -> dict[str, dict[str, int]]:
        return {kind: dict(each) for kind, each in self.counts.items()}

    def finish(self, state: Load.State, problems: list[str], at: datetime) -> None:
        Load.objects.filter(pk=self.load.pk, state=Load.State.RUNNING).update(
            state=state, counts=self.as_json(), changed=self.changed, problems=problems, finished_at=at
        )
        self.load.refresh_from_db()


@contextmanager
def lease(*, perimeter: str, version: str, at: datetime, progress: Progress) -> Iterator[Run]:
    """The right to load, for this process alone.

    Raises LoadUnderWay when another process holds it. A dead holder is set aside.
    """
    holder = Load.objects.filter(state=Load.State.RUNNING).first()
    if holder is not None:
        if _is_alive(holder):
            raise LoadUnderWay(_under_way(holder))
        Load.objects.filter(pk=holder.pk, state=Load.State.RUNNING, renewed_at=holder.renewed_at).update(
            state=Load.State.INTERRUPTED
        )
    try:
        with transaction.atomic():
            load = Load.objects.create(
                perimeter=perimeter,
                version=version,
                started_at=at,
                renewed_at=timezone.now(),
                host=socket.gethostname(),
                process=os.getpid(),
            )
    except IntegrityError as error:
        raise LoadUnderWay(_("Un autre chargement vient de commencer. Attendez qu’il finisse.")) from error
    run = Run(load, progress)
    _held.add(load.pk)
    try:
        yield run
    except BaseException as error:
        stopped = isinstance(error, KeyboardInterrupt | SystemExit)
        run.finish(Load.State.INTERRUPTED if stopped else Load.State.FAILED, [str(error)], timezone.now())
        raise
    finally:
        _held.discard(load.pk)


def _under_way(holder: Load) -> str:
    return _(
        "Un chargement est déjà en cours (%(perimeter)s, processus %(process)d sur %(host)s, commencé à %(clock)s). "
        "Attendez qu’il finisse."
    ) % {
        "perimeter": holder.perimeter,
        "process": holder.process,
        "host": holder.host,
        "clock": timezone.localtime(holder.started_at).strftime("%H:%M"),
    }


def _is_alive(holder: Load) -> bool:
    if timezone.now() - holder.renewed_at > LEASE:
        return False
    if holder.host != socket.gethostname():
        return True
    if holder.process == os.getpid():
        # Ours, or that of a dead process whose number we were given: in a container that is usual.
        return holder.pk in _held
    try:
        os.kill(holder.process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
