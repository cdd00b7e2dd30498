"""`bastide flush`: Django's own, which empties every table, the journal included: its guards are lifted for it."""

from typing import Any

from django.core.management.commands.flush import Command as DjangoFlush
from django.db import connections

from bastide.core.journal import guards


class Command(DjangoFlush):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        guarded = guards.are_in_place(connection)
        if guarded:
            guards.remove(connection)
        try:
            super().handle(**options)
        finally:
            if guarded:
                guards.put(connection)
