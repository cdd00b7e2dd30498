"""Where the State's mails arrive: an IMAP box, or a folder of this machine. Reading takes nothing away."""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..wire.mails import MOST_BYTES
from .port import CredentialsRefused, Incoming, IncomingKind, Unreachable


class Mailbox(Protocol):
    """Mails not kept yet, raw; a reference always names the same mail."""

    def waiting(self, known: frozenset[str]) -> Iterator[Incoming]: ...

    def keep(self, reference: str) -> None: ...

    def test(self) -> str:
        """A sentence when it works. Raises TiersProblem."""


@dataclass(frozen=True, slots=True)
class ImapAccess:
    """`security` is "tls" (993) or "none", for this machine only."""

    host: str
    login: str
    password: str
    port: int = 993
    folder: str = "INBOX"
    security: str = "tls"
    authorities: str = ""  # PEM; those of the machine when empty
    timeout_s: float = 60


class ImapMailbox:
    """A box of the operator's own. What is kept gets the flag Answered, which every server has; nothing is deleted.

    Seen would not do: a person who looks into the box sets it, and the mail would be lost to us.
    """

    def __init__(self, access: ImapAccess) -> None:
        if access.security != "tls" and access.host not in ("localhost", "127.0.0.1", "::1"):
            raise CredentialsRefused("Une boîte IMAP d’une autre machine se lit chiffrée.")
        self.access = access

    @contextlib.contextmanager
    def _open(self) -> Iterator[imaplib.IMAP4]:
        access = self.access
        try:
            if access.security == "tls":
                context = ssl.create_default_context(cadata=access.authorities or None)
                client: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                    access.host, access.port, ssl_context=context, timeout=access.timeout_s
                )
            else:
                client = imaplib.IMAP4(access.host, access.port, timeout=access.timeout_s)
        except ssl.SSLError as error:
            raise CredentialsRefused("Le certificat de la boîte IMAP est refusé.", detail=str(error)[:300]) from error
        except (OSError, imaplib.IMAP4.error) as error:
            raise Unreachable("La boîte IMAP est injoignable.", detail=str(error)[:300]) from error
        try:
            try:
                client.login(access.login, access.password)
            except imaplib.IMAP4.error as error:
                raise CredentialsRefused("La boîte IMAP refuse nos identifiants.", detail=str(error)[:300]) from error
            yield client
        except (TimeoutError, imaplib.IMAP4.abort, OSError) as error:
            raise Unreachable("La boîte IMAP s’est tue.", detail=str(error)[:300]) from error
        except imaplib.IMAP4.error as error:
            raise Unreachable("La boîte IMAP ne comprend pas.", detail=str(error)[:300]) from error
        finally:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                client.logout()

    def _select(self, client: imaplib.IMAP4, *, writing: bool) -> str:
        """Opens the folder; returns what makes its numbers lasting."""
        status, _said = client.select(f'"{self.access.folder}"', readonly=not writing)
        if status != "OK":
            raise Unreachable(f"La boîte IMAP n’a pas de dossier {self.access.folder}.")
        validity = client.response("UIDVALIDITY")[1]
        return bytes(validity[0]).decode() if validity and validity[0] else "0"

    def test(self) -> str:
        with self._open() as client:
            self._select(client, writing=False)
        return "La boîte IMAP s’ouvre."

    def waiting(self, known: frozenset[str]) -> Iterator[Incoming]:
        with self._open() as client:
            validity = self._select(client, writing=False)
            _status, found = client.uid("SEARCH", "UNANSWERED")
            for uid in (found[0] or b"").split():
                reference = f"{validity}:{uid.decode()}"
                if reference not in known:
                    yield Incoming(IncomingKind.MAIL, reference, f"{uid.decode()}.eml", self._fetch(client, uid))

    def _fetch(self, client: imaplib.IMAP4, uid: bytes) -> bytes:
        """The whole mail; of one beyond all measure, its head, which goes to quarantine."""
        _status, found = client.uid("FETCH", uid.decode(), "(RFC822.SIZE)")
        text = b" ".join(one if isinstance(one, bytes) else b" ".join(one) for one in found if one)
        size = re.search(rb"RFC822\.SIZE (\d+)", text)
        what = "BODY.PEEK[]" if size is None or int(size[1]) <= MOST_BYTES else "BODY.PEEK[HEADER]"
        _status, found = client.uid("FETCH", uid.decode(), f"({what})")
        return next((bytes(one[1]) for one in found if isinstance(one, tuple)), b"")

    def keep(self, reference: str) -> None:
        validity, _colon, uid = reference.partition(":")
        with self._open() as client:
            if self._select(client, writing=True) == validity and uid.isdecimal():
                client.uid("STORE", uid, "+FLAGS", "(\\Seen \\Answered)")


class FolderMailbox:
    """A maildir: what is new lies in `new`, what is kept in `cur`, moved as it is."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def _open(self) -> None:
        try:
            for name in ("new", "cur", "tmp"):
                (self.path / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable("Le dossier des courriels ne s’ouvre pas.", detail=str(error)) from error

    def _new(self) -> dict[str, Path]:
        """By lasting name, in the order in which they came."""
        self._open()
        found = [path for path in (self.path / "new").iterdir() if path.is_file()]
        found.sort(key=lambda path: (path.stat().st_mtime_ns, path.name))
        return {path.name.split(":")[0]: path for path in found}

    def test(self) -> str:
        self._open()
        return "Le dossier des courriels s’ouvre."

    def waiting(self, known: frozenset[str]) -> Iterator[Incoming]:
        for key, path in self._new().items():
            if key not in known:
                yield Incoming(IncomingKind.MAIL, key, f"{key}.eml", _mail_of(path))

    def keep(self, reference: str) -> None:
        if path := self._new().get(reference):
            path.replace(self.path / "cur" / f"{reference}:2,S")


def _mail_of(path: Path) -> bytes:
    """The whole mail; of one beyond all measure, its head, which goes to quarantine."""
    with path.open("rb") as source:
        raw = source.read(MOST_BYTES + 1)
    return raw if len(raw) <= MOST_BYTES else raw[: 64 * 1024].partition(b"\n\n")[0]
