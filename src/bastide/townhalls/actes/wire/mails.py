"""A mail of the State, taken apart: its files, whatever the charset, the nesting or the program that wrote it."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser

from .names import base_name
from .parsing import looks_like_xml

MOST_BYTES = 64 * 1024 * 1024
MOST_PARTS = 300
MOST_DEPTH = 12
#: 64 Mio of base64 is 830,000 lines.
MOST_LINES = 1_500_000
#: The parser compares each line with the boundary of each part around it: this many comparisons take some seconds.
MOST_COMPARISONS = 20_000_000
#: The parser takes a time that grows with the square of a header: one of some hundred kilobytes would hold it an hour.
MOST_HEADER = 8_000


class MailRefused(Exception):
    """Not read: `str()` says why, in French."""

    def __init__(self, sentence: str, *, is_hostile: bool = False) -> None:
        super().__init__(sentence)
        self.is_hostile = is_hostile


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a mail, or a mail inside it (`is_mail`)."""

    name: str
    content_type: str
    data: bytes
    is_mail: bool = False


@dataclass(slots=True)
class OpenedMail:
    subject: str
    parts: list[Part]
    has_html: bool = False
    is_bounce: bool = False  # a notice that a mail did not arrive, or an answer by a machine
    message_id: str = ""
    reasons: list[str] = field(default_factory=list)


class _Bounded(policy.Compat32):
    """Headers as the older policy reads them, which keeps what it does not understand; none without end."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MOST_HEADER]


_BOUNDARY = re.compile(rb"boundary[\d*]*[ \t\r\n]*=", re.IGNORECASE)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]?")
_TRUE_HEADERS = re.compile(
    rb"^(from|to|cc|subject|date|received|return-path|delivered-to|message-id|mime-version|content-type|x-[a-z-]+|"
    rb"reply-to|sender|dkim-signature|authentication-results|envelope-to):",
    re.IGNORECASE | re.MULTILINE,
)


def looks_like_mail(head: bytes) -> bool:
    """Whether a file begins as mails do, in a maildir, an mbox or a saved message."""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if re.match(rb"From \S+.*\d{4}", head.split(b"\n", 1)[0]):
        return True
    return bool(_HEADER.match(head)) and len(_TRUE_HEADERS.findall(head.split(b"\n\n", 1)[0][:8000])) >= 2


def split_mbox(data: bytes) -> list[bytes]:
    """The mails of an mbox; a file that is none is one mail."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not data.startswith(b"From "):
        return [data]
    starts = [found.start() for found in re.finditer(rb"(?m)^From \S+ .*\d{4}\r?$", data)] or [0]
    pieces = [data[begin:end] for begin, end in zip(starts, [*starts[1:], len(data)], strict=True)]
    return [piece.split(b"\n", 1)[1] for piece in pieces if b"\n" in piece][:MOST_PARTS]


