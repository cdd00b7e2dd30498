"""The lines of a body's window, as they are kept and as they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from bastide.core.territory.models import Organisation


@dataclass(frozen=True)
class WindowLine:
    """A thing that a body shows: from `begins_at` on, until `ends_at` when that is known."""

    title: str
    url: str
    day: date
    detail: str
    begins_at: datetime
    ends_at: datetime | None = None
    status: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "url": self.url,
            "day": self.day.isoformat(),
            "detail": self.detail,
            "begins_at": self.begins_at.isoformat(),
            "ends_at": self.ends_at.isoformat() if self.ends_at else None,
            "status": self.status,
        }


@dataclass(frozen=True)
class Shown:
    """The lines at one moment, and when they may change by themselves."""

    lines: list[WindowLine]
    expires_at: datetime | None


def shown_in_window(organisation: Organisation, name: str, at: datetime, *, limit: int) -> Shown:
    """No query when the body came with its window (`select_related("window")`)."""
    window = getattr(organisation, "window", None)
    lines = [_line(kept) for kept in window.lines.get(name, ())] if window is not None else []
    alive = [line for line in lines if line.ends_at is None or line.ends_at > at]
    now = [line for line in alive if line.begins_at <= at]
    changes = [line.ends_at for line in now[:limit] if line.ends_at] + [
        line.begins_at for line in alive if line.begins_at > at
    ]
    return Shown(now[:limit], min(changes, default=None))


def _line(kept: dict[str, Any]) -> WindowLine:
    return WindowLine(
        title=kept["title"],
        url=kept["url"],
        day=date.fromisoformat(kept["day"]),
        detail=kept["detail"],
        begins_at=datetime.fromisoformat(kept["begins_at"]),
        ends_at=datetime.fromisoformat(kept["ends_at"]) if kept["ends_at"] else None,
        status=kept["status"],
    )


def as_json(lines: Iterable[WindowLine]) -> list[dict[str, Any]]:
    return [line.as_json() for line in lines]


def window_panel(name: str, listing: str, *, limit: int) -> Callable[[Organisation, datetime], dict[str, Any] | None]:
    """What loads a panel of a body's site from its window; `listing` names the address of the whole list.

    Nothing for a body that shows nothing. No query: the body comes with its window.
    """

    def load(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
        shown = shown_in_window(organisation, name, at, limit=limit)
        if not shown.lines:
            return None
        address = reverse(listing, args=[organisation.slug])
        return {"lines": shown.lines, "all_url": address, "expires_at": shown.expires_at}

    return load
