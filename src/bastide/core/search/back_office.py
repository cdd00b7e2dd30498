"""What Wagtail's back office searches with: `WAGTAILSEARCH_BACKENDS` names this module."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from modelsearch.backends import database

#: Wagtail's backend of SQLite with full-text search. What it is made of can be imported on that database only.
_SQLITE = "modelsearch.backends.database.sqlite.sqlite"


def SearchBackend(params: Any) -> Any:  # noqa: N802  (the name by which Wagtail looks for it)
    """The search of this database: ours on SQLite, Wagtail's own elsewhere."""
    own = database.SearchBackend(params)
    if type(own).__module__ != _SQLITE:
        return own
    return import_module(f"{__package__}.back_office_sqlite").Backend(params)
