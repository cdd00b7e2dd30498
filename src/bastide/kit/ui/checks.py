"""Refuses, at start-up, a palette in which something could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from . import palette


@register("ui")
def palette_can_be_read(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    if not settings.UI_PALETTE_FILE:
        return []
    try:
        colours = palette.read(Path(settings.UI_PALETTE_FILE))
    except palette.UnreadablePalette as error:
        return [Error(str(error), id="ui.E001")]
    return [Error(str(shortfall), id="ui.E002") for shortfall in colours.shortfalls()]
