"""A worker killed by the system (SIGKILL) at each of its steps, then a new one: one act, nothing lost.

`test_transmission` raises an exception at each point; here the process is really gone, and with it whatever it had in
memory. Each run has its own copy of one database, on disk, and a préfecture that outlives it in a folder.
"""

import gc
import json
import os
import shutil
import signal
import sys
import traceback
import warnings
from datetime import date, timedelta

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, connections

from bastide.core.journal.models import JournalLine
from bastide.core.journal.queries import verify
from bastide.townhalls.actes import states
from bastide.townhalls.actes.actions import drafting, transmission
from bastide.townhalls.actes.documents import making, stamping
from bastide.townhalls.actes.models import (
    Acte,
    ActeFile,
    Dispatch,
    Envelope,
    InboundMessage,
    RegisterEntry,
    Step,
    Transaction,
)
from bastide.townhalls.actes.testing import NOON, make_acte, make_classification, make_settings

from .prefecture import Line, Prefecture
from .sending import Clock, run

UNIQUE_ID = "099-212499016-20261112-2026_001-DE"
#: What may change something: a transaction begins, a row is written, a file, the hand-over.
WRITING = ("BEGIN", "INSERT", "UPDATE", "DELETE", "file", "before", "after", "renamed")


class Office(Prefecture):
    """A préfecture in a folder: an archive is there or not, whatever becomes of who brought it."""

    def __init__(self, folder, *, can_look_up):
        super().__init__()
        self.name, self.folder, self.can_look_up = "office", folder, can_look_up
        folder.mkdir(exist_ok=True)
        for path in sorted(folder.iterdir()):
            super().receive(path.name.partition(" ")[2], path.read_bytes())

    def receive(self, name, content):
        draft = self.folder.parent / "draft"
        draft.write_bytes(content)
        draft.rename(self.folder / f"{len(self.archives):03} {name}")
        super().receive(name, content)


class Steps:
    """Counts the steps of a run; at the one that is asked for, the process is gone."""

    def __init__(self, at=None):
        self.at, self.seen = at, []

    def point(self, name):
        self.seen.append(name)
        if len(self.seen) - 1 == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def execute(self, execute, sql, params, many, context):
        word = sql.split(None, 1)[0]
        if word in WRITING:
            self.point(f"{word} {sql[:60]}")
        return execute(sql, params, many, context)


def in_a_process_of_its_own(work, *given):
    """Run `work` in a fork; gives what it returned, or None when it was killed."""
    read, write = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        # A collection would touch, and so copy, every page that the fork shares.
        gc.disable()
        try:
            os.close(read)
            said = json.dumps(work(*given)).encode()
            with os.fdopen(write, "wb") as pipe:
                pipe.write(said)
            os._exit(0)
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)
            os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read()
    _child, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return None
    assert os.WEXITSTATUS(status) == 0
    return json.loads(said)


def move_to(folder):
    """From now on, in this process, the database and the files are those of `folder`.

    A stamp is laid out before the fork, which typst's threads do not outlive; it is put on the act in here.
    """
    stamp = (folder.parent / "stamp.pdf").read_bytes()
    stamping.make_pdf = lambda *given, **options: stamp
    moved = connections.create_connection("default")
    moved.settings_dict = {**moved.settings_dict, "NAME": str(folder / "db.sqlite3")}
    connections["default"] = moved
    default_storage._wrapped = FileSystemStorage(location=folder / "files")


def work_once(folder, can_look_up, at=None):
    """What the worker does in a round; gives its steps."""
    move_to(folder)
    steps = Steps(at)
    line = Line(Office(folder / "office", can_look_up=can_look_up))
    line.before, line.after = (
        (lambda: steps.point("before the hand-over")),
        (lambda: steps.point("after the hand-over")),
    )
    storage = default_storage._wrapped
    real = storage.save

    def save(name, content, **options):
        steps.point("file to be written")
        kept = real(name, content, **options)
        steps.point("file written")
        return kept

    storage.save = save
    with connection.execute_wrapper(steps.execute):
        run(Clock(), line)
    return steps.seen


