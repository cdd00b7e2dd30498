"""What a backup calls outside of Python, and what keeps no restore from ending."""

import shutil

import pytest

from bastide.core.backup.actions.restore import _empty_caches
from bastide.core.backup.databases import postgres
from bastide.core.backup.errors import BackupError


def test_the_programs_of_postgresql_are_named_when_they_are_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "Path", lambda place: tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(BackupError, match="postgresql-client"):
        postgres.program("pg_dump")


def test_what_the_programs_of_postgresql_write_is_read_by_nobody_else(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "program", lambda name: shutil.which("touch"))

    postgres.call("pg_dump", {"NAME": "bastide"}, str(tmp_path / "dump"))

    assert (tmp_path / "dump").stat().st_mode & 0o777 == 0o600


def test_a_cache_that_does_not_answer_keeps_no_restore_from_ending(settings):
    settings.CACHES = {"default": {"BACKEND": "bastide.nowhere.Absent"}}
    said = []

    _empty_caches(said.append)

    assert len(said) == 1
    assert "videz-le" in said[0]
