"""Removing a key, but never the last factor of somebody who needs one; allauth asks that for codes only."""

from typing import cast

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from ..models import User


@login_required
def remove_key(request: HttpRequest, pk: int) -> HttpResponseBase:
    keys = Authenticator.objects.filter(user=cast(User, request.user), type=Authenticator.Type.WEBAUTHN)
    adapter = get_adapter()
    if not adapter.can_delete_authenticator(get_object_or_404(keys, pk=pk)):
        messages.error(request, adapter.error_messages["cannot_delete_authenticator"])
        return redirect("mfa_list_webauthn")
    answer: HttpResponseBase = remove_webauthn(request, pk=pk)
    return answer
