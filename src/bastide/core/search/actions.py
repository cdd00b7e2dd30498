"""Keeping the index: one entry at once, or a whole source rebuilt beside the state that readers see."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from time import monotonic

from django.db import connection, transaction

from . import lexemes, storage
from .backends import backend_for
from .models import NEVER, IndexedEntry, IndexedSource, TouchedKey
from .registry import Entry, SearchSource, search_sources

#: A batch is one transaction; its size follows what the machine does in this time (seconds).
_BATCH_TIME = 0.4
_FIRST_BATCH, _LARGEST_BATCH = 200, 3_000
#: A rebuild that changed so many entries may have made words frequent: the index is tidied at once.
MANY = 2_000

Say = Callable[[str], None]


class UnknownSource(Exception):
    """No app plugs a search source of this name."""


class BuildTakenOver(Exception):
    """Another build of the same source was started: this one stopped, nothing is lost."""


def _source(name: str) -> tuple[SearchSource, IndexedSource]:
    if name not in search_sources:
        raise UnknownSource(name)
    return search_sources[name], IndexedSource.objects.get_or_create(name=name)[0]


@transaction.atomic
def reindex(*, source: str, key: str) -> None:
    """Make what people find about one thing agree with it now; called by the action that changed it.

    Raises UnknownSource. Costs some milliseconds; the change is seen when the caller's transaction ends.
    """
    plug, indexed = _source(source)
    indexed = IndexedSource.objects.select_for_update(of=("self",)).get(pk=indexed.pk)
    _renew(plug, indexed, key, state=indexed.live)
    if indexed.builder:
        TouchedKey.objects.get_or_create(source=indexed, key=key)


def _renew(plug: SearchSource, indexed: IndexedSource, key: str, *, state: int) -> None:
    """Replace all states of `key` by what its source says now, born in `state`."""
    storage.remove(indexed.entries.filter(key=key))
    if (entry := plug.entry(key)) is not None:
        checked = lexemes.check(entry)
        storage.insert(indexed, [(lexemes.content_hash(checked), checked)], state=state)


def rebuild(*, source: str, at: datetime, say: Say = lambda line: None) -> int:
    """Read the whole source again and show the result at once when it is complete; returns how many entries changed.

    Nothing changes for readers until the end. A build that was killed is taken up by the next one: entries it had
    written are not written again. When MANY changed, the index is tidied after the caller's transaction.
    Raises UnknownSource, and BuildTakenOver when another build starts meanwhile.
    """
    changed = _rebuild(source, at, say)
    if changed >= MANY:
        transaction.on_commit(tidy)
    return changed


def _rebuild(source: str, at: datetime, say: Say) -> int:
    plug, indexed = _source(source)
    _sweep(indexed)
    return _Build(plug, indexed, say).run(at)


def rebuild_all(*, at: datetime, say: Say = lambda line: None) -> int:
    """Rebuild every source that is plugged in, forget those that are gone, and make the index compact."""
    gone = IndexedSource.objects.exclude(name__in=[name for name, _source in search_sources])
    for name in gone.values_list("name", flat=True):
        say(f"{name}: {forget(source=name)} entrées retirées")
    changed = sum(_rebuild(name, at, say) for name, _source in search_sources)
    tidy()
    return changed


class _Build:
    """One construction of the next state of a source."""

    def __init__(self, plug: SearchSource, indexed: IndexedSource, say: Say) -> None:
        self.plug, self.indexed, self.say = plug, indexed, say
        self.state = indexed.live + 1
        self.token = uuid.uuid4().hex
        self.seen: set[int] = set()
        self.changed = 0

    def run(self, at: datetime) -> int:
        IndexedSource.objects.filter(pk=self.indexed.pk).update(builder=self.token)
        for batch in _timed_batches(iter(self.plug.entries())):
            self._write([lexemes.check(entry) for entry in batch])
        self._retire_the_unseen()
        self._show(at)
        _sweep(self.indexed)
        return self.changed

    def _hold(self) -> IndexedSource:
        """The source's row, locked; only the newest build may write.

        Raises BuildTakenOver.
        """
        held = IndexedSource.objects.select_for_update(of=("self",)).get(pk=self.indexed.pk)
        if held.builder != self.token:
            raise BuildTakenOver(self.indexed.name)
        return held

    def _write(self, batch: list[Entry]) -> None:
        """Write those entries of the batch that differ from what is indexed."""
        wanted = {entry.key: (lexemes.content_hash(entry), entry) for entry in batch}
        self.seen.update(hash(key) for key in wanted)
        with transaction.atomic():
            self._hold()
            known = self.indexed.entries.filter(key__in=wanted)
            rows = known.values_list("rank", "key", "content_hash", "born", "died", named=True)
            settled: set[str] = set()
            stale: list[int] = []
            replaced: list[int] = []
            revived: list[int] = []
            for row in rows:
                if wanted[row.key][0] == row.content_hash and row.key not in settled:
                    settled.add(row.key)
                    if row.died != NEVER:
                        revived.append(row.rank)
                elif row.born == self.state:
                    stale.append(row.rank)
                elif row.died == NEVER:
                    replaced.append(row.rank)
            storage.remove(IndexedEntry.objects.filter(rank__in=stale))
            IndexedEntry.objects.filter(rank__in=replaced).update(died=self.state)
            IndexedEntry.objects.filter(rank__in=revived).update(died=NEVER)
            new = [described for key, described in wanted.items() if key not in settled]
            storage.insert(self.indexed, new, state=self.state)
        self.changed += len(new)
        self.say(f"{self.indexed.name}: {len(self.seen)} entrées lues, {self.changed} changées")

    def _retire_the_unseen(self) -> None:
        """What the source no longer has dies with the next state."""
        after = -1
        newest = self.indexed.entries.filter(died=NEVER).order_by("rank")
        while rows := list(newest.filter(rank__gt=after).values_list("rank", "key")[:5_000]):
            after = rows[-1][0]
            gone = [rank for rank, key in rows if hash(key) not in self.seen]
            if gone:
                with transaction.atomic():
                    self._hold()
                    storage.remove(IndexedEntry.objects.filter(rank__in=gone, born=self.state))
                    IndexedEntry.objects.filter(rank__in=gone).update(died=self.state)
                self.changed += len(gone)

    def _show(self, at: datetime) -> None:
        """Move readers to the next state; what changed during the build is read once more first."""
        with transaction.atomic():
            held = self._hold()
            for touched in held.touched.all():
                _renew(self.plug, held, touched.key, state=self.state)
            held.touched.all().delete()
            held.live, held.builder, held.refreshed_at = self.state, "", at
            held.save()


def forget(*, source: str) -> int:
    """Remove all entries of a source whose app is gone; returns how many."""
    removed = 0
    entries = IndexedEntry.objects.filter(source__name=source)
    while ranks := list(entries.values_list("rank", flat=True)[:_LARGEST_BATCH]):
        with transaction.atomic():
            removed += storage.remove(IndexedEntry.objects.filter(rank__in=ranks))
    IndexedSource.objects.filter(name=source).delete()
    return removed


def tidy() -> None:
    """Make the full-text index compact and fast, in short steps; `clockwork` does it each night.

    Where nothing has become frequent since the last time it takes seconds, else about a minute per 400,000 entries.
    """
    backend = backend_for(connection)
    while backend.tidy(connection):
        pass


def _sweep(indexed: IndexedSource) -> None:
    """Delete states that no reader sees any more."""
    live = IndexedSource.objects.values_list("live", flat=True).get(pk=indexed.pk)
    dead = indexed.entries.filter(died__lt=NEVER, died__lte=live)
    while ranks := list(dead.values_list("rank", flat=True)[:1_000]):
        with transaction.atomic():
            storage.remove(IndexedEntry.objects.filter(rank__in=ranks))


def _timed_batches(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    """Batches that each take about _BATCH_TIME to write."""
    size = _FIRST_BATCH
    while batch := list(islice(entries, size)):
        started = monotonic()
        yield batch
        taken = max(monotonic() - started, 0.001)
        size = max(20, min(_LARGEST_BATCH, int(size * min(2.0, _BATCH_TIME / taken))))
