"""Signed answers of an identity provider (JWT), checked against its published keys."""

from __future__ import annotations

from typing import Any

import jwt
import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

#: Signatures by a private key only: with a shared secret, whoever checks could also sign. Never "none".
ALGORITHMS = ("RS256", "PS256", "ES256")
#: Clocks of two servers are seldom the same.
LEEWAY_SECONDS = 30


def verified_claims(
    token: str, *, session: requests.Session, keys_url: str, issuer: str, audience: str, required: tuple[str, ...]
) -> dict[str, Any]:
    """What a signed token says.

    Raises OAuth2Error when the signature, issuer, audience or dates are wrong, or a claim of `required` is missing.
    """
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise OAuth2Error(f"A token signed with {header.get('alg')!r} is not trusted.")
        key = _key(session, keys_url, header.get("kid"))
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[header["alg"]],
            issuer=issuer,
            audience=audience,
            leeway=LEEWAY_SECONDS,
            options={"require": list(required)},
        )
    except jwt.PyJWTError as error:
        raise OAuth2Error(f"The token is not what it should be: {error}") from error
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if len(audiences) > 1 and claims.get("azp") != audience:
        raise OAuth2Error("The token was made for another client.")
    return claims


def _key(session: requests.Session, keys_url: str, kid: str | None) -> jwt.PyJWK:
    """The published key that a token names; the only one when it names none."""
    answer = session.get(keys_url)
    answer.raise_for_status()
    keys = [key for key in answer.json().get("keys", []) if key.get("use", "sig") == "sig"]
    wanted = [key for key in keys if key.get("kid") == kid] if kid else keys
    if len(wanted) != 1:
        raise OAuth2Error(f"The provider publishes no single key {kid!r}.")
    return jwt.PyJWK.from_dict(wanted[0])
