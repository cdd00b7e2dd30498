"""`multipart/form-data`, both ways, chunk by chunk: a file of 150 MB passes in little memory."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from .messages import Content
from .tarball import Readable

CHUNK = 64 * 1024
MOST_HEADERS = 16 * 1024
MOST_PARTS = 2_000


class MultipartRefused(Exception):
    """The body of a request is no form: `str()` says why."""


@dataclass(frozen=True, slots=True)
class FormFile:
    name: str
    content: Content
    mime_type: str = "application/octet-stream"


class Form:
    """The body of a request: fields in the order they are added, then as bytes of a known length, once or more."""

    def __init__(self, charset: str = "utf-8") -> None:
        self.boundary = f"bastide-{secrets.token_hex(16)}"
        self.charset = charset
        self._parts: list[tuple[bytes, bytes | Content]] = []

    def add(self, name: str, value: str | FormFile) -> Form:
        """What the charset lacks becomes a question mark: replace it first."""
        disposition = f'form-data; name="{_quoted(name)}"'
        if isinstance(value, FormFile):
            disposition += f'; filename="{_quoted(value.name)}"'
            head = f"Content-Disposition: {disposition}\r\nContent-Type: {value.mime_type}\r\n\r\n"
            self._parts.append((head.encode(self.charset, errors="replace"), value.content))
        else:
            head = f"Content-Disposition: {disposition}\r\n\r\n"
            text = value.encode(self.charset, errors="replace")
            self._parts.append((head.encode(self.charset, errors="replace"), text))
        return self

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self.boundary}"

    def __len__(self) -> int:
        around = len(self.boundary) + 6
        sizes = (
            len(head) + (len(body) if isinstance(body, bytes) else body.size) + around for head, body in self._parts
        )
        return sum(sizes) + len(self.boundary) + 6

    def __iter__(self) -> Iterator[bytes]:
        mark = f"--{self.boundary}\r\n".encode()
        for head, body in self._parts:
            yield mark + head
            if isinstance(body, bytes):
                yield body
            else:
                yield from _read(body)
            yield b"\r\n"
        yield f"--{self.boundary}--\r\n".encode()


def _read(content: Content) -> Iterator[bytes]:
    with content.open() as source:
        while chunk := source.read(CHUNK):
            yield chunk


def _quoted(name: str) -> str:
    return re.sub(r"[\r\n\0]", " ", name).replace('"', "%22")


# ---------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class ReceivedPart:
    """One field or file; `chunks` is read before the next part is asked for, or skipped."""

    name: str
    filename: str
    content_type: str
    chunks: Iterator[bytes] = field(default_factory=lambda: iter(()))

    def text(self, most: int = 64 * 1024) -> str:
        data = b""
        for chunk in self.chunks:
            data += chunk
            if len(data) > most:
                raise MultipartRefused("a field is too long")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("latin-1")


def read_form(source: Readable, content_type: str, length: int) -> Iterator[ReceivedPart]:
    """The parts of a request's body. Raises MultipartRefused."""
    found = re.search(r'multipart/form-data\s*;.*boundary=(?:"([^"]{1,200})"|([^\s;,]{1,200}))', content_type)
    if not found:
        raise MultipartRefused("not multipart/form-data")
    reader = _Reader(source, length, (found[1] or found[2]).encode("latin-1"))
    reader.skip_to_mark()
    for _count in range(MOST_PARTS):
        if reader.is_last():
            return
        part = _part(reader.headers())
        part.chunks = reader.body()
        yield part
        for _chunk in part.chunks:
            pass
    raise MultipartRefused("too many parts")


def _part(headers: str) -> ReceivedPart:
    disposition = re.search(r"(?im)^content-disposition:\s*form-data\s*;?(.*)$", headers)
    if not disposition:
        raise MultipartRefused("a part without name")
    name = re.search(r';?\s*\bname="([^"]*)"', disposition[1]) or re.search(r"\bname=([^\s;]+)", disposition[1])
    file = re.search(r'filename="([^"]*)"', disposition[1]) or re.search(r"filename=([^\s;]+)", disposition[1])
    kind = re.search(r"(?im)^content-type:\s*(\S+)", headers)
    return ReceivedPart(name[1] if name else "", file[1] if file else "", kind[1] if kind else "")


class _Reader:
    def __init__(self, source: Readable, length: int, boundary: bytes) -> None:
        self.source, self.left = source, length
        self.mark = b"\r\n--" + boundary
        # The first mark has no line before it.
        self.buffer = bytearray(b"\r\n")

    def _fill(self) -> None:
        data = self.source.read(min(CHUNK, self.left)) if self.left > 0 else b""
        if not data:
            raise MultipartRefused("cut before the end")
        self.left -= len(data)
        self.buffer += data

    def skip_to_mark(self) -> None:
        for _chunk in self.body():
            pass

    def body(self) -> Iterator[bytes]:
        while (at := self.buffer.find(self.mark)) < 0:
            keep = len(self.mark) - 1
            if len(self.buffer) > keep:
                yield bytes(self.buffer[:-keep])
                del self.buffer[:-keep]
            self._fill()
        if at:
            yield bytes(self.buffer[:at])
        del self.buffer[: at + len(self.mark)]

    def is_last(self) -> bool:
        while len(self.buffer) < 2:
            self._fill()
        return bytes(self.buffer[:2]) == b"--"

    def headers(self) -> str:
        while (at := self.buffer.find(b"\r\n\r\n")) < 0:
            if len(self.buffer) > MOST_HEADERS:
                raise MultipartRefused("headers too long")
            self._fill()
        text = bytes(self.buffer[:at]).decode("utf-8", errors="replace")
        # The line break before a mark may be the one after the headers, when a part is empty.
        del self.buffer[: at + 2]
        if not self.buffer.startswith(self.mark):
            del self.buffer[:2]
        return text
