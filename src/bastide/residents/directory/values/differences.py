"""Whether two values say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models import PAPI, Place
from ..words import folded
from .fields import read

LIST_FIELDS = ("phones", "emails", "websites")


def is_empty(value: Any) -> bool:
    return value in (None, "", [], {}, False)


def changed_fields(place: Place, values: Mapping[str, Any]) -> list[str]:
    """Those of `values` that are not what the place shows; a point moved by less than a metre is where it was."""
    return [field for field, value in values.items() if not _same(field, read(place, field), value)]


def _same(field: str, ours: Any, theirs: Any) -> bool:
    if field in ("lon", "lat") and ours is not None and theirs is not None:
        return abs(ours - theirs) < 1e-5
    if field in LIST_FIELDS:
        return [one["value"] for one in ours] == [one["value"] for one in theirs]
    return bool(ours == theirs)


def says_no_more(place: Place, field: str, theirs: Any) -> bool:
    """Whether another source adds nothing to what stands here: other signs in a text, fewer numbers in a list.

    Schemas have room for one telephone, and for no typographic apostrophe: that is no difference to decide on.
    """
    ours = read(place, field)
    match field:
        case "phones" | "emails" | "websites":
            return {one["value"] for one in theirs} <= {one["value"] for one in ours}
        case "papi" | "wifi":
            return ours is not None and all(
                is_empty(value) or value == ours.get(name) for name, value in theirs.items()
            )
        case "periods":
            return {_yearly(each) for each in theirs} <= {_yearly(each) for each in ours}
        case "category":
            # Any place may offer the internet: a file of such places says nothing of what else it is.
            return theirs == PAPI and read(place, "papi") is not None
    if isinstance(ours, str) and isinstance(theirs, str):
        return folded(ours) == folded(theirs)
    return False


def _yearly(period: Mapping[str, Any]) -> tuple[Any, ...]:
    """A period without what another vocabulary has no room for: its reason, and the year when it comes each year."""
    start = 5 if period.get("yearly") else 0
    return str(period.get("from"))[start:], str(period.get("to"))[start:], str(period.get("hours"))
