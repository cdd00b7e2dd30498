"""How a view offers its page to the cache, and how an action takes pages back.

    @public_page(max_age=3600)
    def commune(request, slug):
        found = get_object_or_404(Commune.objects.whole(), slug=slug)
        response = render(request, "portal/commune.html", {"commune": found})
        return make_public(response, tags=[f"commune:{found.pk}"], expires_at=found.next_change_of_hours())

    @transaction.atomic
    def correct_hours(*, commune, hours, by, at):
        ...
        purge(f"commune:{commune.pk}")

A page is offered whole: it must be the same for every visitor who is not signed in. What it shows of a moment ("open
until 17:00") ends with `expires_at`.

A query parameter that the view reads must be named in `query`. With any other parameter the stored page without it is
served, or a new one is made and not stored, so that made-up addresses cannot fill the cache. A view whose parameter
takes any value (a search) names it and offers only its empty form.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from . import actions
from .store import ALL, TRUST_S

ResponseT = TypeVar("ResponseT", bound=HttpResponseBase)
View = Callable[..., HttpResponseBase]

#: Seconds a page is kept when its view says nothing: a change that nobody purged is seen within the hour.
DEFAULT_MAX_AGE = 3600


@dataclass(frozen=True)
class Offer:
    """What a view allows: how long its page holds, what it depends on, which parameters it reads."""

    max_age: int
    tags: frozenset[str] = frozenset()
    query: frozenset[str] = frozenset()
    expires_at: datetime | None = None

    def seconds_left(self, now: float) -> float:
        """How long the page holds from `now` (seconds since the epoch); may be negative."""
        if self.expires_at is None:
            return self.max_age
        return min(self.max_age, self.expires_at.timestamp() - now)


def offer_of(response: HttpResponseBase) -> Offer | None:
    return getattr(response, "page_offer", None)


def make_public(
    response: ResponseT,
    *,
    max_age: int = DEFAULT_MAX_AGE,
    tags: Iterable[str] = (),
    query: Iterable[str] = (),
    expires_at: datetime | None = None,
) -> ResponseT:
    """Offer `response` to the cache, for `max_age` seconds or until `expires_at`, whichever comes first.

    Called twice, the tags and parameters add up and the shorter time wins. Raises ValueError for a naive `expires_at`.
    """
    if expires_at is not None and expires_at.tzinfo is None:
        raise ValueError("expires_at has no time zone.")
    offer = Offer(max_age, frozenset(tags), frozenset(query), expires_at)
    if (before := offer_of(response)) is not None:
        ends = [moment for moment in (before.expires_at, expires_at) if moment is not None]
        offer = replace(
            offer,
            max_age=min(before.max_age, max_age),
            tags=before.tags | offer.tags,
            query=before.query | offer.query,
            expires_at=min(ends, default=None),
        )
    response.page_offer = offer  # type: ignore[attr-defined]
    return response


def public_page(
    *, max_age: int = DEFAULT_MAX_AGE, tags: Iterable[str] = (), query: Iterable[str] = ()
) -> Callable[[View], View]:
    """Offer every answer of a view; it then answers GET and HEAD only.

    Nothing can be posted to it, so that the check of forms is left out: a POST is told 405, not 403.
    """
    tags, query = tuple(tags), tuple(query)

    def decorate(view: View) -> View:
        @wraps(view)
        def offered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return make_public(view(request, *args, **kwargs), max_age=max_age, tags=tags, query=query)

        return csrf_exempt(require_safe(offered))

    return decorate


def purge(*tags: str) -> None:
    """Take back every page that has one of `tags`, on all nodes, with the current transaction.

    It is written in that transaction: both happen, or none. A process that dies right after the commit leaves no old
    page behind. When the commit returns, no reader is served a page rendered before it.
    """
    if not tags:
        return
    actions.note_purge(tags=tags)
    asked_at = time.monotonic()
    transaction.on_commit(lambda: settle(asked_at), robust=True)


class Settled(threading.local):
    """When this thread last began to settle, on the clock of `time.monotonic`."""

    began_at = float("-inf")


_settled = Settled()


def settle(asked_at: float) -> None:
    """Number the purges just committed, and wait until no process trusts what it read before them.

    Once for all that one transaction asked for: whatever this thread asked before it last settled was committed then.
    """
    if _settled.began_at > asked_at:
        return
    _settled.began_at = time.monotonic()
    try:
        actions.number_purges(at=timezone.now())
    finally:
        time.sleep(max(0.0, _settled.began_at + TRUST_S - time.monotonic()))


def purge_all() -> None:
    """Take back every page: after a new release, a load of the whole territory, a change of theme."""
    purge(ALL)
