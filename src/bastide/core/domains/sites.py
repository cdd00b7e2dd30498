"""One site with a domain of its own: which page an address of it means, and how its pages' links are written.

On the domain of Eymet, `/` is `/communes/eymet/` of the portal, `/salle-des-fetes/` is the page of that name below it,
`/agenda/` is `/agenda/de/commune-eymet/`. What is not the site's is read on the portal, at the portal's address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.urls import URLResolver, get_resolver
from django.utils import translation

from bastide.core.territory.models import Organisation

from .names import origin_of, portal_origin
from .registry import own_addresses

Step = tuple[str, str | None]

#: Addresses that every host answers by itself: what pages are drawn with, and what machines ask of a host.
OF_EVERY_HOST = ("/static/", "/media/", "/documents/", "/palette/", "/carte/couches/", "/carte/fond/", "/sante")
MACHINES = re.compile(r"/(robots\.txt|favicon\.ico|sitemap(-[\w-]+)?\.xml)")
#: What the law asks of a site; a body has pages of its own, the others show the portal's.
LEGAL = ("/mentions-legales/", "/accessibilite/", "/donnees-personnelles/", "/plan/")


@dataclass(frozen=True)
class Elsewhere:
    """The page is not the site's: where it is read, and whether that will stay so."""

    address: str
    is_for_ever: bool = False


@dataclass(frozen=True)
class OwnSite:
    """`prefix` is where its pages stand on the portal, such as "/communes/eymet/"."""

    host: str
    main_host: str
    prefix: str
    name: str
    organisation: Organisation | None = None
    page_id: int | None = None

    @property
    def origin(self) -> str:
        return origin_of(self.main_host)

    @cached_property
    def _inward(self) -> dict[str, str]:
        """Addresses of the domain that stand for another one of the portal."""
        if self.organisation is None:
            return {}
        return {ours: its for _name, plug in own_addresses for ours, its in plug.lists(self.organisation).items()}

    @cached_property
    def _outward(self) -> dict[str, str]:
        return {its: ours for ours, its in self._inward.items()}

    def inward(self, path: str) -> str | Elsewhere:
        """The path on the portal of what `path` means on the domain. May ask the database whose a thing is."""
        if path in self._inward:
            return self._inward[path]
        if _is_of_every_host(path) or (self.organisation is None and path in LEGAL):
            return path
        if path.startswith(self.prefix):
            # A page whose name the portal uses otherwise keeps its long address.
            ours = self.outward(path)
            return path if ours == path else Elsewhere(f"{self.origin}{ours}", is_for_ever=True)
        if (number := self._number(path)) is not None:
            return path if self._shows(path, number) else Elsewhere(portal_origin() + path)
        if _first(path) in taken_names():
            return Elsewhere(portal_origin() + path)
        return self.prefix + path.removeprefix("/")

    def outward(self, address: str) -> str:
        """How a link to `address` (a path of the portal, with what follows its "?") is written on the domain."""
        path, mark, rest = _cut(address)
        if path in self._outward:
            return self._outward[path] + mark + rest
        if path.startswith(self.prefix):
            below = path.removeprefix(self.prefix)
            return address if _first(f"/{below}") in taken_names() else f"/{below}{mark}{rest}"
        if _is_of_every_host(path) or (self.organisation is None and path in LEGAL):
            return address
        if self._number(path) is not None:
            return address
        return portal_origin() + address

    def steps(self, steps: list[Step]) -> list[Step]:
        """A breadcrumb that begins at the site's home, without what stands above it on the portal."""
        kept = list(steps)
        while kept and (address := kept[0][1]) is not None and not self.outward(address).startswith("/"):
            kept.pop(0)
        return kept if kept and kept[0][1] == self.prefix else [(self.name, self.prefix), *kept]

    def _number(self, path: str) -> int | None:
        """The number of a single thing of some app at `path`."""
        if self.organisation is None:
            return None
        for _name, plug in own_addresses:
            if plug.items and path.startswith(plug.items):
                number = _first(path.removeprefix(plug.items.rstrip("/")))
                # Eighteen digits: as many as any database counts.
                return int(number) if number.isdecimal() and len(number) <= 18 else None
        return None

    def _shows(self, path: str, number: int) -> bool:
        assert self.organisation is not None
        return any(
            plug.shows(self.organisation, number)
            for _name, plug in own_addresses
            if plug.items and plug.shows is not None and path.startswith(plug.items)
        )


def _cut(address: str) -> tuple[str, str, str]:
    """Path, "?" or "#", and what follows."""
    at = re.search(r"[?#]", address)
    return (address[: at.start()], at.group(), address[at.end() :]) if at else (address, "", "")


def _first(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else ""


def _is_of_every_host(path: str) -> bool:
    return path.startswith(OF_EVERY_HOST) or MACHINES.fullmatch(path) is not None


@cache
def taken_names() -> frozenset[str]:
    """First parts of the portal's own addresses, which no page of a domain can have."""
    with translation.override(settings.LANGUAGE_CODE):
        return frozenset(_names(get_resolver().url_patterns, ""))


def _names(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        name, slash, _rest = route.partition("/")
        if slash and name:
            if re.fullmatch(r"[\w.-]+", name):
                yield name
        elif isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns, route)
