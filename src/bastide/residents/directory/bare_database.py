"""A database without a row, in memory, for who tries a file on a machine where nothing is set up yet."""

from __future__ import annotations

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

#: What proves that the database was prepared.
NEEDED = {"directory_place", "territory_commune", "directory_placesource"}


def is_prepared() -> bool:
    """Raises DatabaseError when the database cannot be reached."""
    return set(connections[DEFAULT_DB_ALIAS].introspection.table_names()) >= NEEDED


def use_bare_database() -> None:
    """From now on this process reads and writes in memory; its tables are those of the models, without any history."""
    connections[DEFAULT_DB_ALIAS].close()
    connections.settings[DEFAULT_DB_ALIAS] |= {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {},
    }
    del connections[DEFAULT_DB_ALIAS]
    connection = connections[DEFAULT_DB_ALIAS]
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
    with connection.schema_editor() as editor:
        for model in tables.values():
            if model._meta.managed and not model._meta.proxy and not model._meta.auto_created:
                editor.create_model(model)
