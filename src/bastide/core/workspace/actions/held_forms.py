"""Keeping what was typed when a session ended."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from ..models import HeldForm
from ..models.held_form import KEPT, digest

#: Forms kept at once, 30 MB at the very most: one more takes the place of the oldest, whose person came back long ago.
AT_MOST = 500


@transaction.atomic
def hold_form(*, path: str, values: Mapping[str, Sequence[str]], at: datetime) -> str:
    """Keep the `values` of a form typed at `path`, and return the token that gives them back, for a day.

    No journal line: nobody is signed in, and nothing of the territory changes.
    """
    oldest = HeldForm.objects.order_by("-pk").values_list("pk", flat=True)[AT_MOST - 1 :]
    HeldForm.objects.filter(pk__in=list(oldest)).delete()
    token = secrets.token_urlsafe(24)
    HeldForm.objects.create(
        token_digest=digest(token),
        path=path,
        values={name: list(given) for name, given in values.items()},
        expires_at=at + KEPT,
    )
    return token


@transaction.atomic
def drop_held_form(*, held: HeldForm) -> None:
    """Forget a held form once it was sent again."""
    held.delete()
