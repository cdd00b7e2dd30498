"""What the start refuses: a right to write that reaches further than it should."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError
from django.db.models import Count
from wagtail.models import GroupPagePermission

from .models import EditingSpace


@register(Tags.database)
def rights_of_pages(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Run by `migrate`, and by `bastide check --database default`."""
    if not databases:
        return []
    try:
        return rows_too_far()
    except DatabaseError:
        return []  # Before the first migration there is no table.


def rows_too_far() -> list[CheckMessage]:
    """A group of a space with a row outside its root. Past a thousand rows for one person the explorer breaks."""
    found: list[CheckMessage] = []
    for name in ("writers", "publishers"):
        spaces = EditingSpace.objects.values_list(f"{name}__pk", "root__pk")
        roots = dict(spaces)
        rows = GroupPagePermission.objects.filter(group__in=EditingSpace.objects.values(name))
        counted = rows.values("group", "group__name", "page").annotate(number=Count("pk"))
        found += [
            Error(
                f"Le groupe « {row['group__name']} » écrit hors de la racine de son organisme.",
                hint="Retirez cette permission dans les réglages des groupes : un groupe, une racine.",
                id="pages.E001",
            )
            for row in counted
            if roots[row["group"]] != row["page"]
        ]
    return found
