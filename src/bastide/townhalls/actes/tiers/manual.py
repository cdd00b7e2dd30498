"""By hand: a package to deposit in the supplier's own tool, for suppliers whose interface is not public.

Nothing is sent from here. What the supplier gives back (a receipt, an archive, a mail) is imported, and read as usual.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO

from ..wire.charset import sendable
from ..wire.contents import type_of
from ..wire.kinds import BY_CODE, NATURE_BY_CODE
from ..wire.messages import ActeMessage, ReplyMessage
from ..wire.names import base_name
from .port import Connection, Deposit, Incoming, Mode, NotOffered, RemoteDocument, Sending, Status

_CHUNK = 1024 * 1024


class Manual:
    """What every method but `submit` would ask is done by a person."""

    name = "manual"
    takes_archives = False
    tells_status = False
    knows_by_reference = False

    def __init__(self, mode: Mode) -> None:
        self.mode = mode

    def test(self) -> Connection:
        return Connection(True, "Le dépôt se fait à la main : il n’y a pas de liaison à essayer.")

    def submit(self, sending: Sending) -> Deposit:
        """The package is ready; that it was deposited is said by whoever did it."""
        return Deposit(sending.archive_name)

    def look_up(self, sending: Sending, *, reference: str = "", related: str = "") -> Deposit | None:
        raise NotOffered(_BY_HAND)

    def status(self, deposit: Deposit) -> Status:
        raise NotOffered(_BY_HAND)

    def ar(self, deposit: Deposit) -> bytes:
        raise NotOffered(_BY_HAND)

    def documents(self, deposit: Deposit) -> list[RemoteDocument]:
        return []

    def download(self, document: RemoteDocument, *, stamped: bool = False) -> Iterator[bytes]:
        raise NotOffered(_BY_HAND)

    def reply(self, sending: Sending, *, to: str) -> Deposit:
        return self.submit(sending)

    def cancel(self, sending: Sending, *, deposit: Deposit) -> Deposit:
        return self.submit(sending)

    def classification(self) -> None:
        """A person imports the file."""

    def ask_classification(self, sending: Sending) -> None:
        raise NotOffered("Demandez la classification dans l’outil de votre prestataire, puis importez-la.")

    def incoming(self, *, known: frozenset[str] = frozenset()) -> Iterator[Incoming]:
        return iter(())

    def mark_as_kept(self, incoming: Incoming) -> None:
        """What is imported by hand is kept at once."""


_BY_HAND = "Voyez dans l’outil de votre prestataire, puis importez ici ce qu’il donne."


def write_package(sending: Sending, target: IO[bytes]) -> None:
    """A zip for a person: a sheet with what to type, and the documents in order under plain names."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:
        packed.writestr(_entry("a-saisir.txt"), "\r\n".join(_sheet(sending)).encode("utf-8-sig"))
        for rank, piece in enumerate(sending.message.pieces, start=1):
            kind = type_of(piece.content)
            stem = base_name(piece.original_name).rsplit(".", 1)[0][:80] or f"document-{rank}"
            with (
                packed.open(
                    _entry(f"{rank:02}-{piece.type_code}-{stem}.{kind or 'bin'}"), "w", force_zip64=True
                ) as entry,
                piece.content.open() as source,
            ):
                while chunk := source.read(_CHUNK):
                    entry.write(chunk)


def _entry(name: str) -> zipfile.ZipInfo:
    # Always the same day: the same act gives the same package.
    return zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))


def _sheet(sending: Sending) -> Iterator[str]:
    message, sender = sending.message, sending.sender
    yield f"À déposer dans l’outil de votre prestataire : {BY_CODE[message.code].root} ({message.code})"
    yield f"SIREN : {sender.siren}"
    if isinstance(message, ActeMessage):
        yield f"Numéro : {message.number}"
        yield f"Date de la décision : {message.decision_date:%d/%m/%Y}"
        yield f"Nature : {message.nature} {NATURE_BY_CODE[message.nature].label}"
        yield f"Matière : {'.'.join(map(str, message.matiere))}"
        yield f"Classification du : {message.classification_date:%d/%m/%Y}"
        yield f"Objet : {sendable(message.subject).text}"
        yield f"Documents papier à suivre : {'oui' if message.on_paper else 'non'}"
        yield f"Identifiant attendu : {message.unique_id(sender)}"
    elif unique_id := getattr(message, "unique_id", ""):
        yield f"Acte : {unique_id}"
    if isinstance(message, ReplyMessage):
        yield f"Lettre du : {message.letter_date:%d/%m/%Y}"
    for rank, piece in enumerate(message.pieces, start=1):
        yield f"Fichier {rank} : type {piece.type_code}, {piece.original_name}"
