import pytest
from django.db import connection

from bastide.core.journal import guards


@pytest.fixture
def unguarded(db):
    """A database whose owner took the guards off, as somebody who wants to rewrite the past would."""
    guards.remove(connection)
    return connection
