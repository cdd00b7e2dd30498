"""An envelope and its messages as one tar.gz: the same bytes for the same content, written without holding a file."""

from __future__ import annotations

import gzip
import hashlib
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from .building import envelope_xml, message_xml
from .charset import Replacement, sendable
from .contents import type_of
from .messages import ActeMessage, BytesContent, Content, Message, Piece, Sender
from .names import archive_name, envelope_name, message_name, message_stem, piece_name
from .rules import MOST_BYTES

#: S2LOW refuses more in a day.
MOST_SERIAL = 9_999


class PackingRefused(Exception):
    """No archive was made: `str()` says why, in French."""


class ArchiveTooLarge(PackingRefused):
    """The archive passes 150 MiB; what was written of it is not to be sent."""


@dataclass(frozen=True, slots=True)
class WireFile:
    """A file of the archive, by its name on the line; `piece` is what it was made from, None for XML."""

    name: str
    content: Content
    piece: Piece | None = None


@dataclass(frozen=True, slots=True)
class PackedMessage:
    message: Message
    xml: WireFile
    pieces: tuple[WireFile, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """Everything of one archive, before it is written."""

    archive_name: str
    envelope: WireFile
    messages: tuple[PackedMessage, ...]
    replacements: tuple[Replacement, ...] = ()

    @property
    def files(self) -> tuple[WireFile, ...]:
        """In the order of the archive: the envelope, then each message and its pieces."""
        return (self.envelope, *(file for one in self.messages for file in (one.xml, *one.pieces)))


@dataclass(frozen=True, slots=True)
class Written:
    size: int
    sha256: str


def pack(
    sender: Sender,
    messages: Sequence[Message],
    *,
    trigramme: str,
    mode: str,
    day: date,
    serial: int,
    return_addresses: Sequence[str],
) -> Package:
    """Name and write the XML of everything that goes in one archive.

    `mode` is EACT or TACT; `serial` begins at 1 each day for each body. Raises PackingRefused, and NotConform when a
    value cannot be said in the format: check with `rules` first.
    """
    if not 1 <= serial <= MOST_SERIAL:
        raise PackingRefused(f"Plus de {MOST_SERIAL} envois le même jour.")
    if not (len(trigramme) == 3 and trigramme.isascii() and trigramme.isalnum()):
        raise PackingRefused("Le trigramme de l’opérateur a trois lettres.")
    packed, names = [], set()
    for message in messages:
        stem = message_stem(sender, message)
        if message_name(stem) in names:
            raise PackingRefused("Le même message est deux fois dans l’envoi.")
        names.add(message_name(stem))
        pieces = tuple(_piece(stem, piece, rank) for rank, piece in enumerate(message.pieces, start=1))
        xml = message_xml(message, [one.name for one in pieces])
        packed.append(PackedMessage(message, WireFile(message_name(stem), BytesContent(xml)), pieces))
    envelope = envelope_name(mode, sender.siren, day, serial)
    xml = envelope_xml(sender, [one.xml.name for one in packed], return_addresses)
    subjects = [message.subject for message in messages if isinstance(message, ActeMessage)]
    return Package(
        archive_name=archive_name(trigramme, envelope),
        envelope=WireFile(envelope, BytesContent(xml)),
        messages=tuple(packed),
        replacements=tuple(one for subject in subjects for one in sendable(subject).replacements),
    )


def _piece(stem: str, piece: Piece, rank: int) -> WireFile:
    kind = type_of(piece.content)
    if kind is None:
        raise PackingRefused("Un fichier n’est ni un PDF, ni un XML, ni une image.")
    return WireFile(piece_name(stem, piece.type_code, rank, kind), piece.content, piece)


def write_archive(package: Package, target: IO[bytes]) -> Written:
    """Write the archive to `target`, chunk by chunk. Raises ArchiveTooLarge."""
    counted = _Counted(target)
    # Neither a name nor a time: the same acts give the same bytes. Documents are compressed already: level 1.
    with (
        gzip.GzipFile(filename="", mode="wb", compresslevel=1, fileobj=counted, mtime=0) as packed,
        tarfile.open(mode="w|", fileobj=packed, format=tarfile.USTAR_FORMAT, bufsize=256 * 1024) as tar,
    ):
        for file in package.files:
            entry = tarfile.TarInfo(file.name)
            entry.size, entry.mode = file.content.size, 0o644
            with file.content.open() as source:
                tar.addfile(entry, source)
    return Written(counted.size, counted.digest.hexdigest())


class _Counted:
    """Passes bytes on, counts and hashes them."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target, self.size, self.digest = target, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if self.size > MOST_BYTES:
            raise ArchiveTooLarge(f"L’archive dépasse {MOST_BYTES // (1024 * 1024)} Mo.")
        self.digest.update(data)
        self.target.write(data)
        return len(data)

    def flush(self) -> None:
        self.target.flush()
