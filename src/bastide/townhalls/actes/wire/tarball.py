"""A tar.gz from outside, read member by member, in little memory: nothing is written, nothing leaves a folder.

Python's own reader follows links and trusts sizes; this one knows plain files only, counts what it unpacks, and refuses
the rest. What is refused: links, devices, folders, absolute names, `..`, the same name twice, bombs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

BLOCK = 512
CHUNK = 64 * 1024
#: The limits of the operators are 150 MiB of archive; documents are compressed already.
MOST_PACKED = 150 * 1024 * 1024
MOST_UNPACKED = 600 * 1024 * 1024
MOST_MEMBERS = 2_000
#: Past this size, what unpacks to more than `MOST_RATIO` times itself is a bomb: gzip can do a thousand.
RATIO_FROM = 16 * 1024 * 1024
MOST_RATIO = 200
#: A name, or what a modern archive says beside it.
MOST_HEADER = 64 * 1024


class Readable(Protocol):
    """What gives its bytes in order, once."""

    def read(self, count: int, /) -> bytes: ...


class ArchiveRefused(Exception):
    """The archive is not read any further: `str()` says why in French; `is_hostile` when it looks like an attack."""

    def __init__(self, sentence: str, *, is_hostile: bool = True) -> None:
        super().__init__(sentence)
        self.is_hostile = is_hostile


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    size: int


class _Unpacked:
    """The bytes of a tar, out of gzip or not, counted; it never holds more than a few chunks."""

    def __init__(self, source: Readable) -> None:
        self.source = source
        self.packed = self.unpacked = 0
        self.buffer = bytearray()
        self.is_over = self.trailing = False
        self.pending = self._more()
        self.inflater = zlib.decompressobj(wbits=31) if self.pending[:2] == b"\x1f\x8b" else None
        self.is_gzip = self.inflater is not None

    def _more(self) -> bytes:
        data = self.source.read(CHUNK)
        self.packed += len(data)
        if self.packed > MOST_PACKED:
            raise ArchiveRefused(f"archive : plus de {MOST_PACKED // (1024 * 1024)} Mo")
        return data

    def _fill(self) -> None:
        """One more chunk in the buffer, or the end."""
        if not self.pending:
            self.pending = self._more()
        if not self.pending:
            self.is_over = True
            if self.inflater is not None and not self.inflater.eof:
                raise ArchiveRefused("archive : gzip coupé avant la fin", is_hostile=False)
            return
        if self.inflater is None:
            data, self.pending = self.pending, b""
        elif self.inflater.eof:
            self._after_the_end()
            return
        else:
            try:
                data = self.inflater.decompress(self.pending, CHUNK)
            except zlib.error as error:
                raise ArchiveRefused("archive : gzip abîmé", is_hostile=False) from error
            self.pending = self.inflater.unconsumed_tail or self.inflater.unused_data
        self.unpacked += len(data)
        if self.unpacked > MOST_UNPACKED or (
            self.is_gzip and self.unpacked > RATIO_FROM and self.unpacked > MOST_RATIO * self.packed
        ):
            raise ArchiveRefused("archive : elle se déplie sans mesure (bombe)")
        self.buffer += data

    def _after_the_end(self) -> None:
        """A gzip may be several, one after the other; anything else after the end is ignored, and said."""
        if self.pending[:2] == b"\x1f\x8b":
            self.inflater = zlib.decompressobj(wbits=31)
            return
        self.trailing = self.trailing or bool(self.pending.strip(b"\0"))
        self.pending = b""

    def read(self, count: int) -> bytes:
        """Exactly `count` bytes, fewer only at the end. Never asked for more than a chunk or a header."""
        while len(self.buffer) < count and not self.is_over:
            self._fill()
        data = bytes(self.buffer[:count])
        del self.buffer[:count]
        return data


class TarReader:
    """`for member in reader: …`, and inside the loop `reader.chunks()` gives the bytes of that member."""

    def __init__(self, source: Readable) -> None:
        self.stream = _Unpacked(source)
        self.reasons: list[str] = []
        self.left = self.padding = 0
        self.seen: set[str] = set()

    def __iter__(self) -> Iterator[Member]:
        long_name, extra = "", {}
        count = 0
        while header := self._header():
            kind, size = header[156:157], _size(header)
            if kind in (b"L", b"K", b"x", b"g", b"X"):
                if size > MOST_HEADER:
                    raise ArchiveRefused("archive : un en-tête démesuré")
                body = self._body(size)
                if kind == b"L":
                    long_name = _text(body.rstrip(b"\0"))
                elif kind in (b"x", b"X"):
                    extra = _pax(body)
                elif kind == b"K":
                    raise ArchiveRefused("archive : elle contient un lien")
                continue
            name = extra.get("path") or long_name or _name(header)
            if "size" in extra or any(key.startswith("GNU.sparse") for key in extra):
                raise ArchiveRefused("archive : un fichier à trous ou d’une taille déclarée à part")
            long_name, extra = "", {}
            self._check(name, kind)
            name = name.removeprefix("./")
            if name == "":
                continue
            count += 1
            if count > MOST_MEMBERS:
                raise ArchiveRefused(f"archive : plus de {MOST_MEMBERS} fichiers")
            if name in self.seen:
                raise ArchiveRefused(f"archive : « {name[:120]} » s’y trouve deux fois")
            self.seen.add(name)
            self.left, self.padding = size, -size % BLOCK
            yield Member(name, size)
            for _chunk in self.chunks():
                pass
            self.stream.read(self.padding)
        self._drain()

    def chunks(self) -> Iterator[bytes]:
        while self.left:
            data = self.stream.read(min(CHUNK, self.left))
            if not data:
                raise ArchiveRefused("archive : coupée au milieu d’un fichier", is_hostile=False)
            self.left -= len(data)
            yield data

    def _header(self) -> bytes:
        """The next header; b"" at the end of the archive."""
        header = self.stream.read(BLOCK)
        if not header.strip(b"\0"):
            return b""
        octets = header[:148] + b" " * 8 + header[156:]
        said = header[148:156].strip(b" \0")
        # Old programs add signs up as numbers from -128 to 127.
        sums = (sum(octets), sum(octets) - 256 * sum(octet > 127 for octet in octets))
        if not self.seen and not (re.fullmatch(rb"[0-7]{1,7}", said) and int(said, 8) in sums):
            raise ArchiveRefused("archive : le premier en-tête est abîmé, ce n’est pas un tar", is_hostile=False)
        if len(header) < BLOCK:
            raise ArchiveRefused("archive : coupée au milieu d’un en-tête", is_hostile=False)
        if _octal(said) not in sums:
            raise ArchiveRefused("archive : un en-tête est abîmé", is_hostile=False)
        return header

    def _body(self, size: int) -> bytes:
        body = self.stream.read(size + -size % BLOCK)
        if len(body) < size:
            raise ArchiveRefused("archive : coupée au milieu d’un en-tête", is_hostile=False)
        return body[:size]

    def _check(self, name: str, kind: bytes) -> None:
        if kind in (b"1", b"2"):
            raise ArchiveRefused(f"archive : « {name[:120]} » est un lien")
        if kind == b"5" and name in (".", "./"):
            return
        if kind == b"5" or (kind in (b"0", b"\0", b"") and name.endswith("/")):
            raise ArchiveRefused(f"archive : « {name[:120]} » est un dossier")
        if kind not in (b"0", b"\0", b"7"):
            raise ArchiveRefused(f"archive : « {name[:120]} » n’est pas un simple fichier")
        if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
            raise ArchiveRefused(f"archive : « {name[:120]} » est un chemin absolu")
        if ".." in re.split(r"[/\\]", name):
            raise ArchiveRefused(f"archive : « {name[:120]} » sort du dossier")
        if re.search(r"[/\\]", name.removeprefix("./")):
            raise ArchiveRefused(f"archive : « {name[:120]} » est dans un dossier")
        if not name.removeprefix("./") or re.search(r"[\x00-\x1f\x7f]", name):
            raise ArchiveRefused("archive : un nom de fichier est vide ou illisible")
        if len(name) > 255:
            raise ArchiveRefused("archive : un nom de fichier est démesuré")

    def _drain(self) -> None:
        """What follows the end is unpacked too: a bomb may hide there."""
        rest = False
        while data := self.stream.read(CHUNK):
            rest = rest or bool(data.strip(b"\0"))
        if rest or self.stream.trailing:
            self.reasons.append("archive : des octets suivent la fin")


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _name(header: bytes) -> str:
    name = header[:100].split(b"\0", 1)[0]
    prefix = header[345:500].split(b"\0", 1)[0] if header[257:263] == b"ustar\0" else b""
    return _text(prefix + b"/" + name if prefix else name)


def _octal(field: bytes) -> int:
    digits = field.lstrip(b" \0").partition(b"\0")[0].strip()
    if not digits:
        return 0
    if not re.fullmatch(rb"[0-7]{1,12}", digits):
        raise ArchiveRefused("archive : un en-tête est abîmé", is_hostile=False)
    return int(digits, 8)


def _size(header: bytes) -> int:
    if header[124] & 0x80:
        raise ArchiveRefused("archive : un fichier de plus de 8 Go")
    size = _octal(header[124:136])
    if size > MOST_UNPACKED:
        raise ArchiveRefused("archive : elle se déplie sans mesure (bombe)")
    return size


def _pax(body: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    while body:
        length, blank, _rest = body.partition(b" ")
        if not blank or not re.fullmatch(rb"[0-9]{1,6}", length) or not len(length) + 1 < int(length) <= len(body):
            raise ArchiveRefused("archive : un en-tête est abîmé", is_hostile=False)
        record = body[len(length) + 1 : int(length)]
        key, _equals, value = record.removesuffix(b"\n").partition(b"=")
        found[_text(key)] = _text(value)
        body = body[int(length) :]
    return found
