"""Sockets of the territory: what other apps add to a body's site, and who must know that something changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bastide.kit.registry.sockets import Socket

from .models import Organisation


@dataclass(frozen=True)
class CommunePanel:
    """A block of a body's site.

    `load(organisation, at)` gives what the template reads as `data`, or None when there is nothing to show; the body
    comes with its commune or EPCI, its office and `mandates_now`, so that a panel rarely needs a query of its own.
    Two names in it are for the site: `sources`, slugs of the Source rows to name below the block, and `expires_at`
    (aware), when what the block says may cease to be true. `column` is "main" or "side"; panels are shown by rising
    `order`. `related` names one-to-one relations of the body that come with it, in the same query.
    """

    title: Any
    template: str
    load: Callable[[Organisation, datetime], dict[str, Any] | None]
    order: int = 100
    column: str = "main"
    related: tuple[str, ...] = ()


commune_panels = Socket(
    "core.territory.commune_panel",
    module="panels",
    plug_type=CommunePanel,
    doc="A block of the site of a commune or EPCI, read by the site.",
)


@dataclass(frozen=True)
class ReferenceListener:
    """Who keeps something derived from reference data.

    `refresh(say)` is called after a load that changed something, outside its transaction, and may be called twice.
    """

    title: str
    refresh: Callable[[Callable[[str], None]], None]


reference_listeners = Socket(
    "core.territory.reference_changed",
    module="listeners",
    plug_type=ReferenceListener,
    doc="What is made again after a load changed reference data, called by `bastide load_territory`.",
)


@dataclass(frozen=True)
class OrganisationListener:
    """Who keeps something derived from one body.

    `refresh(organisation)` is called by the action that changed what people see of the body, in its transaction.
    """

    title: str
    refresh: Callable[[Organisation], None]


organisation_listeners = Socket(
    "core.territory.organisation_changed",
    module="listeners",
    plug_type=OrganisationListener,
    doc="What is made again after an action changed a body's contacts, hours, elected or former names.",
)
