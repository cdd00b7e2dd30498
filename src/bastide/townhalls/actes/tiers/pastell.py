"""Pastell (Libriciel): its API v2, in JSON. A document is filled in first, then one action sends it.

Source: the API of Pastell 2 as its public code has it (reference §15.2, read 2026-11). Only the last action has effect
outside: what is cut before it leaves a draft there, and is simply done again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..wire.charset import sendable
from ..wire.contents import type_of
from ..wire.messages import ActeMessage, Piece
from ..wire.multipart import Form, FormFile
from ..wire.names import base_name
from .calls import Access, Answer, Caller
from .port import (
    Ambiguous,
    Connection,
    Deposit,
    Incoming,
    Mode,
    NotOffered,
    Refused,
    RemoteDocument,
    Sending,
    State,
    Status,
    TiersProblem,
    Unreachable,
)

DOCUMENT_TYPE = "actes-generique"
#: What sends, the most direct first; a workflow of the body's own may leave only the second.
_SENDING = ("send-tdt", "orientation")
#: The last action of a document → where the act stands.
_STATES = {
    "creation": State.WAITING,
    "modification": State.WAITING,
    "send-tdt": State.TRANSMITTED,
    "verif-tdt": State.TRANSMITTED,
    "teletransmission-tdt": State.TRANSMITTED,
    "document-transmis-tdt": State.TRANSMITTED,
    "acquiter-tdt": State.ACKNOWLEDGED,
    "termine": State.ACKNOWLEDGED,
    "tdt-error": State.ERROR,
    "erreur-verif-tdt": State.ERROR,
    "annuler-tdt": State.CANCELLED,
    "annulation-tdt": State.ACKNOWLEDGED,
}
#: Before one of these, nothing left.
_DRAFT = {"", "creation", "modification"}
_FIELDS = {
    "numero_de_lacte": "number",
    "objet": "subject",
    "date_de_lacte": "decision_date",
    "acte_nature": "nature",
    "classification": "matiere",
    "arrete": "document",
    "autre_document_attache": "annexes",
    "type_piece": "document.type_code",
    "type_pj": "document.type_code",
}


class Pastell:
    """One entity of a Pastell. `entity` is its number there (`id_e`)."""

    name = "pastell"
    takes_archives = False
    tells_status = True
    knows_by_reference = True

    def __init__(self, access: Access, mode: Mode, *, entity: str) -> None:
        self.caller, self.mode = Caller(access), mode
        self.base = f"/api/v2/entite/{_number(entity)}/document"
        self.entity = entity

    def test(self) -> Connection:
        try:
            version = _object(_checked(self.caller.get("/api/v2/version")))
            entities = _json(_checked(self.caller.get("/api/v2/entite")))
        except TiersProblem as problem:
            return Connection(False, str(problem), {"detail": problem.detail})
        ours = [one for one in entities if isinstance(one, dict) and str(one.get("id_e")) == self.entity]
        if isinstance(entities, list) and not ours:
            return Connection(False, f"Ce compte Pastell n’a pas l’entité {self.entity}.")
        facts = {"version": str(version.get("version", ""))}
        return Connection(True, "La liaison avec Pastell fonctionne.", facts)

    def submit(self, sending: Sending) -> Deposit:
        message = sending.message
        if not isinstance(message, ActeMessage):
            raise NotOffered("Pastell n’envoie pas ce message par son interface.")
        reference = self._draft(message)
        if sending.note_reference is not None:
            sending.note_reference(reference)
        possible = self._document(reference).get("action_possible") or []
        action = next((one for one in _SENDING if one in possible), None)
        if action is None:
            raise Refused("Pastell ne propose pas d’envoyer cet acte : voyez son circuit.", detail=str(possible)[:300])
        try:
            answer = self.caller.send_json("POST", f"{self.base}/{reference}/action/{action}", {}, unsafe=True)
            said = _object(_checked(answer))
        except Ambiguous as problem:
            problem.reference = reference
            raise
        if said.get("result") is False:
            raise _refusal(str(said.get("message") or "l’envoi n’a pas abouti"), answer)
        return Deposit(reference, raw=answer.body)

    def _draft(self, message: ActeMessage) -> str:
        """A document with all its fields and files, not sent yet."""
        created = _object(_checked(self._safely("POST", self.base, {"type": DOCUMENT_TYPE})))
        info = created.get("info")
        reference = str(created.get("id_d") or (info.get("id_d") if isinstance(info, dict) else "") or "")
        if not reference.isalnum():
            raise Unreachable("Pastell n’a pas donné de référence.", detail=str(created)[:300])
        matiere = ".".join(map(str, message.matiere))
        _checked(
            self._safely(
                "PATCH",
                f"{self.base}/{reference}",
                {
                    "acte_nature": str(message.nature),
                    "numero_de_lacte": message.number,
                    "objet": sendable(message.subject).text,
                    "date_de_lacte": message.decision_date.isoformat(),
                    "document_papier": "1" if message.on_paper else "",
                    "classification": f"{matiere} ",
                    "envoi_tdt": "1",
                },
            )
        )
        self._upload(reference, "arrete", message.document)
        for rank, annexe in enumerate(message.annexes):
            self._upload(reference, f"autre_document_attache/{rank}", annexe)
        types = {"type_pj": [piece.type_code for piece in message.pieces]}
        _checked(self._safely("PATCH", f"{self.base}/{reference}/externalData/type_piece", types))
        return reference

    def _safely(self, method: str, path: str, values: Mapping[str, Any]) -> Answer:
        return self.caller.send_json(method, path, values, unsafe=False)

    def _upload(self, reference: str, field: str, piece: Piece) -> None:
        kind = type_of(piece.content)
        name = base_name(piece.original_name) or f"{field.split('/')[0]}.{kind or 'bin'}"
        file = FormFile(name, piece.content, kind.mime if kind else "application/octet-stream")
        form = Form().add("file_name", name).add("file_content", file)
        _checked(self.caller.post(f"{self.base}/{reference}/file/{field}", form, unsafe=False))

    def _document(self, reference: str) -> dict[str, Any]:
        return _object(_checked(self.caller.get(f"{self.base}/{_number(reference)}")))

    def look_up(self, sending: Sending, *, reference: str = "", related: str = "") -> Deposit | None:
        if not reference:
            # Nothing was written down: the action that sends was not asked for.
            return None
        return None if _last_action(self._document(reference)) in _DRAFT else Deposit(reference)

    def status(self, deposit: Deposit) -> Status:
        found = self._document(deposit.reference)
        action = _last_action(found)
        if "teletransmission-tdt" in (found.get("action_possible") or []):
            return Status(State.TO_CONFIRM, action)
        last = found.get("last_action")
        words = str(last.get("message") or "") if isinstance(last, dict) else ""
        return Status(_STATES.get(action, State.WAITING), words or action)

    def ar(self, deposit: Deposit) -> bytes:
        answer = self.caller.get(f"{self.base}/{_number(deposit.reference)}/file/aractes")
        if answer.status >= 400 or not answer.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            raise Refused("L’accusé de réception n’est pas encore arrivé.", detail=answer.text[:300], raw=answer.body)
        return answer.body

    def documents(self, deposit: Deposit) -> list[RemoteDocument]:
        data = self._document(deposit.reference).get("data")
        found = []
        for field in ("aractes", "bordereau", "acte_tamponne", "annexes_tamponnees"):
            names = data.get(field) if isinstance(data, dict) else None
            for rank, name in enumerate(names if isinstance(names, list) else [names] if names else []):
                path = field if field != "annexes_tamponnees" else f"{field}/{rank}"
                found.append(RemoteDocument(f"{deposit.reference}/file/{path}", base_name(str(name))))
        return found

    def download(self, document: RemoteDocument, *, stamped: bool = False) -> Iterator[bytes]:
        """What `documents` lists is stamped already."""
        return self.caller.download(f"{self.base}/{document.reference}", {})

    def reply(self, sending: Sending, *, to: str) -> Deposit:
        raise NotOffered("Répondez à la préfecture dans Pastell : son interface ne le permet pas.")

    def cancel(self, sending: Sending, *, deposit: Deposit) -> Deposit:
        path = f"{self.base}/{_number(deposit.reference)}/action/annulation-tdt"
        try:
            answer = self.caller.send_json("POST", path, {}, unsafe=True)
            _checked(answer)
        except Ambiguous as problem:
            problem.reference = deposit.reference
            raise
        return Deposit(deposit.reference, raw=answer.body)

    def classification(self) -> None:
        """Pastell keeps it for itself: a person imports the file of the préfecture."""

    def ask_classification(self, sending: Sending) -> None:
        raise NotOffered("Pastell tient la classification à jour lui-même : importez celle de la préfecture.")

    def incoming(self, *, known: frozenset[str] = frozenset()) -> Iterator[Incoming]:
        """Letters are read in Pastell: its interface gives them under types of their own, which we do not know."""
        return iter(())

    def mark_as_kept(self, incoming: Incoming) -> None:
        raise NotOffered("Pastell ne donne pas les lettres de la préfecture.")


def _number(reference: str) -> str:
    """A reference goes in an address: signs and digits only."""
    if not reference.replace("-", "").replace("_", "").isalnum() or not reference.isascii():
        raise Refused("Cette référence n’est pas de Pastell.", detail=reference[:100])
    return reference


def _last_action(document: Mapping[str, Any]) -> str:
    last = document.get("last_action")
    return str(last.get("action") or "") if isinstance(last, dict) else str(last or "")


def _checked(answer: Answer) -> Answer:
    """Raises Refused when Pastell says error, whatever the status."""
    try:
        said = answer.json()
    except ValueError:
        said = None
    if isinstance(said, dict) and said.get("status") == "error":
        raise _refusal(str(said.get("error-message") or "sans dire pourquoi"), answer)
    if answer.status >= 400:
        raise _refusal(f"réponse {answer.status}", answer)
    if answer.status >= 300:
        raise Refused("Pastell renvoie vers une autre adresse : vérifiez celle du service.", detail=answer.location)
    return answer


def _refusal(words: str, answer: Answer) -> Refused:
    found = next((field for name, field in _FIELDS.items() if name in words.lower()), "")
    return Refused(f"Pastell a refusé : {words[:300]}", field=found, detail=words, raw=answer.body)


def _json(answer: Answer) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        raise Unreachable("La réponse de Pastell est illisible.", detail=answer.text[:300], raw=answer.body) from error


def _object(answer: Answer) -> dict[str, Any]:
    found = _json(answer)
    return found if isinstance(found, dict) else {}