def check_cost(*mails: bytes) -> None:
    """Raises MailRefused for what would take the parser more than some seconds, all of them together."""
    if sum(map(len, mails)) > MOST_BYTES:
        raise MailRefused(f"courriel : plus de {MOST_BYTES // (1024 * 1024)} Mo", is_hostile=True)
    lines = [data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n") for data in mails]
    comparisons = [
        count * min(len(_BOUNDARY.findall(data)), MOST_PARTS) for count, data in zip(lines, mails, strict=True)
    ]
    if sum(lines) > MOST_LINES or sum(comparisons) > MOST_COMPARISONS:
        raise MailRefused("courriel : trop de lignes ou de parties", is_hostile=True)


def open_mail(data: bytes) -> OpenedMail:
    """The files of a mail. Raises MailRefused when it is too big, too deep, or made to keep us busy."""
    check_cost(data)
    try:
        message = BytesParser(policy=_Bounded()).parsebytes(data)
    except (ValueError, LookupError, IndexError, RecursionError, AttributeError, TypeError) as error:
        raise MailRefused("courriel : illisible") from error
    mail = OpenedMail(
        subject=_decoded(message.get("Subject")), parts=[], message_id=str(message.get("Message-ID") or "")
    )
    kind = message.get_content_type()
    automatic = str(message.get("Auto-Submitted") or "no").strip().lower()
    mail.is_bounce = kind == "multipart/report" or automatic.startswith("auto-replied")
    for part in _walk(message, 0):
        if len(mail.parts) >= MOST_PARTS:
            raise MailRefused(f"courriel : plus de {MOST_PARTS} parties", is_hostile=True)
        _add(mail, part)
    return mail


def _walk(message: Message, depth: int) -> Iterator[Message]:
    """Leaves, and mails inside the mail, which are leaves too."""
    if depth > MOST_DEPTH:
        raise MailRefused("courriel : trop de parties emboîtées", is_hostile=True)
    payload = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _walk(part, depth + 1)
    else:
        yield message


def _add(mail: OpenedMail, part: Message) -> None:
    kind = part.get_content_type()
    name = base_name(_filename(part))
    if kind == "message/rfc822" or (kind == "message/global"):
        mail.parts.append(Part(name, kind, _inner_mail(part), is_mail=True))
        return
    body = _body(part)
    if kind == "text/html" and not name:
        mail.has_html = True
        return
    if kind == "text/plain" and not name and not _starts_as_xml(body):
        return
    if kind.startswith("message/"):
        return
    mail.parts.append(Part(name, kind, body))


def _inner_mail(part: Message) -> bytes:
    """A mail inside a mail. Encoding one is forbidden, and done."""
    inner = part.get_payload()
    if not (isinstance(inner, list) and inner and isinstance(inner[0], Message)):
        return _body(part)
    if str(part.get("Content-Transfer-Encoding") or "").strip().lower() in ("base64", "quoted-printable"):
        decoded = Message()
        decoded["Content-Transfer-Encoding"] = part["Content-Transfer-Encoding"]
        decoded.set_payload(inner[0].as_string().lstrip())
        body = _body(decoded)
        if looks_like_mail(body[:8192]):
            return body
    return _bytes_of(inner[0])


def _starts_as_xml(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml") or (
        looks_like_xml(body[:200]) and b"interieur.gouv.fr/ACTES" in body[:4096]
    )


def _bytes_of(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (ValueError, LookupError, KeyError, AttributeError, TypeError, UnicodeError):
        return b""


def _body(part: Message) -> bytes:
    """The bytes of a leaf, whatever its transfer encoding says."""
    try:
        body = part.get_payload(decode=True)
    except (ValueError, LookupError, binascii.Error, AssertionError, TypeError):
        body = None
    if not isinstance(body, bytes):
        raw = part.get_payload()
        body = raw.encode("utf-8", errors="surrogateescape") if isinstance(raw, str) else b""
    # base64 announced by nobody, or twice: seen from gateways.
    if re.fullmatch(rb"[A-Za-z0-9+/=\r\n]{24,}", body[:4096]) and body[:4] in (b"PD94", b"PGFj", b"JVBE", b"H4sI"):
        try:
            return binascii.a2b_base64(body)
        except binascii.Error:
            return body
    return body


def _filename(part: Message) -> str:
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        try:
            value = part.get_param(parameter, header=header)
        except (ValueError, LookupError, IndexError, TypeError):
            continue
        if isinstance(value, tuple):
            charset, _language, text = value
            try:
                return _decoded(text.encode("latin-1", errors="replace").decode(charset or "ascii", errors="replace"))
            except LookupError:
                return text
        if value:
            return _decoded(value)
    return _decoded(part.get("Content-Description")) if part.get_content_type().endswith("xml") else ""


def _decoded(value: object) -> str:
    """A header as text: encoded words undone, raw bytes guessed."""
    if value is None:
        return ""
    value = str(value)[:2000]
    try:
        pieces = decode_header(str(value)) if "=?" in str(value) else [(str(value), None)]
    except (ValueError, binascii.Error, LookupError, IndexError):
        pieces = [(str(value), None)]
    words = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            words.append(_guessed(piece.encode("utf-8", errors="surrogateescape")))
            continue
        try:
            words.append(piece.decode(charset or "utf-8"))
        except (LookupError, UnicodeDecodeError):
            words.append(_guessed(piece))
    return re.sub(r"\s+", " ", "".join(words)).strip()


def _guessed(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
