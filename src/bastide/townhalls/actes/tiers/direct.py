"""Straight to the State: the archive over mutual TLS, answers by mail. For a homologated operator only; off by default.

Source: what S2LOW and STELA do (reference §9, read 2026-11). The HTTP answer proves nothing: the receipt does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from ..wire.multipart import Form, FormFile
from .calls import Access, Answer, Caller
from .mailboxes import Mailbox
from .port import (
    Ambiguous,
    ArchiveOpener,
    Connection,
    Deposit,
    Incoming,
    Mode,
    NotOffered,
    Refused,
    RemoteDocument,
    Sending,
    Status,
    TiersProblem,
    Unreachable,
)


@dataclass(frozen=True, slots=True)
class Gateway:
    """How the State's door is knocked at: by the name of the file (S2LOW), or by three named fields (STELA)."""

    access: Access
    path: str = "/"
    named_fields: bool = False
    success: frozenset[int] = frozenset({200})
    rescue: Access | None = None  # tried when the first cannot be reached
    agent: str = "bastide"


@dataclass(frozen=True, slots=True)
class _Archive:
    """An archive as content of a form."""

    opener: ArchiveOpener
    size: int

    def open(self) -> IO[bytes]:
        return self.opener()


class Direct:
    """Sends what it is given, once; whether it arrived is read in the mail."""

    name = "direct"
    takes_archives = True
    tells_status = False
    knows_by_reference = False

    def __init__(self, gateway: Gateway, mailbox: Mailbox, mode: Mode) -> None:
        self.gateway, self.mailbox, self.mode = gateway, mailbox, mode
        self.caller = Caller(gateway.access)

    def test(self) -> Connection:
        try:
            self.caller.get(self.gateway.path)
            box = self.mailbox.test()
        except TiersProblem as problem:
            return Connection(False, str(problem), {"detail": problem.detail})
        return Connection(True, "La passerelle de l’État répond.", {"mailbox": box})

    def submit(self, sending: Sending) -> Deposit:
        if f"-{self.mode}-" not in f"-{sending.archive_name}":
            raise Refused("Cet envoi n’est pas du bon mode : la formation et le réel ne se mêlent pas.")
        if sending.open_archive is None:
            raise Refused("L’archive de cet envoi manque.")
        try:
            answer = self._post(self.caller, sending, sending.open_archive)
        except Unreachable:
            if self.gateway.rescue is None:
                raise
            answer = self._post(Caller(self.gateway.rescue), sending, sending.open_archive)
        return Deposit(sending.archive_name, raw=answer.body)

    def _post(self, caller: Caller, sending: Sending, opener: ArchiveOpener) -> Answer:
        name = sending.archive_name
        file = FormFile(name, _Archive(opener, _size(opener)), "application/gzip")
        if self.gateway.named_fields:
            form = Form().add("name", name).add("filename", name).add("file", file)
        else:
            form = Form().add(name, file)
        caller.session.headers["X-User-Agent"] = self.gateway.agent
        answer = caller.post(self.gateway.path, form)
        if answer.status in self.gateway.success:
            return answer
        if 400 <= answer.status < 500:
            raise Refused("La passerelle de l’État refuse l’envoi.", detail=answer.text[:500], raw=answer.body)
        raise Ambiguous(
            "La passerelle de l’État a répondu autrement que prévu.", detail=f"HTTP {answer.status}", raw=answer.body
        )

    def look_up(self, sending: Sending, *, reference: str = "", related: str = "") -> Deposit | None:
        raise NotOffered("L’État ne dit pas ce qu’il a reçu : attendez son courriel.")

    def status(self, deposit: Deposit) -> Status:
        raise NotOffered("L’État répond par courriel.")

    def ar(self, deposit: Deposit) -> bytes:
        raise NotOffered("L’accusé de réception arrive par courriel.")

    def documents(self, deposit: Deposit) -> list[RemoteDocument]:
        return []

    def download(self, document: RemoteDocument, *, stamped: bool = False) -> Iterator[bytes]:
        raise NotOffered("L’État ne rend pas les documents.")

    def reply(self, sending: Sending, *, to: str) -> Deposit:
        return self.submit(sending)

    def cancel(self, sending: Sending, *, deposit: Deposit) -> Deposit:
        return self.submit(sending)

    def classification(self) -> None:
        """It comes by mail, when it was asked for."""

    def ask_classification(self, sending: Sending) -> Deposit:
        return self.submit(sending)

    def incoming(self, *, known: frozenset[str] = frozenset()) -> Iterator[Incoming]:
        return self.mailbox.waiting(known)

    def mark_as_kept(self, incoming: Incoming) -> None:
        self.mailbox.keep(incoming.reference)


def _size(opener: ArchiveOpener) -> int:
    with opener() as source:
        return source.seek(0, 2)


@dataclass(frozen=True, slots=True)
class SimulatorAddress:
    """Where `bastide simulate_prefecture` listens."""

    url: str
    mailbox: Mailbox
    access: Access | None = field(default=None)


class Simulator(Direct):
    """The same way as to the State, to its double on this machine: training only, and it can be asked what came."""

    name = "simulator"

    def __init__(self, address: SimulatorAddress, mode: Mode = Mode.TRAINING) -> None:
        if mode is not Mode.TRAINING:
            raise Refused("Le simulateur n’est que pour la formation.")
        access = address.access or Access(address.url)
        super().__init__(Gateway(access, "/actes"), address.mailbox, mode)

    def look_up(self, sending: Sending, *, reference: str = "", related: str = "") -> Deposit | None:
        answer = self.caller.get("/recus", {"archive": sending.archive_name, "sha256": sending.archive_sha256})
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise Unreachable("Le simulateur ne répond pas comme prévu.", detail=f"HTTP {answer.status}")
        return Deposit(sending.archive_name, raw=answer.body)

    def ask_letter(self, code: str, unique_id: str) -> None:
        """Have the simulated préfecture write about an act that it received. Raises TiersProblem."""
        answer = self.caller.post("/lettres", Form(), {"code": code, "acte": unique_id})
        if answer.status != 200:
            raise Refused("Le simulateur ne connaît pas cet acte.", detail=f"HTTP {answer.status}")
