"""HTTPS to an operator: certificate, time-outs, and what each failure means for what was sent."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import re
import ssl
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from ..wire.multipart import Form
from .port import Ambiguous, CredentialsRefused, Refused, TiersProblem, Unreachable

#: Seconds to connect, and between two bytes: an operator scans and stores before it answers.
TIMEOUT = (60.0, 180.0)
MOST_ANSWER = 16 * 1024 * 1024
MOST_DOWNLOAD = 200 * 1024 * 1024
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Access:
    """Where an operator is, and how it knows us. `certificate` holds certificate and key, as PEM."""

    url: str
    login: str = ""
    password: str = ""
    certificate: bytes = b""
    certificate_password: str = ""
    authorities: bytes = b""  # PEM; those of the machine when empty
    timeout: tuple[float, float] = TIMEOUT


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    content_type: str = ""
    location: str = ""

    @property
    def text(self) -> str:
        """UTF-8 if it is, else the charset of the older operators."""
        try:
            return self.body.decode("utf-8-sig")
        except UnicodeDecodeError:
            return self.body.decode("cp1252", errors="replace")

    def json(self) -> Any:
        """Raises ValueError."""
        return json.loads(self.text)


class Caller:
    """A conversation with one operator. An `unsafe` call changes something there: cut midway, it is ambiguous."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self.base = access.url.rstrip("/")
        parts = urlsplit(self.base)
        if parts.scheme != "https" and not _is_this_machine(parts.hostname or ""):
            raise CredentialsRefused("L’adresse du service doit commencer par https://.")
        self.session = requests.Session()
        # Neither the proxies nor the passwords of whoever runs the server.
        self.session.trust_env = False
        if access.login:
            credentials = (access.login.encode("utf-8"), access.password.encode("utf-8"))
            self.session.auth = credentials  # type: ignore[assignment]
        if parts.scheme == "https":
            self.session.mount("https://", _WithContext(_context(access)))

    def get(self, path: str, params: Sequence[tuple[str, str]] | Mapping[str, str] = ()) -> Answer:
        return self._call("GET", path, params=dict(params) if isinstance(params, Mapping) else list(params))

    def post(self, path: str, form: Form, params: Mapping[str, str] | None = None, *, unsafe: bool = True) -> Answer:
        headers = {"Content-Type": form.content_type}
        return self._call("POST", path, params=params or {}, data=form, headers=headers, unsafe=unsafe)

    def send_json(self, method: str, path: str, values: Mapping[str, Any], *, unsafe: bool) -> Answer:
        return self._call(method, path, json=dict(values), unsafe=unsafe)

    def download(self, path: str, params: Mapping[str, str]) -> Iterator[bytes]:
        """The bytes of a file, chunk by chunk; its status is looked at before the first."""
        with self._problems(unsafe=False):
            response = self.session.get(
                self.base + path, params=dict(params), stream=True, timeout=self.access.timeout, allow_redirects=False
            )
        with contextlib.closing(response):
            if response.status_code >= 300:
                body = response.raw.read(MOST_ANSWER, decode_content=True)
                raise_for_status(Answer(response.status_code, body), unsafe=False)
                raise Refused("Le prestataire ne donne pas ce fichier.", raw=body)
            size = 0
            with self._problems(unsafe=False):
                for chunk in response.iter_content(CHUNK):
                    size += len(chunk)
                    if size > MOST_DOWNLOAD:
                        raise Refused("Le fichier du prestataire est démesuré.")
                    yield chunk

    def _call(self, method: str, path: str, *, unsafe: bool = False, **options: Any) -> Answer:
        with self._problems(unsafe=unsafe):
            response = self.session.request(
                method,
                self.base + path,
                stream=True,
                timeout=self.access.timeout,
                allow_redirects=False,
                **options,
            )
            with contextlib.closing(response):
                body = b""
                for chunk in response.iter_content(CHUNK):
                    body += chunk
                    if len(body) > MOST_ANSWER:
                        raise Unreachable("La réponse du prestataire est démesurée.")
        headers = response.headers
        answer = Answer(response.status_code, body, headers.get("Content-Type", ""), headers.get("Location", ""))
        raise_for_status(answer, unsafe=unsafe)
        return answer

    @contextlib.contextmanager
    def _problems(self, *, unsafe: bool) -> Iterator[None]:
        try:
            yield
        except requests.RequestException as error:
            raise _problem_of(error, unsafe) from error


