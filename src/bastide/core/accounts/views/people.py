"""The people whose accounts the pôle looks after."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bastide.core.territory.models import require_pole
from bastide.kit.http.asked import asked

from .. import actions, queries
from ..forms.people import EndForm, InviteForm, PlaceForm, ResetFactorForm
from ..models import FactorReset, Membership, User
from ..registry import waiting_for
from ..second_factor import has_one

P = ParamSpec("P")
PAGE_SIZE = 50


def for_the_pole(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Only the pôle looks after accounts."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        require_pole(me(request))
        return view(request, *args, **kwargs)

    return login_required(guarded)


def me(request: HttpRequest) -> User:
    return cast(User, request.user)


def person_or_404(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(User.objects.managed_by(me(request)), pk=pk)


@for_the_pole
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    words, state = asked(request, "q"), asked(request, "etat")
    found = queries.people_of(me(request), words=words, state=state)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    counts = queries.people_counts(me(request))
    tabs = [
        (_("Toutes (%s)") % counts["all"], "?", not state),
        (_("Jamais connectées (%s)") % counts["never"], "?etat=never", state == "never"),
        (_("Parties"), "?etat=left", state == "left"),
    ]
    return render(request, "accounts/people.html", {"page": page, "words": words, "state": state, "tabs": tabs})


@for_the_pole
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = person_or_404(request, pk)
    context = {
        "person": found,
        "memberships": found.memberships.select_related("organisation", "successor"),
        "invitation": found.invitations.unanswered().first(),
        "now": timezone.now(),
        "has_second_factor": has_one(found),
        "session_count": UserSession.objects.filter(user=found).count(),
        "is_me": found.pk == me(request).pk,
    }
    return render(request, "accounts/person.html", context)


@for_the_pole
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = InviteForm(request.POST or None, by=me(request), at=now)
    if form.is_valid():
        try:
            invited = actions.invite(by=me(request), at=now, **form.cleaned_data)
        except actions.AlreadyMember:
            form.add_error("role", _("Cette personne a déjà ce rôle dans cet organisme."))
        else:
            messages.success(request, _("Un message vient de partir à %s.") % invited.email)
            return redirect("accounts:person", pk=invited.pk)
    return render(request, "accounts/invite.html", {"form": form})


@for_the_pole
@require_http_methods(["GET", "HEAD", "POST"])
def add_place(request: HttpRequest, pk: int) -> HttpResponse:
    now, found = timezone.now(), person_or_404(request, pk)
    form = PlaceForm(request.POST or None, by=me(request), at=now)
    if form.is_valid():
        try:
            actions.start_membership(user=found, by=me(request), at=now, **form.cleaned_data)
        except actions.AlreadyMember:
            form.add_error("role", _("Cette personne a déjà ce rôle dans cet organisme."))
        else:
            messages.success(request, _("C’est fait."))
            return redirect("accounts:person", pk=pk)
    return render(request, "accounts/add_place.html", {"form": form, "person": found})


@for_the_pole
@require_http_methods(["GET", "HEAD", "POST"])
def end_place(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    now, found = timezone.now(), person_or_404(request, pk)
    membership = get_object_or_404(
        Membership.objects.overseen_by(me(request)).select_related("organisation"), pk=place, user=found
    )
    colleagues = queries.colleagues(found, membership.organisation)
    form = EndForm(request.POST or None, colleagues=colleagues, at=now)
    if form.is_valid():
        try:
            actions.end_membership(membership=membership, by=me(request), at=now, **form.cleaned_data)
        except actions.AlreadyEnded:
            form.add_error("ends_on", _("Cet accès a déjà pris fin, plus tôt que ce jour."))
        else:
            messages.success(request, _("Le dernier jour est enregistré."))
            return redirect("accounts:person", pk=pk)
    context = {
        "form": form,
        "person": found,
        "membership": membership,
        "waiting": waiting_for(found, membership.organisation),
    }
    return render(request, "accounts/end_place.html", context)


@for_the_pole
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody goes: every place ends on the same day."""
    now, found = timezone.now(), person_or_404(request, pk)
    colleagues = queries.colleagues(found)
    form = EndForm(request.POST or None, colleagues=colleagues, at=now)
    if form.is_valid():
        count = actions.leave(user=found, by=me(request), at=now, **form.cleaned_data)
        messages.success(request, _("Départ enregistré : %s accès prendront fin.") % count)
        return redirect("accounts:person", pk=pk)
    places = found.memberships.in_force(now).select_related("organisation")
    waiting = [line for place in places for line in waiting_for(found, place.organisation)]
    return render(request, "accounts/leave.html", {"form": form, "person": found, "waiting": waiting})


@for_the_pole
@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    found = person_or_404(request, pk)
    try:
        actions.invite_again(user=found, by=me(request), at=timezone.now())
    except actions.AlreadySignedIn:
        messages.info(request, _("Cette personne s’est déjà connectée."))
    except actions.NoPlace:
        messages.error(request, _("Donnez-lui d’abord un rôle dans un organisme."))
    else:
        messages.success(request, _("Un nouveau lien est parti. L’ancien ne marche plus."))
    return redirect("accounts:person", pk=pk)


@for_the_pole
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    found = person_or_404(request, pk)
    if request.method != "POST":
        return render(request, "accounts/cancel_invitation.html", {"person": found})
    try:
        actions.cancel_invitation(user=found, by=me(request), at=timezone.now())
    except actions.AlreadySignedIn:
        messages.info(request, _("Trop tard : cette personne s’est connectée. Mettez fin à son accès."))
        return redirect("accounts:person", pk=pk)
    messages.success(request, _("L’invitation est annulée."))
    return redirect("accounts:people")


@for_the_pole
@require_http_methods(["GET", "HEAD", "POST"])
def reset_factor(request: HttpRequest, pk: int) -> HttpResponse:
    found = person_or_404(request, pk)
    if found.pk == me(request).pk:
        raise PermissionDenied
    form = ResetFactorForm(request.POST or None)
    if form.is_valid():
        check = FactorReset.Check(form.cleaned_data["check_made"])
        try:
            actions.reset_second_factor(
                user=found, check_made=check, note=form.cleaned_data["note"], by=me(request), at=timezone.now()
            )
        except actions.NothingToReset:
            form.add_error(None, _("Cette personne n’a pas de double vérification."))
        else:
            messages.success(request, _("C’est fait : la personne est prévenue, et choisira un autre moyen."))
            return redirect("accounts:person", pk=pk)
    return render(request, "accounts/reset_factor.html", {"form": form, "person": found})


@for_the_pole
@require_POST
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    found = person_or_404(request, pk)
    open_sessions: list[Any] = list(UserSession.objects.filter(user=found))
    actions.end_sessions(sessions=open_sessions, by=me(request), at=timezone.now())
    messages.success(request, _("Tous ses appareils sont déconnectés."))
    return redirect("accounts:person", pk=pk)
