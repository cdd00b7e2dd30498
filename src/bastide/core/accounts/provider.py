"""Sign-in by an identity provider (OpenID Connect, ProConnect): allauth finds this module by its name.

More than allauth's own client: the nonce is sent and checked, the identity token's signature is always checked, and the
answer about the person may be a signed JWT (ProConnect) as well as JSON.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any
from urllib.parse import urlencode

import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from .identity_tokens import verified_claims


class IdentityAdapter(OpenIDConnectOAuth2Adapter):
    """One conversation with the provider. `expected_nonce` is what was sent when the person left for it."""

    expected_nonce: str | None = None

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        wanted = self.get_provider().app.settings["server_url"].rstrip("/")
        if str(config.get("issuer", "")).rstrip("/") != wanted:
            raise OAuth2Error(f"The provider calls itself {config.get('issuer')!r}, not {wanted!r}.")
        missing = {"token_endpoint", "authorization_endpoint", "userinfo_endpoint", "jwks_uri"} - set(config)
        if missing:
            raise OAuth2Error(f"The provider does not publish {', '.join(sorted(missing))}.")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return str(build_absolute_uri(request, reverse("identity_callback"), self.redirect_uri_protocol))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        identity = self._verified(
            app, str(kwargs["response"].get("id_token") or ""), ("iss", "aud", "sub", "exp", "iat")
        )
        nonce = str(identity.get("nonce", ""))
        if not self.expected_nonce or not hmac.compare_digest(nonce.encode(), self.expected_nonce.encode()):
            raise OAuth2Error("The identity token answers another request.")
        about = self._about(app, token.token)
        if about.get("sub") != identity["sub"]:
            raise OAuth2Error("The answer is about another person.")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": about, "id_token": identity})

    def _about(self, app: SocialApp, access_token: str) -> dict[str, Any]:
        """What the provider says of the person: JSON, or a JWT whose signature is checked."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
            answer.raise_for_status()
            kind = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
            if kind == "application/jwt":
                return self._verified(app, answer.text.strip(), ("iss", "aud", "sub"))
            about = answer.json()
        if not isinstance(about, dict):
            raise OAuth2Error("The answer about the person is no object.")
        return about

    def _verified(self, app: SocialApp, token: str, required: tuple[str, ...]) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            return verified_claims(
                token,
                session=session,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                required=required,
            )


class IdentityProvider(OpenIDConnectProvider):
    """The provider named in the settings; there is one, or none."""

    id = "identity"
    name = "Identité"
    pkce_enabled_default = True
    oauth2_adapter_class = IdentityAdapter

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        following = kwargs.get("next")
        return reverse("identity_login") + (f"?{urlencode({'next': following})}" if following else "")

    def get_callback_url(self) -> str:
        return reverse("identity_callback")

    def get_oauth2_adapter(self, request: HttpRequest) -> IdentityAdapter:
        return IdentityAdapter(request, self.app.provider_id)

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing of the address but where to go afterwards: scope and process are ours to say."""
        kwargs = dict(super().get_redirect_from_request_kwargs(request))
        return kwargs | {
            "process": AuthProcess.LOGIN,
            "scope": self.get_scope(),
            "auth_params": self.get_auth_params(),
        }

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponseBase:
        nonce = secrets.token_urlsafe(24)
        auth_params = (kwargs.pop("auth_params", None) or self.get_auth_params()) | {"nonce": nonce}
        answer: HttpResponseBase
        try:
            answer = super().redirect(request, process, next_url, data, auth_params=auth_params, nonce=nonce, **kwargs)
        except (OAuth2Error, requests.RequestException) as error:
            # The provider is down, or is not who it should be: its first words are read here.
            answer = render_authentication_error(request, self, exception=error)
        return answer

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["id_token"]["sub"])

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        about = data["userinfo"]
        return {
            "email": about.get("email"),
            "first_name": about.get("given_name"),
            "last_name": about.get("usual_name") or about.get("family_name"),
        }

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """ProConnect says nothing of `email_verified`: the person's employer gives the address. The settings decide."""
        about = data["userinfo"]
        if not about.get("email"):
            return []
        is_verified = about.get("email_verified", self.app.settings.get("trust_email", False)) is True
        return [EmailAddress(email=str(about["email"]).lower(), verified=is_verified, primary=True)]


provider_classes = [IdentityProvider]
