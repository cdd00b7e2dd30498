"""How a workspace screen is reached: the body in the address, through the person's scope, and forms that survive.

    @organisation_screen(manage=True)
    def closure(request, organisation): ...

A stranger who sends a form has lost their session: what they typed is kept and given back after they sign in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.accounts.models import User
from bastide.core.territory.models import Organisation

from . import actions
from .models import HeldForm
from .models.held_form import LONGEST_PAGE

#: The query parameter that carries the token of a held form.
HELD = "reprise"
#: A form larger than this is no form of ours: it is not kept.
HELD_AT_MOST = 60_000
_NOT_KEPT = ("csrfmiddlewaretoken", "password")
#: A kept form carries the names of the files that were chosen under this one: a file itself cannot be put back.
CHOSEN_FILES = "fichiers-choisis"

Screen = Callable[..., HttpResponse]


class AgentRequest(HttpRequest):
    """A request of somebody who signed in: what an `organisation_screen` receives."""

    user: User
    #: The body in the address, for the frame of the page.
    organisation: Organisation


def organisation_screen(*, manage: bool) -> Callable[[Screen], Screen]:
    """Give the view the body whose slug is in the address, if the person may read it (or change it, with `manage`).

    Otherwise the answer is 404: whether another body has such a page is nobody's business.
    """

    def decorate(view: Screen) -> Screen:
        @wraps(view)
        def screen(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            scope = Organisation.objects.managed_by if manage else Organisation.objects.visible_to
            organisation = get_object_or_404(scope(request.user).select_related("territory"), slug=slug)
            vars(request)["organisation"] = organisation
            response = view(request, organisation, **kwargs)
            if request.method == "POST" and response.status_code == 302 and (held := _held(request)) is not None:
                # Sent again, and taken: what was kept has done its work.
                actions.drop_held_form(held=held)
            return response

        # Strangers are met here and not by the guard, which would drop the form they sent.
        screen.meets_strangers = True  # type: ignore[attr-defined]
        return screen

    return decorate


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page (or to the second factor that is due) and back; a form that was sent is kept."""
    guard = vars(request)["guard"]
    way = "account_login" if guard.person is None else guard.gate.way
    return redirect(f"{reverse(way)}?{urlencode({'next': kept_address(request)})}")


def kept_address(request: HttpRequest) -> str:
    """Where to come back to; what was typed is kept, and given back on its own page.

    A gesture, which is sent to an address that nobody reads, leads back to the page of its button, and says so.
    """
    if request.method == "POST":
        stood = _page_of_the_button(request)
        if stood and urlsplit(stood).path != request.path:
            messages.info(
                request, _("Votre session avait pris fin : ce que vous veniez de demander n’est pas fait. Recommencez.")
            )
            return stood
        values = typed_values(request.POST)
        if chosen := [str(file.name)[:200] for _field, files in request.FILES.lists() for file in files]:
            values[CHOSEN_FILES] = chosen
        size = sum(len(name) + len(text) for name, given in values.items() for text in given)
        if values and size <= HELD_AT_MOST and len(request.path) <= LONGEST_PAGE:
            token = actions.hold_form(path=request.path, values=values, at=timezone.now())
            return f"{request.path}?{urlencode({HELD: token})}"
    return request.path


def _page_of_the_button(request: HttpRequest) -> str:
    """The page of the workspace from which this was sent, as the browser tells it; "" when it does not."""
    told = urlsplit(request.headers.get("Referer", ""))
    if told.netloc != request.get_host() or not told.path.startswith("/espace/"):
        return ""
    return urlunsplit(("", "", told.path, told.query, ""))


def typed_values(sent: QueryDict) -> dict[str, list[str]]:
    """What may be kept of a form, by field; PostgreSQL refuses a NUL, and no field of ours takes one."""
    return {
        name.replace("\x00", ""): [text.replace("\x00", "") for text in given]
        for name, given in sent.lists()
        if not any(part in name for part in _NOT_KEPT)
    }


def held_values(request: HttpRequest) -> QueryDict | None:
    """What was typed before the session ended, when this page was reached with its token; None otherwise."""
    held = _held(request)
    if held is None:
        return None
    values = QueryDict(mutable=True)
    for name, given in held.values.items():
        values.setlist(name, given)
    return values


def _held(request: HttpRequest) -> HeldForm | None:
    token = request.GET.get(HELD, "")
    return HeldForm.objects.opened_by(token, path=request.path, at=timezone.now()) if token else None
