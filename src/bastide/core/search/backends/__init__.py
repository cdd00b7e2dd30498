"""What differs between databases: keeping lexemes indexed, and reading entries in rank order."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from .base import Backend, Candidate, Condition
from .postgresql import PostgresqlBackend
from .sqlite import SqliteBackend

__all__ = ["Backend", "Candidate", "Condition", "backend_for"]

_BACKENDS: dict[str, Backend] = {"sqlite": SqliteBackend(), "postgresql": PostgresqlBackend()}


def backend_for(connection: BaseDatabaseWrapper) -> Backend:
    """The backend of this connection's database.

    Raises KeyError for a database that the search does not know.
    """
    return _BACKENDS[connection.vendor]
