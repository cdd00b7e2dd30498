"""What Wagtail's back office searches with: `WAGTAILSEARCH_BACKENDS` names this module."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from modelsearch.backends import database

#: Our own beside Wagtail's backend of each database. What they are made of can be imported on that database only.
_OURS = {
    "modelsearch.backends.database.sqlite.sqlite": "back_office_sqlite",
    "modelsearch.backends.database.postgres.postgres": "back_office_postgres",
}


def SearchBackend(params: Any) -> Any:  # noqa: N802  (the name by which Wagtail looks for it)
    """The search of this database: ours, Wagtail's own where we have none."""
    own = database.SearchBackend(params)
    ours = _OURS.get(type(own).__module__)
    return import_module(f"{__package__}.{ours}").Backend(params) if ours else own
