"""Triggers that keep lines from being changed or deleted by any program that writes to the database.

They let one change through: blanking a frozen name together with its salt. They stop accidents; against somebody who
owns the database, the chain is the proof (`verify`).
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

TABLE = "journal_journalline"
FIXED_COLUMNS = (
    "number",
    "at",
    "verb",
    "organisation_id",
    "actor_id",
    "actor_digest",
    "target_type",
    "target_pk",
    "target_digest",
    "data_json",
    "previous_hash",
    "hash",
)
ERASABLE = (("actor_label", "actor_salt"), ("target_label", "target_salt"))
NAMES = ("journal_line_no_delete", "journal_line_no_update")
REFUSAL = "A line of the journal is never changed or deleted."


def _allowed(same: str) -> str:
    """The SQL condition under which an update may pass; `same` compares two values, empty ones too."""
    conditions = [f"NEW.{column} {same} OLD.{column}" for column in FIXED_COLUMNS]
    for label, salt in ERASABLE:
        unchanged = f"NEW.{label} {same} OLD.{label} AND NEW.{salt} {same} OLD.{salt}"
        conditions.append(f"(({unchanged}) OR (NEW.{label} = '' AND NEW.{salt} = ''))")
    return " AND ".join(conditions)


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {NAMES[0]} BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
            f"CREATE TRIGGER {NAMES[1]} BEFORE UPDATE ON {TABLE} WHEN NOT ({_allowed('IS')})"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        ]
    return [
        "CREATE OR REPLACE FUNCTION journal_line_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {NAMES[0]} BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION journal_line_refuse()",
        f"CREATE TRIGGER {NAMES[1]} BEFORE UPDATE ON {TABLE} FOR EACH ROW"
        f" WHEN (NOT ({_allowed('IS NOT DISTINCT FROM')})) EXECUTE FUNCTION journal_line_refuse()",
        f"CREATE TRIGGER journal_line_no_truncate BEFORE TRUNCATE ON {TABLE}"
        " FOR EACH STATEMENT EXECUTE FUNCTION journal_line_refuse()",
    ]


def put(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on; those that are there already are made again."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    suffix = "" if connection.vendor == "sqlite" else f" ON {TABLE}"
    names = NAMES if connection.vendor == "sqlite" else (*NAMES, "journal_line_no_truncate")
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")


def are_in_place(connection: BaseDatabaseWrapper) -> bool:
    table, column = ("sqlite_master", "name") if connection.vendor == "sqlite" else ("pg_trigger", "tgname")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} IN (%s, %s)", NAMES)  # noqa: S608
        return cursor.fetchone()[0] == len(NAMES)


class GuardLines(Operation):
    """Migration operation: put the triggers on. Repeat it after any migration that alters JournalLine.

    SQLite makes a table again to alter it, and drops its triggers in passing.
    """

    reversible = True
    reduces_to_sql = False

    def state_forwards(self, app_label: str, state: object) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: object, to_state: object
    ) -> None:
        put(schema_editor.connection)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: object, to_state: object
    ) -> None:
        remove(schema_editor.connection)

    def describe(self) -> str:
        return "Keeps lines of the journal from being changed or deleted"
