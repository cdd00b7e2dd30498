"""Putting what was restored in its place, so that a kill at any step can be finished or undone.

The plan is on the disk before the first step. A step is a rename, which happened or did not; PostgreSQL's is one
transaction. Nothing is deleted: what was there keeps its content under another name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.db import connections
from django.utils.translation import gettext as _

from bastide.kit.tasks.durable import flush_to_disk

from . import place
from .databases import postgres
from .databases.sqlite import SUFFIXES
from .errors import BackupError

PLAN = "restore.json"


@dataclass
class Plan:
    """`moves` are renames in their order; `dump` and `former` are PostgreSQL's, before and after."""

    archive: str
    stamp: str
    moves: list[tuple[str, str]] = field(default_factory=list)
    dump: str = ""
    former: str = ""
    is_database_done: bool = False
    #: Everything is in place and equal to what was saved: what is written from now on is new.
    is_proved: bool = False

    @classmethod
    def path(cls) -> Path:
        return place.state_dir() / PLAN

    @classmethod
    def unfinished(cls) -> Plan | None:
        """The plan of a restore that was cut."""
        try:
            told = json.loads(cls.path().read_text())
        except FileNotFoundError:
            return None
        told["moves"] = [(source, target) for source, target in told["moves"]]
        return cls(**told)

    def write(self) -> None:
        aside = self.path().with_suffix(".part")
        with aside.open("w") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, self.path())
        flush_to_disk(aside.parent)

    def forget(self) -> None:
        self.path().unlink(missing_ok=True)
        flush_to_disk(self.path().parent)


def carry_out(plan: Plan, *, after_move: Callable[[], None] = lambda: None) -> None:
    """Go on from wherever the plan stands to its end."""
    if plan.dump and not plan.is_database_done:
        settings = connections["default"].settings_dict
        connections.close_all()
        postgres.replace(Path(plan.dump), settings, place.state_dir())
        plan.is_database_done = True
        plan.write()
        after_move()
    for source, target in plan.moves:
        if not _is_done(source, target, plan):
            _move(Path(source), Path(target))
        after_move()


def take_back(plan: Plan) -> None:
    """Go back to where everything was before the plan."""
    for source, target in reversed(plan.moves):
        if not _is_done(source, target, plan):
            continue
        if _is_old(target, plan):
            _move(Path(target), Path(source))
            continue
        # A database that was opened since has companions; beside the former one, they would be read as its own.
        for suffix in ("", *SUFFIXES):
            if os.path.lexists(f"{target}{suffix}"):
                _move(Path(f"{target}{suffix}"), Path(f"{source}{suffix}"))
    if plan.dump:
        # Whether the transaction was committed before the cut is not always known: this holds either way.
        settings = connections["default"].settings_dict
        connections.close_all()
        if plan.former:
            postgres.replace(Path(plan.former), settings, place.state_dir())
        else:
            postgres.clear(settings)


def _is_old(target: str, plan: Plan) -> bool:
    """Whether this move sets aside what was there; the others put in what is new."""
    return f".before-{plan.stamp}" in Path(target).name


def _is_done(source: str, target: str, plan: Plan) -> bool:
    """Names of this plan appear and disappear by its renames alone."""
    return os.path.lexists(target) if _is_old(target, plan) else not os.path.lexists(source)


def _move(source: Path, target: Path) -> None:
    if os.path.lexists(target):
        raise BackupError(
            _("%(target)s existe déjà : écartez-le, puis recommencez avec « --resume » ou « --undo ».")
            % {"target": target}
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    os.rename(source, target)
    flush_to_disk(target.parent)
