"""A form in three moves: fill it, look at what visitors will see, publish. Nothing typed is lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from .access import held_values

#: The name of the button pressed, and its two values that mean something.
STEP = "etape"
LOOK, PUBLISH = "voir", "publier"


def three_moves(
    request: HttpRequest,
    *,
    template: str,
    preview: str,
    make_form: Callable[[QueryDict | None], Any],
    publish: Callable[[Any], HttpResponse],
    context: Mapping[str, Any],
    look: Callable[[Any], Mapping[str, Any]] | None = None,
) -> HttpResponse:
    """Run one form through its moves.

    `make_form(data)` builds the form, bound or not; `look(form)` adds what the preview shows; `publish(form)` calls the
    action and answers. A publish that refuses adds its errors to the form and returns the form's page by raising
    `Refused`.
    """
    held = held_values(request) if request.method == "GET" else None
    form: Form = make_form(request.POST if request.method == "POST" else held)
    page = {**context, "form": form, "was_held": held is not None}
    if request.method == "POST" and request.POST.get(STEP) in (LOOK, PUBLISH) and form.is_valid():
        if request.POST[STEP] == PUBLISH:
            try:
                return publish(form)
            except Refused as refused:
                form.add_error(refused.field, refused.message)
        else:
            seen = {**page, **(look(form) if look else {}), "sent": sent_pairs(request.POST)}
            return render(request, preview, seen)
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, template, page, status=status)


class Refused(Exception):
    """The action said no: `message` belongs at `field`, or at the whole form when it is None."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field = message, field


def sent_pairs(sent: QueryDict) -> list[tuple[str, str]]:
    """Everything typed, as hidden fields of the preview's own form."""
    return [
        (name, value) for name, values in sent.lists() if name not in (STEP, "csrfmiddlewaretoken") for value in values
    ]
