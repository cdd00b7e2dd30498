"""The caches in front (Varnish, nginx, a CDN): what they may hold, and asking them to forget it.

A page leaves with `s-maxage` only after its address was written down with its tags; a purge of a tag finds the
addresses there, in its own transaction, and the caches are asked to forget them after the commit. Who asks is one of
Wagtail's backends, by setting; ours add a limit of time and tell a failure, so that the clock tries again.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import requests
from django.conf import settings
from django.db import transaction
from wagtail.contrib.frontend_cache.backends import CloudflareBackend, HTTPBackend
from wagtail.contrib.frontend_cache.utils import get_backends

from .models import FrontCopy, FrontPurge, PagePurge

logger = logging.getLogger(__name__)

#: How long a backend may take to answer.
PATIENCE_S = 5
#: When an address is asked for the second time.
AGAIN_AFTER = timedelta(seconds=10)
#: Addresses asked in one turn.
AT_ONCE = 500
#: After so many failures in a row an address is given up: what it holds has ended meanwhile.
LAST_FAILURE = 20


class PurgeFailed(Exception):
    """A cache in front did not take a purge."""


class PurgingProxy(HTTPBackend):
    """Varnish, or nginx with its purge module: a PURGE of the address, with the host that visitors give."""

    #: Nothing was held: as good as purged. nginx says 412 where Varnish says 200.
    NOTHING_HELD = frozenset({404, 412})

    def purge(self, url: str) -> None:
        parts = urlsplit(url)
        target = (
            f"{self.cache_scheme}://{self.cache_netloc}{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        )
        request = Request(target, headers={"Host": parts.netloc}, method="PURGE")  # noqa: S310
        try:
            with urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
                answer.read()
        except HTTPError as error:
            if error.code not in self.NOTHING_HELD:
                raise PurgeFailed(f"{self.cache_netloc}: {error.code}") from error
        except (URLError, OSError) as error:
            raise PurgeFailed(f"{self.cache_netloc}: {error}") from error


class ContentNetwork(CloudflareBackend):
    """A CDN with Cloudflare's interface: lists of addresses, at most thirty at a time."""

    def __init__(self, params: dict[str, Any]) -> None:
        self.api = str(params.pop("API")).rstrip("/")
        super().__init__(params)

    def _purge_urls(self, urls: list[str]) -> None:
        address = f"{self.api}/zones/{self.cloudflare_zoneid}/purge_cache"
        headers = {"Authorization": f"Bearer {self.cloudflare_token}"}
        try:
            answer = requests.post(address, json={"files": urls}, headers=headers, timeout=PATIENCE_S)
            is_done = answer.ok and answer.json().get("success") is True
        except (requests.RequestException, ValueError, AttributeError) as error:
            # Its words may hold the key.
            raise PurgeFailed(f"CDN: {type(error).__name__}") from error
        if not is_done:
            raise PurgeFailed(f"CDN: {answer.status_code}")


def is_on() -> bool:
    """Whether a cache in front is told of purges."""
    return bool(settings.WAGTAILFRONTENDCACHE)


@transaction.atomic
def note_copy(*, url: str, tags: Iterable[str], number: int, at: datetime) -> bool:
    """Write down that a cache in front may hold `url`; False when one of `tags` was purged after `number`.

    Call it with the lock of the purges (`actions.start_clock`): either the purge sees the copy, or the copy the purge.
    """
    tags = sorted(set(tags))
    waiting = PagePurge.objects.waiting().filter(tag__in=tags).exists()
    if waiting or PagePurge.objects.last_number_of(tags) > number:
        return False
    until = at + timedelta(seconds=settings.PAGE_PROXY_SECONDS)
    FrontCopy.objects.filter(url=url).exclude(tag__in=tags).delete()
    FrontCopy.objects.bulk_create(
        [FrontCopy(url=url, tag=tag, until=until) for tag in tags],
        update_conflicts=True,
        unique_fields=["url", "tag"],
        update_fields=["until"],
    )
    return True


def take_back(*, tags: Iterable[str], at: datetime) -> int:
    """Ask for the addresses that show one of `tags` to be forgotten, in the caller's transaction; returns how many."""
    urls = FrontCopy.objects.urls_of(tags)
    FrontCopy.objects.filter(url__in=urls).delete()
    FrontPurge.objects.bulk_create([FrontPurge(url=url, next_at=at) for url in urls])
    return len(urls)


def send_due(*, at: datetime) -> int:
    """Ask the caches in front to forget what is due; returns how many addresses were. May be called by anybody.

    Two at once ask twice, which harms nobody. A failure waits for a turn of the clock, longer each time.
    """
    due = list(FrontPurge.objects.filter(next_at__lte=at).order_by("next_at", "pk")[:AT_ONCE])
    if not due:
        return 0
    try:
        ask(sorted({each.url for each in due}))
    except PurgeFailed as error:
        logger.warning("A cache in front does not take purges (%s).", error)
        _put_off(due, at)
        return 0
    with transaction.atomic():
        keys = [each.pk for each in due]
        FrontPurge.objects.filter(pk__in=keys, was_asked=True).delete()
        FrontPurge.objects.filter(pk__in=keys).update(was_asked=True, failures=0, next_at=at + AGAIN_AFTER)
    return len(due)


def ask(urls: list[str]) -> None:
    """Every backend that answers for the host of an address is asked to forget it. Raises PurgeFailed."""
    by_host = defaultdict(list)
    for url in urls:
        by_host[urlsplit(url).netloc].append(url)
    failed: list[PurgeFailed] = []
    for backend in get_backends().values():
        for host, its in by_host.items():
            if not backend.invalidates_hostname(host):
                continue
            try:
                backend.purge_batch(its)
            except PurgeFailed as error:
                failed.append(error)
    if failed:
        raise failed[0]


@transaction.atomic
def _put_off(due: list[FrontPurge], at: datetime) -> None:
    for each in due:
        each.failures += 1
        each.next_at = at + timedelta(minutes=min(each.failures, 10))
    FrontPurge.objects.bulk_update(due, ["failures", "next_at"])
    FrontPurge.objects.filter(failures__gt=LAST_FAILURE).delete()


def forget_old_copies(*, at: datetime) -> int:
    """Rows of pages that no cache in front keeps any more; returns how many."""
    return FrontCopy.objects.filter(until__lt=at).delete()[0]
