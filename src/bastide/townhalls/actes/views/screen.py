"""How a screen of acts is reached: the act in the address, through the scope of the body in the address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from bastide.core.accounts.queries import has_just_shown_factor
from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import HELD, AgentRequest, held_values, kept_address, organisation_screen

from ..models import Acte

#: What commits the body asks for the second factor again after this time.
FRESH = timedelta(minutes=10)
Screen = Callable[..., Any]


def acte_screen(*, manage: bool) -> Callable[[Screen], Screen]:
    """Give the view the act of the body in the address; another body's answers 404."""

    def decorate(view: Screen) -> Screen:
        @organisation_screen(manage=manage)
        @wraps(view)
        def screen(request: AgentRequest, organisation: Organisation, pk: int, **kwargs: Any) -> HttpResponse:
            scope = Acte.objects.managed_by if manage else Acte.objects.visible_to
            found = scope(request.user).of_organisation(organisation).standing()
            acte = get_object_or_404(
                found.select_related("organisation", "created_by", "deposited_with", "register_entry"), pk=pk
            )
            return view(request, acte, **kwargs)

        return screen

    return decorate


def with_fresh_factor(view: Screen) -> Screen:
    """Ask for the second factor again when it was not shown in the last minutes, then come back. Inside the scope.

    An exercise commits nobody, and asks for nothing.
    """

    @wraps(view)
    def screen(request: HttpRequest, subject: Acte | Organisation, *args: Any, **kwargs: Any) -> HttpResponse:
        is_exercise = isinstance(subject, Acte) and subject.is_training
        if not is_exercise and not has_just_shown_factor(request, within=FRESH, at=timezone.now()):
            back = request.get_full_path() if request.method in ("GET", "HEAD") else kept_address(request)
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")
        return view(request, subject, *args, **kwargs)

    return screen


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is filled with: what was sent, or what was typed before the session ended; None for a new one."""
    return request.POST if request.method == "POST" else held_values(request)


def shown(request: HttpRequest, template: str, context: dict[str, Any], form: BaseForm | None = None) -> HttpResponse:
    """The page, with 422 when what was sent must be mended; what was kept of an ended session is said to be there."""
    if form is not None:
        was_held = HELD in request.GET and request.method == "GET" and form.is_bound
        context = {**context, "form": form, "was_held": was_held}
    is_wrong = request.method == "POST" and form is not None and form.is_bound and bool(form.errors)
    return render(request, template, context, status=422 if is_wrong else 200)


def of(acte: Acte, **more: Any) -> dict[str, Any]:
    return {"acte": acte, "organisation": acte.organisation, **more}
