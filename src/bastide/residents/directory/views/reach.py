"""A visitor's word about a record: its mail address for who asks, an error, "it is ours". No cookie in any of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bastide.core.accounts import actions as accounts

from .. import actions
from ..models import Place
from ..reach import REACH, LinkForm, ReportForm
from .public import steps

View = Callable[..., HttpResponseBase]


def for_strangers(view: View) -> View:
    """A form without a cookie; so many from one network in an hour; never kept by a cache, never found by a search."""

    @wraps(view)
    def counted(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "POST":
            try:
                accounts.spend(REACH, accounts.network_of(request), at=timezone.now())
            except accounts.TooManyTries as refusal:
                return accounts.too_many(request, refusal.until)
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    # The signed mark of the form stands in for the token, which would need a cookie.
    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(counted))


@for_strangers
def mail(request: HttpRequest, slug: str) -> HttpResponse:
    """The mail addresses of a place, for who asks by the button and for no harvester. Asking changes nothing."""
    place = get_object_or_404(Place.objects.published(), slug=slug)
    context = {
        "place": place,
        "is_asked": request.method == "POST",
        "steps": steps((place.name, place.get_absolute_url()), (_("Écrire"), None)),
    }
    return render(request, "directory/mail.html", context)


@for_strangers
def report(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Place.objects.published().select_related("organisation"), slug=slug)
    form = ReportForm(request.POST if request.method == "POST" else None, subject=f"report:{place.pk}")
    done = False
    if request.method == "POST" and form.is_valid():
        actions.report_error(
            place=place, message=form.cleaned_data["message"], email=form.cleaned_data["email"], at=timezone.now()
        )
        done = True
    context = {
        "place": place,
        "form": form,
        "done": done,
        "steps": steps((place.name, place.get_absolute_url()), (_("Signaler une erreur"), None)),
    }
    return render(request, "directory/report.html", context, status=422 if form.errors else 200)


@for_strangers
def ask_link(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Place.objects.published().select_related("organisation"), slug=slug)
    form = LinkForm(request.POST if request.method == "POST" else None, subject=f"link:{place.pk}")
    done = False
    if request.method == "POST" and form.is_valid():
        actions.ask_for_link(place=place, email=form.cleaned_data["email"], at=timezone.now())
        done = True
    context = {
        "place": place,
        "form": form,
        "done": done,
        "steps": steps((place.name, place.get_absolute_url()), (_("Tenir cette fiche à jour"), None)),
    }
    return render(request, "directory/ask_link.html", context, status=422 if form.errors else 200)
