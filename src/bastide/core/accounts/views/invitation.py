"""The link of an invitation: opening it, choosing a password, entering."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import actions
from ..entrance import enter
from ..forms.people import PasswordForm

SESSION_KEY = "accounts_invitation"


@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the token out of the address bar, where the next page would send it on as referrer."""
    try:
        actions.openable(token=token, at=timezone.now())
    except actions.InvitationRefused as refusal:
        return refused(request, refusal)
    request.session[SESSION_KEY] = token
    return redirect("accounts_accept")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    token = str(request.session.get(SESSION_KEY, ""))
    try:
        opened = actions.openable(token=token, at=now)
        form = PasswordForm(request.POST or None, user=opened.user)
        if form.is_valid():
            user = actions.accept_invitation(token=token, password=form.cleaned_data["password"], at=now)
            get_adapter(request).logout(request)
            return enter(request, user)
    except actions.InvitationRefused as refusal:
        return refused(request, refusal)
    return render(request, "accounts/accept.html", {"form": form, "invitation": opened})


def refused(request: HttpRequest, refusal: actions.InvitationRefused) -> HttpResponse:
    status = 404 if refusal.reason == "unknown" else 410
    return render(request, "accounts/invitation_refused.html", {"reason": refusal.reason}, status=status)
