"""PostgreSQL, by its own programs: `pg_dump` of one snapshot, restored in one transaction."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from ..errors import BackupError, Damaged, InUse

Settings = dict[str, Any]

EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"


def program(name: str) -> Path:
    """The newest one of this machine: an older pg_dump refuses a newer server."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    path = found[-1] if found else shutil.which(name)
    if path is None:
        raise BackupError(
            _("Le programme %(name)s manque : installez le paquet postgresql-client de la version du serveur.")
            % {"name": name}
        )
    return Path(path)


def call(name: str, settings: Settings, *arguments: str) -> None:
    """Run a program of PostgreSQL; the password goes by its environment, which other accounts cannot read."""
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": "10"}
    for variable, key in (("PGHOST", "HOST"), ("PGPORT", "PORT"), ("PGUSER", "USER"), ("PGPASSWORD", "PASSWORD")):
        if settings.get(key):
            environment[variable] = str(settings[key])
    if mode := settings.get("OPTIONS", {}).get("sslmode"):
        environment["PGSSLMODE"] = str(mode)
    if name != "pg_restore":
        environment["PGDATABASE"] = str(settings["NAME"])
    # What they write is the whole database, in the clear: ours alone, whatever the folder allows.
    done = subprocess.run(  # noqa: S603
        [program(name), *arguments], env=environment, capture_output=True, text=True, check=False, umask=0o077
    )
    if done.returncode:
        raise BackupError(
            _("%(name)s a échoué : %(said)s") % {"name": name, "said": done.stderr.strip()[-2000:] or done.returncode}
        )


@contextmanager
def snapshot(target: Path) -> Iterator[None]:
    """Dump one moment of the default database into `target`; inside the block, `default` reads that same moment."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            (name,) = cursor.fetchone()
            call(
                "pg_dump",
                connection.settings_dict,
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={name}",
                "--lock-wait-timeout=60000",
                f"--file={target}",
            )
            yield
        finally:
            cursor.execute("ROLLBACK")


def tables() -> dict[str, tuple[int, str]]:
    """Of each table its rows and the sum of their hashes, which does not depend on their order."""
    with connections["default"].cursor() as cursor:
        # The text of a row must not depend on how this session likes its dates and numbers.
        cursor.execute(
            "SELECT set_config(name, value, true) FROM (VALUES ('TimeZone', 'UTC'), ('DateStyle', 'ISO'),"
            " ('IntervalStyle', 'postgres'), ('extra_float_digits', '1'), ('bytea_output', 'hex'))"
            " AS wanted (name, value)"
        )
        names = connections["default"].introspection.table_names(cursor)
        counted = {}
        for name in sorted(names):
            quoted = connections["default"].ops.quote_name(name)
            cursor.execute(f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM {quoted} t")  # noqa: S608
            counted[name] = tuple(cursor.fetchone())
    return counted


def prove(dump: Path, settings: Settings) -> None:
    """Raises Damaged when the dump cannot be read to its end."""
    try:
        call("pg_restore", settings, "--file=/dev/null", str(dump))
    except BackupError as error:
        raise Damaged(str(error)) from None


def is_empty() -> bool:
    with connections["default"].cursor() as cursor:
        return not connections["default"].introspection.table_names(cursor)


def refuse_if_in_use() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        (others,) = cursor.fetchone()
    if others:
        raise InUse(
            _(
                "La base de données est utilisée (%(count)d connexions) : arrêtez le service sur toutes les machines, "
                "puis recommencez."
            )
            % {"count": others}
        )


def replace(dump: Path, settings: Settings, work: Path) -> None:
    """Put the dump in place of everything in the schema `public`: all of it or nothing, in one transaction."""
    script, first = work / "restore.sql", work / "empty.sql"
    call("pg_restore", settings, "--no-owner", "--no-privileges", f"--file={script}", str(dump))
    first.write_text(EMPTY)
    try:
        call(
            "psql",
            settings,
            "--no-psqlrc",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            "--single-transaction",
            "--output=/dev/null",
            f"--file={first}",
            f"--file={script}",
        )
    finally:
        script.unlink(missing_ok=True)
        first.unlink(missing_ok=True)


def clear(settings: Settings) -> None:
    """Leave the database as empty as a new one."""
    call("psql", settings, "--no-psqlrc", "--quiet", "--output=/dev/null", f"--command={EMPTY}")


def dump_aside(target: Path, settings: Settings) -> None:
    call("pg_dump", settings, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
