"""Erasing what is past its time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models, transaction

from bastide.core.journal import actions as journal

from .registry import Rule, rules

logger = logging.getLogger(__name__)

BATCH = 500


class RuleWithoutEnd(Exception):
    """A rule finds again what it has just erased: its `expired` must leave out what is erased."""


@dataclass
class Purge:
    """How many rows each rule erased, and the rules that failed."""

    erased: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def purge(*, at: datetime, say: Callable[[str], None], by: models.Model | None = None) -> Purge:
    """Apply every rule, in batches of BATCH rows, each in its own transaction; run again, it goes on where it stopped.

    A rule that fails is told and keeps no other from running. Each batch leaves a line in the journal.
    """
    outcome = Purge()
    for name, rule in rules:
        outcome.erased[name] = 0
        try:
            _apply(name, rule, at, by, outcome)
        except Exception as error:
            logger.exception("The rule %s failed", name)
            say(f"{name}: failed, {type(error).__name__}")
            outcome.failed.append(name)
        if outcome.erased[name]:
            say(f"{name}: {outcome.erased[name]}")
    return outcome


def _apply(name: str, rule: Rule, at: datetime, by: models.Model | None, outcome: Purge) -> None:
    before: set[object] = set()
    while keys := set(rule.rows(at).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        if keys & before:
            raise RuleWithoutEnd(name)
        with transaction.atomic():
            rule.erase_rows(rule.rows(at).filter(pk__in=keys), at)
            journal.record("retention.purged", by=by, at=at, data={"rule": name, "count": len(keys)})
        outcome.erased[name] += len(keys)
        before = keys
