"""Writing down which pages no longer hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from . import front, tasks
from .entry import LONGEST_AGE
from .models import CLOCK, PagePurge

#: Pages made before a purge are gone for longer than that, so that it may be forgotten.
KEPT = LONGEST_AGE + timedelta(days=1)


def note_purge(*, tags: Iterable[str]) -> None:
    """Let no page with one of `tags` hold once the current transaction is committed."""
    PagePurge.objects.bulk_create([PagePurge(tag=tag) for tag in sorted(set(tags))])


@transaction.atomic
def number_purges(*, at: datetime) -> int:
    """Give every purge that waits its number; returns how many waited. May be called by anybody at any time.

    Kill the process before, and the purges still count; pages with these tags are only made each time until somebody
    numbers them, at the latest `bastide tick`.
    """
    clock = start_clock(at=at)
    waiting = dict(PagePurge.objects.waiting().values_list("pk", "tag"))
    if waiting:
        number, tags = _number_after(clock, at), sorted(set(waiting.values()))
        PagePurge.objects.filter(tag__in=tags).exclude(number=None).delete()
        PagePurge.objects.filter(pk__in=waiting).delete()
        PagePurge.objects.bulk_create([PagePurge(tag=tag, number=number) for tag in tags])
        PagePurge.objects.filter(pk=clock.pk).update(number=number)
        if front.is_on() and front.take_back(tags=tags, at=at):
            transaction.on_commit(tasks.send_purges.enqueue, robust=True)
    return len(waiting)


@transaction.atomic
def note_copy(*, url: str, tags: Iterable[str], number: int, at: datetime) -> bool:
    """Write down that a cache in front may hold `url`, made after the purge `number`.

    False, and nothing, when one of `tags` was purged since: the page must not be kept.
    """
    start_clock(at=at)
    return front.note_copy(url=url, tags=tags, number=number, at=at)


@transaction.atomic
def drop_old_purges(*, at: datetime) -> int:
    """Forget purges that no stored page is old enough to need; returns how many."""
    start_clock(at=at)
    old = PagePurge.objects.exclude(tag=CLOCK).filter(number__lt=_microseconds(at - KEPT))
    return old.delete()[0]


@transaction.atomic
def start_clock(*, at: datetime) -> PagePurge:
    """The row that holds the last number, locked until the transaction ends; made when it is missing.

    Numbers are given one transaction after the other: who sees one has seen all before it.
    """
    clock, _is_new = PagePurge.objects.select_for_update().get_or_create(
        tag=CLOCK, number__isnull=False, defaults={"number": _microseconds(at)}
    )
    return clock


def _number_after(clock: PagePurge, at: datetime) -> int:
    assert clock.number is not None
    return max(clock.number + 1, _microseconds(at))


def _microseconds(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)
