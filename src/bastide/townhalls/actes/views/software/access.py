"""Who calls: a program of one body, by its key. Everything it reaches comes from that body."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bastide.core.accounts import actions as accounts

from ... import actions
from ...certificates import fingerprint
from ...models import SoftwareKey
from .said import ko

#: Calls of one key: a program that asks for its acts every minute is far below.
CALLS = accounts.Limit("actes_software", 3_000, timedelta(minutes=15))
#: Wrong passwords from one network.
WRONG = accounts.Limit("actes_software_wrong", 30, timedelta(minutes=15))

View = Callable[..., HttpResponseBase]


def software_view(*methods: str) -> Callable[[View], View]:
    """Give the view the key that was shown; refuse in the words of S2LOW. No cookie is read, so no token is asked."""

    def decorate(view: View) -> View:
        @wraps(view)
        def called(request: HttpRequest) -> HttpResponseBase:
            # Read as bytes, sign by sign; `said.typed` finds out which of the two encodings they were in.
            request.encoding = "latin-1"
            at = timezone.now()
            try:
                key = key_of(request)
                if key is None:
                    accounts.spend(WRONG, accounts.network_of(request), at=at)
                    answer = ko(_("Identifiants refusés : donnez ceux de la clé du logiciel."), status=401)
                    answer["WWW-Authenticate"] = 'Basic realm="bastide", charset="UTF-8"'
                    return answer
                accounts.spend(CALLS, f"key-{key.pk}", at=at)
            except accounts.TooManyTries as refusal:
                return _too_many(refusal, at)
            actions.note_use(key=key, at=at)
            answered = view(request, key)
            answered["Cache-Control"] = "no-store"
            return answered

        return csrf_exempt(require_http_methods([*methods, *(["HEAD"] if "GET" in methods else [])])(called))

    return decorate


def key_of(request: HttpRequest) -> SoftwareKey | None:
    """The key in force that the request shows: its login and password, its certificate, or both when it is bound."""
    certificate = _certificate(request)
    in_force = SoftwareKey.objects.in_force().select_related("organisation__acte_settings", "signatory")
    shown = _basic(request)
    if shown is None:
        return in_force.filter(certificate_sha256=certificate).first() if certificate else None
    login, password = shown
    key = in_force.filter(login=login).first()
    if key is None or not key.opens_with(password):
        return None
    return key if key.certificate_sha256 in ("", certificate) else None


def _basic(request: HttpRequest) -> tuple[str, str] | None:
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        text = base64.b64decode(given.strip(), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return "", ""
    login, _colon, password = text.replace("\x00", "").partition(":")
    return login[:40], password[:200]


def _certificate(request: HttpRequest) -> str:
    """SHA-256 of the client's certificate, when the proxy in front was set to hand it over; else ""."""
    header = settings.CLIENT_CERTIFICATE_HEADER
    return fingerprint(request.headers.get(header, "")) if header else ""


def _too_many(refusal: accounts.TooManyTries, at: Any) -> HttpResponse:
    answer = ko(_("Trop d’appels : réessayez dans quelques minutes."), status=429)
    answer["Retry-After"] = str(max(1, int((refusal.until - at).total_seconds())))
    return answer
