"""Adding to the journal, and erasing names from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from . import chain
from .models import JournalHead, JournalLine, JournalLineQuerySet
from .registry import verbs

LABEL_LENGTH = 200
#: Lines named by one "journal.names_erased" line.
ERASE_BATCH = 500


class NoTransaction(RuntimeError):
    """`record` was called outside `transaction.atomic()`: line and change would not stand or fall together."""


class UndeclaredVerb(ValueError):
    """The verb, or a key of its data, is not declared in any app's `verbs.py`."""


def record(
    verb: str,
    /,
    *,
    target: models.Model | None = None,
    by: models.Model | None = None,
    at: datetime,
    organisation: models.Model | None = None,
    data: Mapping[str, Any] | None = None,
) -> JournalLine:
    """Add one line, in the transaction of the change it tells.

    From here to the commit every other writer of the journal waits: call it last. `data` holds JSON values under the
    keys that the verb declares, and no personal data, for it can never be erased.

    Raises NoTransaction outside an atomic block, UndeclaredVerb, ValueError for a naive `at`, TypeError for data that
    JSON cannot hold.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NoTransaction(f"journal.record({verb!r}) needs transaction.atomic().")
    if verb not in verbs:
        raise UndeclaredVerb(f"{verb} is declared in no verbs.py; see docs/dev/journal.md.")
    if unknown := sorted(set(data or {}) - set(verbs[verb].data)):
        raise UndeclaredVerb(f"{verb} does not declare the data {', '.join(unknown)}.")
    if at.tzinfo is None:
        raise ValueError("A line of the journal needs a moment with its time zone.")
    data_json = chain.canonical(dict(data or {}))
    head = _locked_head()
    line = JournalLine(
        number=head.count + 1,
        at=at,
        verb=verb,
        organisation_id=organisation.pk if organisation is not None else None,
        data_json=data_json,
        previous_hash=head.hash,
    )
    if by is not None:
        line.actor_id, line.actor_label, line.actor_salt = by.pk, _label(by), chain.new_salt()
        line.actor_digest = chain.label_digest(line.actor_salt, line.actor_label)
    if target is not None:
        line.target_type, line.target_pk = target._meta.label_lower, str(target.pk)
        line.target_label, line.target_salt = _label(target), chain.new_salt()
        line.target_digest = chain.label_digest(line.target_salt, line.target_label)
    line.hash = line.computed_hash()
    # Not save(), which refuses everybody.
    line.save_base(force_insert=True)
    head.count, head.hash = line.number, line.hash
    head.save(update_fields=["count", "hash"])
    return line


@transaction.atomic
def erase_labels(
    *,
    actors: JournalLineQuerySet | None = None,
    targets: JournalLineQuerySet | None = None,
    reason: str,
    by: models.Model | None = None,
    at: datetime,
) -> int:
    """Erase the frozen names of `actors`' lines and of `targets`' lines, and say which lines in the journal.

    At most ERASE_BATCH names of each kind go at a time; call again until it gives 0. `reason` is a code, without
    personal data. The chain holds: it keeps digests, whose salts go with the names.
    """
    of_actors = _numbers(actors.with_actor_label()) if actors is not None else []
    of_targets = _numbers(targets.with_target_label()) if targets is not None else []
    if not of_actors and not of_targets:
        return 0
    JournalLine.objects.filter(number__in=of_actors).erase_actor_labels()
    JournalLine.objects.filter(number__in=of_targets).erase_target_labels()
    record(
        "journal.names_erased",
        by=by,
        at=at,
        data={
            "reason": reason,
            "actors": of_actors,
            "targets": of_targets,
            "count": len(of_actors) + len(of_targets),
        },
    )
    return len(of_actors) + len(of_targets)


def _numbers(lines: JournalLineQuerySet) -> list[int]:
    return list(lines.order_by("number").values_list("number", flat=True)[:ERASE_BATCH])


def _locked_head() -> JournalHead:
    """The head, held until the transaction ends. SQLite's transactions are IMMEDIATE: they hold the lock already."""
    heads = JournalHead.objects.select_for_update()
    if (head := heads.filter(pk=JournalHead.ONLY).first()) is None:
        JournalHead.objects.bulk_create([JournalHead(pk=JournalHead.ONLY)], ignore_conflicts=True)
        head = heads.get(pk=JournalHead.ONLY)
    return head


def _label(thing: models.Model) -> str:
    return str(thing).replace("\x00", "")[:LABEL_LENGTH]
