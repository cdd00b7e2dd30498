"""An identity provider on loopback that does as ProConnect: its answer about the person is a signed JWT."""

from __future__ import annotations

import contextlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, CLIENT_SECRET = "bastide", "a secret of the tests"


@cache
def made_key(_whose: str) -> rsa.RSAPrivateKey:
    """Made once in a process: that takes a third of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class FakeIdentity:
    """`about` is the person who identifies; `twist` names one thing that it then does wrong."""

    origin: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    twist: str = ""
    answers_json: bool = False
    key: Any = field(default_factory=lambda: made_key("own"))
    other_key: Any = field(default_factory=lambda: made_key("another's"))
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def configuration(self) -> dict[str, Any]:
        issuer = "https://another.example" if self.twist == "configuration of another issuer" else self.origin
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token",
            "userinfo_endpoint": f"{self.origin}/userinfo",
            "jwks_uri": f"{self.origin}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """The address that sends the person back, with a code."""
        code = secrets.token_urlsafe(8)
        self.asked[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def tokens(self, form: dict[str, str]) -> dict[str, Any]:
        query = self.asked.pop(form["code"])
        assert form["client_secret"] == CLIENT_SECRET
        assert form["code_verifier"], "PKCE"
        claims = self.claims() | {"nonce": query["nonce"]}
        if self.twist == "another nonce":
            claims["nonce"] = "of another request"
        if self.twist == "no nonce":
            del claims["nonce"]
        if self.twist == "expired":
            claims["exp"] = int(time.time()) - 3600
        token = self.signed(claims, where="id_token")
        answer = {"access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": token}
        if self.twist == "no identity token":
            del answer["id_token"]
        return answer

    def claims(self) -> dict[str, Any]:
        now = int(time.time())
        return {"iss": self.origin, "aud": CLIENT_ID, "sub": self.about["sub"], "iat": now, "exp": now + 60}

    def signed(self, claims: dict[str, Any], *, where: str) -> str:
        if self.twist == f"{where} for another audience":
            claims = claims | {"aud": "another client"}
        if self.twist == f"{where} of another issuer":
            claims = claims | {"iss": "https://another.example"}
        if self.twist == f"{where} without signature":
            return jwt.encode(claims, None, algorithm="none")
        if self.twist == f"{where} signed with the public key as a secret":
            # The classic confusion; PyJWT itself refuses to make one, hence by hand.
            return jwt.encode(claims, "x" * 64, algorithm="HS256", headers={"kid": "one"})
        key = self.other_key if self.twist == f"{where} with a forged signature" else self.key
        kid = "two" if self.twist == f"{where} with an unknown key" else "one"
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})

    def userinfo(self) -> tuple[str, bytes]:
        about = dict(self.about)
        if self.twist == "answer about somebody else":
            about["sub"] = "somebody else"
        if self.answers_json:
            return "application/json", json.dumps(about).encode()
        claims = about | {"iss": self.origin, "aud": CLIENT_ID}
        return "application/jwt", self.signed(claims, where="answer").encode()


@contextlib.contextmanager
def fake_identity(**about: Any) -> Iterator[FakeIdentity]:
    fake = FakeIdentity(about=about)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", fake.authorize(query))
                self.end_headers()
            elif parts.path == "/userinfo":
                self._answer(*fake.userinfo())
            else:
                found = {"/.well-known/openid-configuration": fake.configuration, "/jwks": fake.keys}[parts.path]()
                self._answer("application/json", json.dumps(found).encode())

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            tokens = fake.tokens({name: values[0] for name, values in form.items()})
            self._answer("application/json", json.dumps(tokens).encode())

        def _answer(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def settings_for(fake: FakeIdentity) -> dict[str, Any]:
    """`SOCIALACCOUNT_PROVIDERS` as the environment of `docs/dev/settings.md` would make it."""
    app = {
        "provider_id": "identity",
        "name": "ProConnect",
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "settings": {"server_url": fake.origin, "scope": ["openid", "email"], "trust_email": True},
    }
    return {"identity": {"APPS": [app]}}
