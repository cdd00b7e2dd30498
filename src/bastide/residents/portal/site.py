"""The site of a body: its panels, found through the socket, with what the frame of the page needs of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bastide.core.territory.models import Organisation, Source
from bastide.core.territory.registry import commune_panels

from .town_hall import next_change


@dataclass(frozen=True)
class ShownPanel:
    """A panel that has something to show."""

    name: str
    title: str
    template: str
    data: dict[str, Any]
    column: str
    sources: tuple[Source, ...]

    @property
    def anchor(self) -> str:
        """The panel's place in the page: "portal.town_hall" is at "portal-town-hall"."""
        return str(self.data.get("anchor") or self.name.replace(".", "-").replace("_", "-"))


@dataclass(frozen=True)
class BodySite:
    """All panels of one body at one moment."""

    panels: list[ShownPanel]
    expires_at: datetime

    @property
    def main(self) -> list[ShownPanel]:
        return [panel for panel in self.panels if panel.column == "main"]

    @property
    def side(self) -> list[ShownPanel]:
        return [panel for panel in self.panels if panel.column == "side"]

    def data_of(self, name: str) -> dict[str, Any]:
        """The data of one panel, {} when it shows nothing."""
        return next((panel.data for panel in self.panels if panel.name == name), {})


def body_site(organisation: Organisation, at: datetime, sources: Iterable[Source]) -> BodySite:
    """Ask each plugged panel what it has to show of `organisation`."""
    known = {source.slug: source for source in sources}
    shown = []
    for name, panel in sorted(commune_panels, key=lambda each: (each[1].order, each[0])):
        data = panel.load(organisation, at)
        if data is not None:
            named = tuple(known[slug] for slug in data.get("sources", ()) if slug in known)
            shown.append(ShownPanel(name, str(panel.title), panel.template, data, panel.column, named))
    return BodySite(shown, _expiry(at, (panel.data.get("expires_at") for panel in shown)))


def _expiry(at: datetime, ends: Iterable[datetime | None]) -> datetime:
    return min([next_change(at, []), *(end for end in ends if end is not None)])
