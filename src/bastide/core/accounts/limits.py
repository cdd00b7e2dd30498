"""Limits on what can be guessed: so many tries in so long, by account and by address, whatever the process.

allauth counts in the cache. Ours is made of files: measured with four processes, 413 to 426 tries of 1,200 passed a
limit of 400, and an entry may be evicted. A row updated under its lock loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.debug import sensitive_post_parameters

from bastide.kit.ui import typography

from .models import Attempt


@dataclass(frozen=True)
class Limit:
    """`tries` in one window of `period`; the next try is refused until the window ends."""

    name: str
    tries: int
    period: timedelta


#: Wrong passwords for one mail address, whether it has an account or not.
PASSWORD = Limit("password", 10, timedelta(minutes=15))
#: Wrong codes of the second factor for one account.
CODE = Limit("code", 5, timedelta(minutes=5))
#: A right code serves once: it stays valid for 90 s, one step of 30 s either way.
USED_CODE = Limit("used_code", 1, timedelta(minutes=2))
#: Mails that let one choose a new password, for one mail address.
RESET = Limit("reset", 3, timedelta(hours=1))
#: Forms sent to the door (sign-in, codes, lost password, invitation) from one address: a training room fits in.
DOOR = Limit("door", 60, timedelta(minutes=15))


class TooManyTries(Exception):
    """The limit is reached. `until` is when the next try will be heard."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"until {until:%H:%M}")


@transaction.atomic
def spend(limit: Limit, subject: str, *, at: datetime) -> None:
    """Count one try of `subject` (a mail address, an account's number, a network address).

    Raises TooManyTries, and counts nothing, when the limit is reached.
    """
    Attempt.objects.filter(ends_at__lte=at).exclude(pk=_key(limit, subject)).delete()
    attempt, _created = Attempt.objects.select_for_update().get_or_create(
        pk=_key(limit, subject), defaults={"ends_at": at + limit.period}
    )
    if attempt.ends_at <= at:
        attempt.count, attempt.ends_at = 0, at + limit.period
    if attempt.count >= limit.tries:
        raise TooManyTries(attempt.ends_at)
    attempt.count += 1
    attempt.save()


@transaction.atomic
def refund(limit: Limit, subject: str) -> None:
    """Take back one try that turned out well. The others stay: one's own account must not wash the count."""
    attempt = Attempt.objects.select_for_update().filter(pk=_key(limit, subject), count__gt=0).first()
    if attempt is not None:
        attempt.count -= 1
        attempt.save()


def forget(limit: Limit, subject: str) -> None:
    """Start again from nothing: the person proved who they are."""
    Attempt.objects.filter(pk=_key(limit, subject)).delete()


def hour_of(moment: datetime) -> str:
    """ "14 h 35", in local time; seconds are rounded up, so that the hour said is never too early."""
    return typography.clock(timezone.localtime(moment + timedelta(seconds=59)))


def at_the_door(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse, with a page that says until when, the forms of an address that sent too many."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            try:
                spend(DOOR, network_of(request), at=timezone.now())
            except TooManyTries as refusal:
                return too_many(request, refusal.until)
        return view(request, *args, **kwargs)

    return sensitive_post_parameters()(counted)


def too_many(request: HttpRequest, until: datetime) -> HttpResponse:
    answer = render(request, "429.html", {"until": hour_of(until)}, status=429)
    answer["Retry-After"] = str(max(1, int((until - timezone.now()).total_seconds())))
    return answer


def network_of(request: HttpRequest) -> str:
    """The address that a request comes from; an IPv6 visitor has a whole /64, which counts as one."""
    address: str = get_adapter(request).get_client_ip(request)
    return ":".join(address.split(":")[:4]) if ":" in address else address


def _key(limit: Limit, subject: str) -> str:
    return salted_hmac("bastide.accounts.limits", f"{limit.name}:{subject.lower()}", algorithm="sha256").hexdigest()
