"""Which hosts are recorded, as each process remembers it.

It is read again after the tag `domains` was purged, which all processes learn as they learn of any purge (decision
0060), and after a minute, since a load may change where a site stands. So a request by a known name costs no query.
"""

from __future__ import annotations

import logging
import time
from functools import cache

from django.db import Error
from wagtail.models import Page

from bastide.kit.http.store import ALL, Purges, page_store

from .models import Domain
from .sites import OwnSite

logger = logging.getLogger(__name__)

#: The tag of what is said of the recorded names.
DOMAINS_TAG = "domains"
LONGEST_S = 60.0

Sites = dict[str, OwnSite]


class Table:
    """The sites by host. Safe between threads: it is only ever replaced."""

    def __init__(self) -> None:
        self._sites: Sites | None = None
        self._number = -1
        self._read_at = float("-inf")

    def sites(self) -> Sites:
        known = page_store().known()
        if self._sites is not None and known is not None and self._holds(known):
            return self._sites
        try:
            sites, read_at = read_sites(), time.monotonic()
        except Error:
            logger.warning("The database does not say which domains are recorded.", exc_info=True)
            return self._sites or {}
        self._number, self._read_at, self._sites = known.number if known else -1, read_at, sites
        return sites

    def _holds(self, known: Purges) -> bool:
        if self._number < known.since or time.monotonic() - self._read_at > LONGEST_S:
            return False
        tags = (DOMAINS_TAG, ALL)
        return known.waiting.isdisjoint(tags) and all(known.last.get(tag, 0) <= self._number for tag in tags)


@cache
def table() -> Table:
    """The one table of this process."""
    return Table()


def read_sites() -> Sites:
    """Every recorded name with its site; one query, and those of Wagtail for where a section stands."""
    rows = Domain.objects.select_related("organisation__commune", "organisation__epci", "page").order_by("pk")
    mains: dict[tuple[int | None, int | None], str] = {}
    sites = {}
    for row in rows:
        main = mains.setdefault((row.organisation_id, row.page_id), row.host)
        prefix = row.organisation.public_url if row.organisation else address_of(row.page)
        if prefix and prefix != "/":
            sites[row.host] = OwnSite(row.host, main, prefix, name_of(row), row.organisation, row.page_id)
    return sites


def address_of(page: Page | None) -> str:
    """Where a section stands on the portal; "" when it has no address."""
    parts = page.get_url_parts() if page is not None else None
    return str(parts[2] or "") if parts else ""


def name_of(row: Domain) -> str:
    """« Eymet »: what the head of the site says."""
    body = row.organisation
    if body is None:
        return str(row.page)
    for kind in ("commune", "epci"):
        if (found := getattr(body, kind, None)) is not None:
            return str(found.name)
    return body.name
