"""What is urgent or near, at the top of public pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bastide.core.territory.models import Organisation, Territory
from bastide.core.workspace import queries as workspace
from bastide.core.workspace.models import Banner


@dataclass(frozen=True)
class ShownBanner:
    """The most serious banner of a page, if any; `changes_at` is when this may not be the answer any more."""

    banner: Banner | None
    changes_at: datetime | None


def banner_on_site(organisation: Organisation, at: datetime) -> ShownBanner:
    """At the top of a body's pages. Two queries."""
    return _first(workspace.banners_on_site(organisation, at), at)


def banner_on_portal(territory: Territory | None, section: str, at: datetime) -> ShownBanner:
    """At the top of a section of the portal. Two queries."""
    return _first(workspace.banners_on_portal(territory, section, at), at)


def _first(banners: list[Banner], at: datetime) -> ShownBanner:
    return ShownBanner(banners[0] if banners else None, workspace.next_banner_change(at))
