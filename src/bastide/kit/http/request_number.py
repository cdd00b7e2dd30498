"""A short number for each request: in every line of the log, in the answer's headers, on error pages.

Whoever writes to the pôle gives it, and one search in the logs finds what happened.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

logger = logging.getLogger("bastide.request")

HEADER = "X-Request-ID"
#: Neither O and 0 nor I, L and 1: it is read out on the telephone.
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
#: What a proxy may give: nothing that could end a line of the log or be mistaken for words.
GIVEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{3,63}")
#: Arguments of an address that open something by themselves.
SECRET_ARGUMENTS = frozenset({"key", "token", "uidb36", "uidb64"})

_number: ContextVar[str] = ContextVar("bastide_request_number", default="")


def current() -> str:
    """The number of the request being answered; "" outside one."""
    return _number.get()


def new_number() -> str:
    """« K7FQ-2Q9X »: eight signs out of 31, short enough to be dictated."""
    # One call of the kernel, not eight: a page found in the cache takes little longer.
    signs = "".join(SIGNS[sign % len(SIGNS)] for sign in secrets.token_bytes(8))
    return f"{signs[:4]}-{signs[4:]}"


class RequestNumberMiddleware:
    """Gives the number, writes one line for each answer: warnings from 400 on, « info » below."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        header = settings.REQUEST_NUMBER_HEADER
        self.given_in = f"HTTP_{header.upper().replace('-', '_')}" if header else ""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number = self._given(request) or new_number()
        token, started = _number.set(number), time.monotonic()
        try:
            response = self.get_response(request)
            level = logging.WARNING if response.status_code >= 400 else logging.INFO
            if logger.isEnabledFor(level):
                note(level, request, response.status_code, time.monotonic() - started)
        finally:
            _number.reset(token)
        response.headers[HEADER] = number
        return response

    def _given(self, request: HttpRequest) -> str:
        """The proxy's number, when one is trusted and what it sent is a number."""
        given = request.META.get(self.given_in, "") if self.given_in else ""
        return given if GIVEN.fullmatch(given) else ""


def note(level: int, request: HttpRequest, status: int, seconds: float) -> None:
    path, method = loggable_path(request), (request.method or "?")[:10]
    logger.log(
        level,
        "%s %s %s %.0f ms",
        status,
        method if method.isalnum() else "?",
        path,
        seconds * 1000,
        extra={"status": status, "method": method, "path": path, "ms": round(seconds * 1000)},
    )


def loggable_path(request: HttpRequest) -> str:
    """The path without its parameters, which may hold what somebody searched, nor what opens an invitation."""
    path, match = request.path_info, request.resolver_match
    for name, value in (match.kwargs if match else {}).items():
        if name in SECRET_ARGUMENTS and isinstance(value, str) and value:
            path = path.replace(value, "…")
    return "".join(sign if sign.isprintable() else "�" for sign in path[:200])
