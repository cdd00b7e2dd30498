"""Filters of the directory's screens."""

from __future__ import annotations

from datetime import date

from django import template

from bastide.kit.ui import typography

register = template.Library()


@register.filter
def iso_day(value: str) -> str:
    """ "2026-11-20" → « 20 novembre 2026 »; words are left alone."""
    try:
        return typography.day(date.fromisoformat(value))
    except ValueError:
        return value
