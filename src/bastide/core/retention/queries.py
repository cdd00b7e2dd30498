"""The rules, as the privacy page tells them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .registry import Rule
from .registry import rules as plugged


@dataclass(frozen=True)
class ToldRule:
    """One rule in French words; see `docs/dev/retention.md` for how the page says it."""

    name: str
    title: str
    purpose: str
    legal_basis: str
    data: tuple[str, ...]
    after: str
    delay: str
    days: int
    how: str


def rules() -> list[ToldRule]:
    """All rules by title; no query."""
    return sorted((_told(name, rule) for name, rule in plugged), key=lambda rule: rule.title)


def waiting(*, at: datetime) -> dict[str, int]:
    """How many rows each rule would erase at `at`, by the rule's name. One query a rule."""
    return {name: rule.rows(at).count() for name, rule in plugged}


def _told(name: str, rule: Rule) -> ToldRule:
    return ToldRule(
        name=name,
        title=str(rule.title),
        purpose=str(rule.purpose),
        legal_basis=str(rule.legal_basis),
        data=tuple(str(label) for label in rule.fields.values()),
        after=str(rule.after),
        delay=rule.delay,
        days=rule.days,
        how=rule.how.label,
    )
