"""Mails as the State writes them: a page, a picture, an envelope and its messages; delivered to a folder or by IMAP."""

from __future__ import annotations

import contextlib
import imaplib
import io
import os
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from html import escape
from pathlib import Path
from typing import Protocol

import pikepdf

SENDER = "ne-pas-repondre@simulateur.test"
WARNING = "Simulateur de formation : ce message n’a aucune valeur."
#: One point, so that there is a picture to ignore.
_LOGO = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def compose(
    to: Sequence[str],
    subject: str,
    files: Mapping[str, bytes],
    lines: Sequence[str],
    *,
    at: datetime,
    automatic: bool = False,
) -> bytes:
    """A whole mail. Its files hang loose, XML and PDF alike, as those of the State do."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = SENDER, ", ".join(to), subject
    mail["Date"], mail["Message-ID"] = format_datetime(at), make_msgid(domain="simulateur.test")
    if automatic:
        mail["Auto-Submitted"] = "auto-replied"
    body = "".join(f"<p>{escape(line)}</p>" for line in (*lines, WARNING))
    mail.set_content("\n".join((*lines, WARNING)))
    mail.add_alternative(f"<html><body>{body}</body></html>", subtype="html")
    if automatic:
        return mail.as_bytes()
    mail.add_attachment(_LOGO, maintype="image", subtype="png", filename="logo.png", disposition="inline")
    for name, data in files.items():
        maintype, subtype = ("application", "pdf") if name.endswith(".pdf") else ("text", "xml")
        mail.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
    return mail.as_bytes()


class Delivery(Protocol):
    def deliver(self, path: Path) -> None:
        """Move or copy the mail of that file to its box; raises OSError to be asked again."""


class FolderDelivery:
    """A maildir: written beside, then moved in, so that nobody reads half a mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, path: Path) -> None:
        for name in ("tmp", "new", "cur"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}.{path.stem}.{socket.gethostname().replace('/', '_')}"
        (self.folder / "tmp" / name).write_bytes(path.read_bytes())
        os.replace(self.folder / "tmp" / name, self.folder / "new" / name)
        path.unlink()


@dataclass(frozen=True, slots=True)
class ImapDelivery:
    """An IMAP box of this machine, to which mails are appended."""

    host: str
    port: int
    login: str
    password: str

    def deliver(self, path: Path) -> None:
        try:
            client = imaplib.IMAP4(self.host, self.port, timeout=30)
            with contextlib.closing(client.sock), contextlib.suppress(imaplib.IMAP4.abort):
                client.login(self.login, self.password)
                status, said = client.append("INBOX", "", "", path.read_bytes())
                if status != "OK":
                    raise OSError(str(said))
                path.unlink()
                client.logout()
        except imaplib.IMAP4.error as error:
            raise OSError(str(error)) from error


def letter_pdf(title: str, lines: Sequence[str]) -> bytes:
    """One page of plain text, for letters that nobody wrote."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )  # fmt: skip
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    text = b"BT /F1 12 Tf 60 760 Td 18 TL "
    for line in (title, "", *lines, "", WARNING.replace("’", "'")):
        said = line.encode("cp1252", errors="replace")
        said = said.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        text += b"(" + said + b") Tj T* "
    page.Contents = pdf.make_stream(text + b"ET")
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()
