"""Guards every request: who needs a second factor is a stranger until it was shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject, cached_property

from bastide.kit.http.languages import language_of

from .models import User
from .models.membership import EDITING_ROLES
from .second_factor import Gate, gate_of

DOOR = "/comptes/"
WORKSPACE = "/espace/"
BACK_OFFICE = "/cms/"


class Guard:
    """Who came with a request, and how far they may go. Nothing is looked up before it is asked."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self._signed_in = request, request.user

    @cached_property
    def person(self) -> User | None:
        """Who signed in, whatever they may reach."""
        return self._signed_in if self._signed_in.is_authenticated else None

    @cached_property
    def gate(self) -> Gate:
        return Gate.OPEN if self.person is None else gate_of(self.request, self.person)

    @property
    def is_held(self) -> bool:
        """Whether the person must show a second factor before this address."""
        match = self.request.resolver_match
        return self.person is not None and not self.gate.lets_reach(match.url_name if match else None)

    @property
    def is_inside(self) -> bool:
        """Whether somebody signed in and may go everywhere that their roles allow."""
        return self.person is not None and self.gate is Gate.OPEN

    def admitted(self) -> Any:
        return AnonymousUser() if self.is_held else self._signed_in


class GuardMiddleware:
    """Two promises, kept here so that no view has to.

    `request.user` is a stranger while a second factor is due, but on the pages that lead to it. Nobody reaches /espace/
    without signing in, nor /cms/ without an editing role (or pages to propose) and a second factor. A view marked
    `meets_strangers` answers under these paths by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        guard = Guard(request)
        admitted = SimpleLazyObject(guard.admitted)
        vars(request).update(guard=guard, user=admitted, auser=sync_to_async(guard.admitted))
        response = self.get_response(request)
        if request.path_info.startswith((DOOR, WORKSPACE, BACK_OFFICE)):
            # On the town hall's shared computer, the back button must show nothing once the person has left.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        path = request.path_info
        if not path.startswith((DOOR, WORKSPACE, BACK_OFFICE)) or getattr(view, "meets_strangers", False):
            return None
        guard: Guard = vars(request)["guard"]
        if guard.is_held:
            return lead(request, guard.gate.way)
        if path.startswith(DOOR):
            return None
        if guard.person is None:
            return lead(request, "account_login")
        if path.startswith(BACK_OFFICE):
            return self._before_back_office(request, guard.person)
        return None

    def _before_back_office(self, request: HttpRequest, person: User) -> HttpResponseBase | None:
        if not (person.holds(EDITING_ROLES) or person.proposes_pages()):
            raise PermissionDenied
        gate = gate_of(request, person, always=True)
        return None if gate is Gate.OPEN else lead(request, gate.way)


class LanguageMiddleware:
    """A public address speaks its own language to everybody; behind the door, each person's. Stands after the guard.

    No cookie and no header of the browser is read: the same address is the same page for every reader.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(self.language_for(request)):
            vars(request)["LANGUAGE_CODE"] = translation.get_language()
            return self.get_response(request)

    def language_for(self, request: HttpRequest) -> str:
        path = request.path_info
        if not path.startswith((DOOR, WORKSPACE, BACK_OFFICE)):
            return language_of(path)
        guard: Guard = vars(request)["guard"]
        spoken = guard.person.language if guard.person is not None else ""
        return spoken if spoken in dict(settings.LANGUAGES) else str(settings.LANGUAGE_CODE)


def lead(request: HttpRequest, url_name: str) -> HttpResponseRedirect:
    """Send to a page of the door, and back here afterwards when here is a page and not a form that was sent."""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} and not request.path.startswith(DOOR) else ""
    return HttpResponseRedirect(reverse(url_name) + (f"?{urlencode({'next': back})}" if back else ""))
