"""The two lines that belong to the installation, not to one body: the operator's own, and the simulated préfecture."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from .calls import Access
from .direct import Direct, Gateway, Simulator, SimulatorAddress
from .mailboxes import FolderMailbox, ImapAccess, ImapMailbox, Mailbox
from .port import Mode, NotOffered


def operator_line(mode: Mode) -> Direct:
    """Straight to the State. Raises NotOffered when this installation is no operator."""
    if not (settings.ACTES_STATE_URL and settings.ACTES_STATE_CERTIFICATE and settings.ACTES_IMAP_URL):
        raise NotOffered("Cette installation n’est pas raccordée à l’État : choisissez un tiers de télétransmission.")
    access = _access(settings.ACTES_STATE_URL)
    rescue = _access(settings.ACTES_STATE_RESCUE_URL) if settings.ACTES_STATE_RESCUE_URL else None
    gateway = Gateway(
        access,
        path="",
        named_fields=settings.ACTES_STATE_FORM == "fields",
        success=settings.ACTES_STATE_SUCCESS,
        rescue=rescue,
    )
    return Direct(gateway, imap_mailbox(settings.ACTES_IMAP_URL), mode)


def _access(url: str) -> Access:
    authority = settings.ACTES_STATE_AUTHORITY
    return Access(
        url,
        certificate=Path(settings.ACTES_STATE_CERTIFICATE).read_bytes(),
        authorities=Path(authority).read_bytes() if authority else b"",
    )


def imap_mailbox(url: str) -> Mailbox:
    """`imaps://user:password@host:993/INBOX`; `imap://` on this machine only."""
    parts = urlsplit(url)
    is_secure = parts.scheme != "imap"
    return ImapMailbox(
        ImapAccess(
            host=parts.hostname or "",
            port=parts.port or (993 if is_secure else 143),
            login=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=parts.path.strip("/") or "INBOX",
            security="tls" if is_secure else "none",
        )
    )


def simulator_line() -> Simulator:
    """The simulated préfecture of this machine; its answers lie in a maildir."""
    mailbox = FolderMailbox(Path(settings.ACTES_SIMULATOR_MAILDIR))
    return Simulator(SimulatorAddress(settings.ACTES_SIMULATOR_URL, mailbox))
