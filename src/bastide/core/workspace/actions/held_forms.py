"""Keeping what was typed when a session ended."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from ..models import HeldForm
from ..models.held_form import KEPT, digest


@transaction.atomic
def hold_form(*, path: str, values: Mapping[str, Sequence[str]], at: datetime) -> str:
    """Keep the `values` of a form typed at `path`, and return the token that gives them back, for a day.

    No journal line: nobody is signed in, and nothing of the territory changes.
    """
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
