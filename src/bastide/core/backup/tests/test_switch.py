import pytest
from django.utils import timezone

from bastide.core.backup import actions
from bastide.core.backup.archive import Keeping
from bastide.core.backup.errors import BackupError
from bastide.core.backup.switch import Plan, carry_out, take_back


class Cut(Exception):
    """The process was killed here."""


@pytest.fixture
def plan(settings, tmp_path):
    """Old `base` and `media` in place, new ones beside them."""
    settings.STATE_DIR = tmp_path
    for name in ("base", "media", "secret"):
        (tmp_path / name).write_text(f"old {name}")
        (tmp_path / f".{name}.restore-x").write_text(f"new {name}")
    moves = []
    for name in ("base", "media", "secret"):
        moves += [(name, f"{name}.before-x"), (f".{name}.restore-x", name)]
    made = Plan("a", "x", [(str(tmp_path / source), str(tmp_path / target)) for source, target in moves])
    made.write()
    return made


def contents(tmp_path):
    return {name: (tmp_path / name).read_text() for name in ("base", "media", "secret")}


@pytest.mark.parametrize("steps", range(6))
def test_a_restore_cut_at_any_step_is_finished(plan, tmp_path, steps):
    cut(plan, steps)

    carry_out(Plan.unfinished())

    assert contents(tmp_path) == {"base": "new base", "media": "new media", "secret": "new secret"}
    assert (tmp_path / "media.before-x").read_text() == "old media"


@pytest.mark.parametrize("steps", range(6))
def test_a_restore_cut_at_any_step_is_undone(plan, tmp_path, steps):
    cut(plan, steps)

    take_back(Plan.unfinished())

    assert contents(tmp_path) == {"base": "old base", "media": "old media", "secret": "old secret"}


def cut(plan, steps):
    """Run `steps` steps of the plan, then die."""
    done = []

    def count():
        done.append(1)
        if len(done) == steps:
            raise Cut

    if steps:
        with pytest.raises(Cut):
            carry_out(plan, after_move=count)


def test_undone_twice_is_undone_once(plan, tmp_path):
    carry_out(plan)
    take_back(plan)
    take_back(plan)

    assert contents(tmp_path)["base"] == "old base"
    assert (tmp_path / ".base.restore-x").read_text() == "new base"


def test_what_the_new_database_wrote_since_does_not_stay_beside_the_former_one(plan, tmp_path):
    carry_out(plan)
    (tmp_path / "base-wal").write_text("of the new one")

    take_back(plan)

    assert not (tmp_path / "base-wal").exists()
    assert (tmp_path / ".base.restore-x-wal").read_text() == "of the new one"


def test_what_stands_in_the_way_is_never_overwritten(plan, tmp_path):
    (tmp_path / "base").rename(tmp_path / "base.before-x")
    (tmp_path / "base").write_text("somebody else's")

    with pytest.raises(BackupError, match="existe déjà"):
        carry_out(plan)

    assert contents(tmp_path)["base"] == "somebody else's"


def test_without_a_plan_there_is_nothing_to_finish(settings, tmp_path):
    settings.STATE_DIR = tmp_path

    assert Plan.unfinished() is None


def test_a_rehearsal_takes_and_deletes_no_backup(settings, tmp_path):
    settings.REHEARSAL = True
    archive = {"destination": str(tmp_path / "archives"), "passphrase": ""}

    for attempt in (
        lambda: actions.take(**archive, clock=timezone.now),
        lambda: actions.prune(**archive, keeping=Keeping(days=1, weeks=1, months=1), at=timezone.now()),
    ):
        with pytest.raises(BackupError, match="répétition"):
            attempt()

    assert not (tmp_path / "archives").exists()
