"""Leaving for the identity provider, and coming back."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..provider import IdentityAdapter, IdentityProvider


class ComingBack(OAuth2CallbackView):
    """allauth's view, which also tells the adapter the nonce that was kept with the state."""

    adapter: IdentityAdapter

    def _get_state(self, request: HttpRequest, provider: IdentityProvider) -> tuple[Any, Any]:
        state, answer = super()._get_state(request, provider)
        self.adapter.expected_nonce = (state or {}).get("nonce")
        return state, answer


@never_cache
@require_safe
def login(request: HttpRequest) -> HttpResponseBase:
    answer: HttpResponseBase = OAuth2LoginView.adapter_view(_adapter(request))(request)
    return answer


@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponseBase:
    answer: HttpResponseBase = ComingBack.adapter_view(_adapter(request))(request)
    return answer


def _adapter(request: HttpRequest) -> IdentityAdapter:
    try:
        app = get_adapter().get_app(request, provider=IdentityProvider.id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return IdentityAdapter(request, app.provider_id)
