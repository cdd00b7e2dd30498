"""My account: name, second factor, sessions, memberships, and the body I work for."""

from __future__ import annotations

from typing import cast

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bastide.core.territory.models import Organisation

from .. import actions, queries
from ..devices import name_device
from ..forms.account import LanguageForm, NameForm
from ..models import Role, User
from ..second_factor import has_one


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    context = {
        "memberships": user.memberships.in_force().select_related("organisation"),
        "organisation": queries.working_organisation(request),
        "workplaces": queries.workplaces(user),
        "has_second_factor": has_one(user),
        "looks_after_people": user.holds([Role.POLE_STAFF]),
        "session_count": UserSession.objects.filter(user=user).count(),
        "language_form": LanguageForm(initial={"language": user.language}),
    }
    return render(request, "accounts/account.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = NameForm(request.POST or None, initial={"first_name": user.first_name, "last_name": user.last_name})
    if form.is_valid():
        actions.rename(user=user, by=user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Votre nom est enregistré."))
        return redirect("accounts:account")
    return render(request, "accounts/rename.html", {"form": form})


@login_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = LanguageForm(request.POST)
    if form.is_valid():
        actions.choose_language(user=user, by=user, at=timezone.now(), **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Votre espace parle maintenant cette langue."))
    return redirect("accounts:account")


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    listed = sorted(UserSession.objects.purge_and_list(request.user), key=lambda s: s.created_at, reverse=True)
    named = [(session, name_device(session.user_agent)) for session in listed]
    return render(request, "accounts/sessions.html", {"sessions": named})


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    actions.end_sessions(sessions=[session], by=cast(User, request.user), at=timezone.now())
    messages.success(request, _("Cet appareil est déconnecté."))
    return redirect("accounts:sessions")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    actions.end_sessions(sessions=list(others), by=cast(User, request.user), at=timezone.now())
    messages.success(request, _("Vos autres appareils sont déconnectés."))
    return redirect("accounts:sessions")


@login_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Work for another body from now on in this session."""
    chosen = request.POST.get("organisation", "")
    organisation = get_object_or_404(
        Organisation.objects.visible_to(request.user), pk=chosen if chosen.isdecimal() else None
    )
    request.session[queries.CHOSEN_KEY] = organisation.pk
    following = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure())
    return redirect(following if safe else "/espace/")
