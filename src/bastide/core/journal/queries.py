"""Reading the journal, page by page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from .models import JournalLine, JournalLineQuerySet
from .verify import verify, verify_last

__all__ = ["LinePage", "lines_for", "verify", "verify_last"]


@dataclass(frozen=True)
class LinePage:
    """Lines, newest first; `before` asks for the next page, None on the last."""

    lines: list[JournalLine]
    before: int | None


def lines_for(
    *,
    organisation: models.Model | None = None,
    target: models.Model | None = None,
    user: models.Model | None = None,
    among: JournalLineQuerySet | None = None,
    before: int | None = None,
    limit: int = 50,
) -> LinePage:
    """The newest lines about a body, a thing or by a person, all that are given; one query.

    `among` narrows to what the reader may see. `before` is the number the page before gave: a line that arrives
    meanwhile moves nothing.
    """
    lines = JournalLine.objects.all() if among is None else among
    if organisation is not None:
        lines = lines.of_organisation(organisation)
    if target is not None:
        lines = lines.of_target(target)
    if user is not None:
        lines = lines.of_actor(user)
    if before is not None:
        lines = lines.filter(number__lt=before)
    found = list(lines.order_by("-number")[: limit + 1])
    return LinePage(found[:limit], found[limit - 1].number if len(found) > limit else None)
