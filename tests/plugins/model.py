"""Each process of the tests starts from a copy of a migrated database, where the run has one: `tests/databases.py`."""

import contextlib
import sqlite3

import pytest
from django.db import connection

from bastide.kit.tasks.testing import address_of
from tests.databases import model_file, model_folder, model_on_postgres


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Asked by pytest-django before it makes the database of the tests."""
    if model_folder() is None:
        return
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = model_on_postgres(address_of(connection.settings_dict))
        return
    create = connection.creation._create_test_db

    def create_filled(verbosity, autoclobber, keepdb=False):
        name = create(verbosity, autoclobber, keepdb)
        # In memory, it lives as long as somebody holds it.
        held = sqlite3.connect(name, uri=True, check_same_thread=False)
        with contextlib.closing(sqlite3.connect(model_file())) as model:
            model.backup(held)
        connection.creation.held = held
        return name

    connection.creation._create_test_db = create_filled
