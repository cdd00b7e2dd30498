"""Filling a body's window."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from bastide.core.territory.models import Organisation

from ..models import Window
from ..windows import WindowLine, as_json


@transaction.atomic
def fill_window(*, organisation: Organisation, name: str, lines: Iterable[WindowLine]) -> None:
    """Replace what panel `name` shows of the body; the action that changed it tells the journal."""
    Window.objects.get_or_create(organisation=organisation)
    window = Window.objects.select_for_update(of=("self",)).get(organisation=organisation)
    kept = as_json(lines)
    if window.lines.get(name, []) != kept:
        window.lines = {**window.lines, name: kept}
        window.save(update_fields=["lines"])
