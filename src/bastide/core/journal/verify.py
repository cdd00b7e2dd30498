"""Proving that the chain is whole, or naming the first line that is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import DatabaseError, connection, models
from django.db.models.functions import Cast

from . import chain, guards
from .models import JournalHead, JournalLine

CHUNK = 1000
NAMES_ERASED = "journal.names_erased"
UNREADABLE = (ValueError, TypeError, OverflowError, DatabaseError)


@dataclass(frozen=True)
class Break:
    """The first line that does not hold, and what is wrong with it."""

    number: int
    what: str


@dataclass
class Proof:
    """What a verification found: how many lines hold, the last hash, and the break if there is one."""

    count: int = 0
    hash: str = chain.GENESIS
    erased_names: int = 0
    broken: Break | None = None
    is_guarded: bool = True


@dataclass
class _Walk:
    """What is known from the lines before the one being looked at."""

    previous: JournalLine | None = None
    erased_actors: set[int] = field(default_factory=set)
    erased_targets: set[int] = field(default_factory=set)
    declared_actors: set[int] = field(default_factory=set)
    declared_targets: set[int] = field(default_factory=set)

    @property
    def hash(self) -> str:
        return self.previous.hash if self.previous else chain.GENESIS

    @property
    def next_number(self) -> int:
        return self.previous.number + 1 if self.previous else 1


def verify(*, anchor: tuple[int, str] | None = None) -> Proof:
    """Read the whole journal, in batches, while others may write.

    `anchor` is a number and the beginning of its hash noted earlier, outside the database: with it, a chain written
    again from end to end is found too.
    """
    proof = Proof(is_guarded=guards.are_in_place(connection))
    # In this order: a line added in between makes the head run ahead of the last number, never behind it.
    last = JournalLine.objects.aggregate(last=models.Max("number"))["last"] or 0
    head = JournalHead.objects.filter(pk=JournalHead.ONLY).first() or JournalHead()
    walk = _Walk()
    for line in _lines(head.count):
        if isinstance(line, Break):
            proof.broken = line
            return proof
        proof.broken = _check(line, walk, head)
        if proof.broken is None and anchor and line.number == anchor[0] and not line.hash.startswith(anchor[1]):
            proof.broken = Break(line.number, "its hash is not the one that was noted")
        if proof.broken:
            return proof
        _note_erasures(line, walk)
        walk.previous, proof.count, proof.hash = line, line.number, line.hash
    proof.broken = _check_end(head, last, walk) or _check_erasures(walk)
    if proof.broken is None and anchor and anchor[0] > head.count:
        proof.broken = Break(anchor[0], "it was noted, and is missing")
    proof.erased_names = len(walk.erased_actors) + len(walk.erased_targets)
    return proof


def verify_last(lines: int) -> Proof:
    """The same for the last `lines` only: quick whatever the length of the journal, and blind to what lies before."""
    proof = Proof(is_guarded=guards.are_in_place(connection))
    head = JournalHead.objects.filter(pk=JournalHead.ONLY).first() or JournalHead()
    first = max(head.count - lines, 0)
    walk = _Walk(previous=_rows().filter(number=first).first())
    if first and walk.previous is None:
        proof.broken = Break(first, "missing")
        return proof
    for line in _lines(head.count, after=first):
        proof.broken = line if isinstance(line, Break) else _check(line, walk, head)
        if proof.broken or isinstance(line, Break):
            return proof
        walk.previous, proof.count, proof.hash = line, proof.count + 1, line.hash
    if walk.next_number <= head.count or head.hash != walk.hash:
        proof.broken = Break(head.count, "the head of the chain does not fit the last line")
    return proof


def _lines(count: int, *, after: int = 0) -> Iterator[JournalLine | Break]:
    """Lines after `after` up to `count`; a Break stands for a line whose bytes the database cannot give back."""
    while True:
        rows = _rows().filter(number__gt=after, number__lte=count)[:CHUNK]
        chunk: list[JournalLine | Break]
        try:
            chunk = list(rows)
        except UNREADABLE:
            numbers = list(
                JournalLine.objects.filter(number__gt=after).order_by("number").values_list("number", flat=True)[:CHUNK]
            )
            chunk = [_line(number) for number in numbers]
        yield from chunk
        if not chunk:
            return
        after = chunk[-1].number


def _line(number: int) -> JournalLine | Break:
    try:
        return _rows().get(number=number)
    except UNREADABLE as error:
        return Break(number, f"cannot be read: {error}")


def _rows() -> models.QuerySet[JournalLine]:
    """By rising number. SQLite keeps moments as text, where some changes of a byte still parse: it comes too."""
    rows = JournalLine.objects.order_by("number")
    return rows.annotate(raw_at=Cast("at", models.TextField())) if connection.vendor == "sqlite" else rows


def _check(line: JournalLine, walk: _Walk, head: JournalHead) -> Break | None:
    if line.number != walk.next_number:
        return Break(walk.next_number, f"missing: line {line.number} comes next")
    try:
        computed = line.computed_hash()
    except (AttributeError, TypeError, ValueError) as error:
        return Break(line.number, f"cannot be read: {error}")
    if (raw_at := getattr(line, "raw_at", None)) and raw_at != connection.ops.adapt_datetimefield_value(line.at):
        return Break(line.number, "at: not spelled as it was written")
    if computed != line.hash:
        return Break(line.number, _what_differs(line, computed, walk, head))
    if line.previous_hash != walk.hash:
        # The line agrees with itself, so the one before was written again, hash included.
        return Break(max(line.number - 1, 1), f"written again: line {line.number} carries another hash for it")
    for column in ("actor", "target"):
        label, salt = getattr(line, f"{column}_label"), getattr(line, f"{column}_salt")
        digest = getattr(line, f"{column}_digest")
        if (label or salt) and (not salt or chain.label_digest(salt, label) != digest):
            return Break(line.number, f"{column}_label or {column}_salt: not the name that was recorded")
    return None


def _what_differs(line: JournalLine, computed: str, walk: _Walk, head: JournalHead) -> str:
    """Which column of a line that does not match its own hash, as far as its neighbours can tell."""
    stored_previous, line.previous_hash = line.previous_hash, walk.hash
    if stored_previous != walk.hash and line.computed_hash() == line.hash:
        return "previous_hash: not the hash of the line before"
    following = JournalLine.objects.filter(number=line.number + 1).values_list("previous_hash", flat=True).first()
    if computed == (following or head.hash):
        return "hash: not the one that the next line carries"
    return "content: one of at, verb, organisation, actor, target, data or their digests is not what was recorded"


def _note_erasures(line: JournalLine, walk: _Walk) -> None:
    if line.actor_digest and not line.actor_salt:
        walk.erased_actors.add(line.number)
    if line.target_digest and not line.target_salt:
        walk.erased_targets.add(line.number)
    if line.verb == NAMES_ERASED:
        walk.declared_actors.update(line.data["actors"])
        walk.declared_targets.update(line.data["targets"])


def _check_end(head: JournalHead, last: int, walk: _Walk) -> Break | None:
    if walk.next_number <= head.count:
        return Break(walk.next_number, f"missing: the head of the chain counts {head.count} lines")
    if head.hash != walk.hash:
        return Break(walk.next_number - 1, "written again, or the head of the chain was: it carries another hash")
    if last > head.count:
        return Break(head.count + 1, f"added past the head of the chain, which counts {head.count} lines")
    return None


def _check_erasures(walk: _Walk) -> Break | None:
    """A name may go only if a later line says so."""
    # Names erased while we were reading are told by lines past the head that we started from.
    for line in JournalLine.objects.filter(verb=NAMES_ERASED, number__gte=walk.next_number):
        _note_erasures(line, walk)
    undeclared = (walk.erased_actors - walk.declared_actors) | (walk.erased_targets - walk.declared_targets)
    return Break(min(undeclared), "a name was erased and no line says so") if undeclared else None