def work_again(folder, can_look_up):
    """A new worker, some hours later; gives what is there in the end."""
    move_to(folder)
    line, clock = Line(Office(folder / "office", can_look_up=can_look_up)), Clock()
    for _round in range(3):
        clock.later(hours=1)
        run(clock, line)
        if (
            not InboundMessage.objects.filter(outcome="pending").exists()
            and not Dispatch.objects.exclude(state=Dispatch.State.DONE).exists()
        ):
            break
    exchange = Transaction.objects.get()
    entries = list(RegisterEntry.objects.all())
    held = [*ActeFile.objects.all(), *Envelope.objects.all(), *InboundMessage.objects.all(), *entries]
    return {
        "acts": line.prefecture.acts,
        "acte": Acte.objects.get().state,
        "exchange": exchange.state,
        "receipts": Step.objects.filter(transaction=exchange, state=states.State.ACKNOWLEDGED).count(),
        "published": sum("Reçu en préfecture le 25/11/2026" in entry.text for entry in entries),
        "told": JournalLine.objects.filter(verb__in=("actes.received", "actes.published")).count(),
        "sent": line.prefecture.archives[0][1] == Envelope.objects.get().read(),
        "readable": all(each.read() for each in held),
        "journal": str(verify().broken),
    }


@pytest.mark.one_database
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_worker_killed_at_any_step_leaves_one_act_at_the_prefecture_and_everything_else_to_the_next(
    valdorne, people, tmp_path
):
    body = valdorne.valbrune.organisation
    make_settings(body)
    make_classification(body)
    acte = make_acte(body, publishes_itself=True)
    drafting.make_ready(acte=acte, by=people.secretary, at=NOON)
    transmission.transmit_acte(acte=acte, by=people.mayor, at=NOON + timedelta(seconds=1))
    lines = stamping.stamp_lines(
        sent_on=NOON.date(), received_on=date(2026, 11, 25), published_on=NOON.date(), unique_id=UNIQUE_ID
    )
    stamp = making.make_pdf("stamp", {"lines": [list(line) for line in lines]}, at=NOON, is_accessible=False)
    (tmp_path / "stamp.pdf").write_bytes(stamp)
    ready = tmp_path / "ready"
    (ready / "files").mkdir(parents=True)
    # A backup waits for ever for the end of this very transaction; this reads what it has written so far.
    (ready / "db.sqlite3").write_bytes(connection.connection.serialize())
    for file in acte.files.all():
        target = ready / "files" / file.content.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read())

    def fresh(name):
        shutil.copytree(ready, tmp_path / name)
        return tmp_path / name

    # The steps are those of a whole run, as the code makes it.
    seen = in_a_process_of_its_own(work_once, fresh("whole"), True)
    points = [rank for rank, name in enumerate(seen) if name.startswith(WRITING)]
    assert len(points) > 30
    assert {"before the hand-over", "after the hand-over", "file to be written"} <= set(seen)

    gc.freeze()
    for rank, point in enumerate(points):
        can_look_up, folder = rank % 2 == 0, fresh(f"run-{rank}")
        assert in_a_process_of_its_own(work_once, folder, can_look_up, point) is None, seen[point]

        left = in_a_process_of_its_own(work_again, folder, can_look_up)

        acts = left.pop("acts")
        assert list(acts) == [UNIQUE_ID], seen[point]
        assert not can_look_up or set(acts.values()) == {1}, seen[point]
        assert left == {
            "acte": "received", "exchange": 4, "receipts": 1, "published": 1, "told": 2, "sent": True, "readable": True,
            "journal": "None",
        }, seen[point]  # fmt: skip
        shutil.rmtree(folder)
    gc.unfreeze()