def raise_for_status(answer: Answer, *, unsafe: bool) -> None:
    """What an HTTP status says; a body that says more is read by the adapter (400, 404, 409, 422)."""
    status, raw = answer.status, answer.body
    detail = f"HTTP {status}"
    if status in (401, 403, 407):
        raise CredentialsRefused("Le prestataire ne reconnaît pas nos identifiants.", detail=detail, raw=raw)
    if status in (408, 429, 503):
        raise Unreachable("Le prestataire est occupé : nouvel essai plus tard.", detail=detail, raw=raw)
    if status == 413:
        raise Refused("Le prestataire trouve l’envoi trop lourd.", field="pieces", detail=detail, raw=raw)
    if status >= 500:
        if unsafe:
            raise Ambiguous("Le prestataire a échoué en chemin : l’envoi a pu arriver.", detail=detail, raw=raw)
        raise Unreachable("Le prestataire est en panne : nouvel essai plus tard.", detail=detail, raw=raw)


def _problem_of(error: requests.RequestException, unsafe: bool) -> TiersProblem:
    detail = f"{type(error).__name__}: {error}"[:500]
    causes = list(_causes(error))
    if any(isinstance(one, ssl.SSLError) for one in causes):
        return CredentialsRefused("Le certificat est refusé, le nôtre ou celui du prestataire.", detail=detail)
    never_left = (NewConnectionError, ConnectTimeoutError)
    if isinstance(error, requests.ConnectTimeout) or any(isinstance(one, never_left) for one in causes):
        return Unreachable("Le prestataire est injoignable : nouvel essai plus tard.", detail=detail)
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return CredentialsRefused("L’adresse du service n’est pas valable.", detail=detail)
    if unsafe:
        return Ambiguous("La liaison s’est coupée : l’envoi a pu arriver.", detail=detail)
    return Unreachable("La liaison s’est coupée : nouvel essai plus tard.", detail=detail)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error of requests holds that of urllib3, which holds that of the socket."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [*one.args, one.__cause__, one.__context__]
        if isinstance(one, MaxRetryError):
            waiting.append(one.reason)


def is_elsewhere(url: str) -> bool:
    """Whether an address that people gave may be called: by name, encrypted, and not a service of this machine."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
        parts.port  # noqa: B018  (raises for what is no port)
    except ValueError:
        return False
    if parts.scheme != "https" or not host.isascii() or parts.username or host.endswith("localhost"):
        return False
    # What ends as a number does is read as one: 127.0.0.1, 127.1, 0x7f000001, 2130706433.
    return bool(host) and ":" not in host and not re.fullmatch(r"[0-9]+|0x[0-9a-f]*", host.rpartition(".")[2])


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _context(access: Access) -> ssl.SSLContext:
    """Raises CredentialsRefused when the certificate cannot be used."""
    try:
        context = ssl.create_default_context(cadata=access.authorities.decode("ascii") if access.authorities else None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if access.certificate:
            # Python reads a key from a file only: it is there as long as that takes.
            with tempfile.TemporaryDirectory(prefix="bastide-tls-") as folder:
                path = Path(folder) / "certificate.pem"
                path.touch(mode=0o600)
                path.write_bytes(access.certificate)
                context.load_cert_chain(path, password=access.certificate_password or "")
    except (ssl.SSLError, OSError, ValueError) as error:
        raise CredentialsRefused("Notre certificat n’est pas utilisable.", detail=str(error)[:300]) from error
    return context


class _WithContext(HTTPAdapter):
    """HTTPS by our context only: its certificate, and the authorities it trusts."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self.context, **options)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context says it all: requests' own list of authorities stays out."""
        conn.cert_reqs = "CERT_REQUIRED"
