"""S2LOW (Adullact, Libriciel): its API, in ISO-8859-1, whose answers begin with OK or KO.

Source: the API of S2LOW 5 as its public code has it (reference §15.1, read 2026-11). It builds the archive itself.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from ..wire.charset import sendable
from ..wire.classification import ClassificationRefused, read_classification
from ..wire.contents import type_of
from ..wire.messages import ActeMessage, Piece, ReplyKind, ReplyMessage
from ..wire.multipart import Form, FormFile
from ..wire.names import base_name
from ..wire.parsing import XmlRefused
from .calls import Access, Answer, Caller
from .port import (
    Ambiguous,
    Connection,
    Deposit,
    Incoming,
    IncomingKind,
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

ACTES = "/modules/actes"
MOST_SUBJECT = 499
#: 3 refuses, 4 sends: whatever the letter was.
_REFUSALS = {ReplyKind.DOCUMENTS_REFUSED, ReplyKind.OBSERVATIONS_REJECTED}
#: Where an act may stand when we look for it.
_KNOWN_STATES = (1, 2, 3, 4, 17, 18, 5, 6, -1)
_PAGE = 100
#: What a message of S2LOW is about.
_FIELDS = (
    (r"num[ée]ro", "number"),
    (r"objet", "subject"),
    (r"classification|mati[èe]re", "matiere"),
    (r"date", "decision_date"),
    (r"type.*(pi[èe]ce|document|pj)|typologie", "document.type_code"),
    (r"annexe|attach|pi[èe]ce", "annexes"),
    (r"fichier|pdf|document|signature", "document"),
)


class S2low:
    """One body's account. `nonce`: the certificate is shared, and each address carries proof of the password."""

    name = "s2low"
    takes_archives = False
    tells_status = True
    knows_by_reference = False

    def __init__(self, access: Access, mode: Mode, *, nonce: bool = False) -> None:
        plain = Access(**{**_values(access), "login": "", "password": ""}) if nonce else access
        self.access, self.mode, self.nonce = access, mode, nonce
        self.caller = Caller(plain)

    # Connection ------------------------------------------------------------------------------------------------------

    def test(self) -> Connection:
        try:
            answer = self._get("/api/test-connexion.php")
            logins = self._get("/admin/users/api-list-login.php").text.split()
        except TiersProblem as problem:
            return Connection(False, str(problem), {"detail": problem.detail})
        if not answer.text.lstrip().startswith("OK"):
            return Connection(False, "S2LOW ne reconnaît pas notre certificat.", {"detail": answer.text[:300]})
        facts = {"logins": ", ".join(logins)} if logins and not logins[0].startswith("KO") else {}
        return Connection(True, "La liaison avec S2LOW fonctionne.", facts)

    def _get(self, path: str, **params: str) -> Answer:
        return self.caller.get(path, {**params, **self._proof()})

    def _post(self, path: str, form: Form) -> Answer:
        return self.caller.post(path, form, self._proof())

    def _proof(self) -> dict[str, str]:
        if not self.nonce:
            return {}
        try:
            nonce = str(self.caller.get("/api/get-nounce.php").json()["nounce"])
        except (ValueError, KeyError, TypeError) as error:
            raise Unreachable("S2LOW ne donne pas de jeton.") from error
        digest = hashlib.sha256(f"{self.access.password}:{nonce}".encode()).hexdigest()
        return {"nounce": nonce, "login": self.access.login, "hash": digest}

    # Acts ------------------------------------------------------------------------------------------------------------

    def submit(self, sending: Sending) -> Deposit:
        message = sending.message
        if not isinstance(message, ActeMessage):
            raise NotOffered("S2LOW envoie lui-même ce message.")
        self._check(message)
        form = Form("latin-1")
        for name, value in self._fields(message):
            form.add(name, value)
        form.add("acte_pdf_file", _file(message.document, 1))
        for rank, annexe in enumerate(message.annexes, start=2):
            form.add("acte_attachments[]", _file(annexe, rank))
        return _deposit(self._post(f"{ACTES}/actes_transac_create.php", form))

    def _check(self, message: ActeMessage) -> None:
        """What S2LOW would refuse anyway, and what the préfecture would."""
        if len(sendable(message.subject).text) > MOST_SUBJECT:
            raise Refused(f"Chez S2LOW, l’objet a {MOST_SUBJECT} signes au plus.", field="subject")
        try:
            dated = read_classification(self.classification()).dated
        except (XmlRefused, ClassificationRefused) as error:
            raise Unreachable("S2LOW n’a pas de classification lisible.", detail=str(error)) from error
        if dated != message.classification_date:
            raise Refused(
                f"La classification en vigueur est du {dated:%d/%m/%Y} : choisissez de nouveau la matière.",
                field="classification_date",
            )

    def _fields(self, message: ActeMessage) -> Iterator[tuple[str, str]]:
        yield "api", "1"
        yield "nature_code", str(message.nature)
        for level, code in enumerate(message.matiere, start=1):
            yield f"classif{level}", str(code)
        yield "number", message.number
        yield "decision_date", message.decision_date.isoformat()
        yield "subject", sendable(message.subject).text
        yield "document_papier", "1" if message.on_paper else "0"
        yield "type_acte", message.document.type_code
        for annexe in message.annexes:
            yield "type_pj[]", annexe.type_code

    def look_up(self, sending: Sending, *, reference: str = "", related: str = "") -> Deposit | None:
        if isinstance(sending.message, ActeMessage):
            return self._look_up_act(sending, sending.message)
        if not related:
            raise NotOffered("S2LOW ne sait pas dire si ce message est arrivé : voyez-le chez lui.")
        kinds = {"6-1": ("6",), "2-2": ("2",), "3-3": ("3",), "3-4": ("3",), "4-3": ("4",), "4-4": ("4",)}
        for kind, _state, found in self._children(related):
            if kind in kinds.get(sending.message.code, ()) and found != related:
                return Deposit(found)
        return None

    def _look_up_act(self, sending: Sending, message: ActeMessage) -> Deposit | None:
        unique_id = message.unique_id(sending.sender)
        for state in _KNOWN_STATES:
            # It was sent after it was decided: no need to look further back.
            for row in self._list(state, message.decision_date):
                if str(row.get("type", "1")) == "1" and (
                    row.get("unique_id") == unique_id or row.get("number") == message.number
                ):
                    return Deposit(str(row["id"]), raw=json.dumps(row).encode())
        if self._get(f"{ACTES}/actes_transac_get_status.php", unique_id=unique_id).text.startswith("OK"):
            # It is there, and we do not know its name: sending again would make another.
            raise NotOffered("S2LOW connaît cet acte, sans dire sous quelle référence : voyez-le chez lui.")
        return None

    def _list(self, state: int, since: date) -> Iterator[dict[str, Any]]:
        for page in range(20):
            options = {"status_id": str(state), "offset": str(page * _PAGE), "limit": str(_PAGE)}
            answer = self._get(f"{ACTES}/api/list_actes.php", **options, min_submission_date=since.isoformat())
            rows = _object(answer).get("transactions") or []
            yield from (row for row in rows if isinstance(row, dict) and "id" in row)
            if len(rows) < _PAGE:
                return

    def _children(self, reference: str) -> Iterator[tuple[str, str, str]]:
        """The transactions that hang on an act or a letter: type, state, reference."""
        answer = self._get(f"{ACTES}/actes_transac_get_document.php", id=reference)
        for found in re.finditer(r"(?m)^\s*([1-7])-(-?\d+)-(\d+)\s*$", answer.text):
            yield found[1], found[2], found[3]

    def status(self, deposit: Deposit) -> Status:
        lines = _ok(self._get(f"{ACTES}/actes_transac_get_status.php", transaction=deposit.reference)).split("\n", 1)
        number = re.fullmatch(r"\s*(-?\d+)\s*", lines[0])
        rest = lines[1].strip() if len(lines) > 1 else ""
        try:
            state = State(int(number[1])) if number else None
        except ValueError:
            # Archiving and what else comes after the receipt.
            state = State.ACKNOWLEDGED
        if state is None:
            raise Unreachable("S2LOW ne dit pas où en est l’acte.", detail=lines[0][:200])
        is_xml = rest.startswith("<")
        return Status(state, "" if is_xml else rest[:1000], rest.encode("latin-1", "replace") if is_xml else b"")

    def ar(self, deposit: Deposit) -> bytes:
        answer = self._get(f"{ACTES}/actes_transac_get_ARActe.php", id=deposit.reference, api="1")
        if not answer.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            raise Refused("L’accusé de réception n’est pas encore arrivé.", detail=answer.text[:300], raw=answer.body)
        return answer.body

    def documents(self, deposit: Deposit) -> list[RemoteDocument]:
        answer = self._get(f"{ACTES}/actes_transac_get_files_list.php", transaction=deposit.reference)
        if answer.text.lstrip().startswith("KO"):
            raise Refused("Les fichiers ne sont pas encore disponibles.", detail=answer.text[:300])
        rows = _json(answer)
        return [
            RemoteDocument(
                reference=str(row.get("id", "")),
                name=base_name(str(row.get("name") or "")),
                original_name=base_name(str(row.get("posted_filename") or "")),
                type_code=str(row.get("code_pj") or ""),
                mime_type=str(row.get("mimetype") or ""),
                size=int(row["size"]) if str(row.get("size") or "").isdecimal() else None,
            )
            for row in (rows if isinstance(rows, list) else [])
            if isinstance(row, dict)
        ]

    def download(self, document: RemoteDocument, *, stamped: bool = False) -> Iterator[bytes]:
        params = {"file": document.reference, **({"tampon": "true"} if stamped else {}), **self._proof()}
        return self.caller.download(f"{ACTES}/actes_download_file.php", params)

    def archive(self, envelope: str) -> Iterator[bytes]:
        """The archive exactly as S2LOW sent it."""
        return self.caller.download(f"{ACTES}/actes_download_file.php", {"env": envelope, **self._proof()})

    def confirmation_url(self, deposit: Deposit, return_to: str) -> str:
        """Where the signatory goes when S2LOW wants a certificate (state 17): a page of S2LOW, in the browser."""
        query = {"id": deposit.reference, "url_return": f"{return_to}?erreur=%%ERROR%%&message=%%MESSAGE%%"}
        return f"{self.caller.base}{ACTES}/actes_transac_post_confirm_api.php?{urlencode(query)}"

    # Letters and what answers ----------------------------------------------------------------------------------------

    def reply(self, sending: Sending, *, to: str) -> Deposit:
        message = sending.message
        if not isinstance(message, ReplyMessage):
            raise NotOffered("S2LOW accuse lui-même réception des lettres.")
        form = Form("latin-1").add("api", "1").add("id", to)
        form.add("type_envoie", "3" if message.kind in _REFUSALS else "4")
        first, *others = message.pieces
        form.add("type_acte", first.type_code).add("acte_pdf_file", _file(first, 1))
        for rank, piece in enumerate(others, start=2):
            form.add("acte_attachments[]", _file(piece, rank)).add("type_pj[]", piece.type_code)
        return _deposit(self._post(f"{ACTES}/actes_transac_reponse_create.php", form))

    def cancel(self, sending: Sending, *, deposit: Deposit) -> Deposit:
        form = Form("latin-1").add("api", "1").add("id", deposit.reference)
        return _deposit(self._post(f"{ACTES}/actes_transac_cancel.php", form))

    def classification(self) -> bytes:
        answer = self._get(f"{ACTES}/actes_classification_fetch.php", api="1")
        if not answer.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            raise Refused("S2LOW n’a pas encore de classification.", field="classification_date", raw=answer.body)
        return answer.body

    def ask_classification(self, sending: Sending) -> None:
        _ok(self._get(f"{ACTES}/actes_classification_request.php", api="1"))

    def incoming(self, *, known: frozenset[str] = frozenset()) -> Iterator[Incoming]:
        rows = _json(self._get(f"{ACTES}/api/list_document_prefecture.php"))
        for row in rows if isinstance(rows, list) else []:
            reference = str(row.get("id", "")) if isinstance(row, dict) else ""
            if not reference or reference in known:
                continue
            name = base_name(f"{row.get('type', '')}-{row.get('number') or ''}-{reference}.tar.gz")
            related = str(row.get("related_transaction_id") or "")
            yield Incoming(IncomingKind.ARCHIVE, reference, name, self._letter(reference), related)

    def _letter(self, reference: str) -> bytes:
        """The archive of a letter: S2LOW sends us on to where it lies, which must be its own house."""
        answer = self._get(f"{ACTES}/actes_transac_get_document.php", id=reference)
        if answer.status in (301, 302, 303, 307, 308):
            target = urlsplit(answer.location)
            here = urlsplit(self.caller.base)
            if target.netloc and target.netloc != here.netloc:
                raise Refused("S2LOW renvoie vers une autre adresse.", detail=answer.location[:300])
            path = target.path if target.path.startswith("/") else f"{ACTES}/{target.path}"
            return b"".join(self.caller.download(path, {**dict(parse_qsl(target.query)), **self._proof()}))
        return answer.body

    def mark_as_kept(self, incoming: Incoming) -> None:
        path = f"{ACTES}/api/document_prefecture_mark_as_read.php"
        self._get(path, transaction_id=incoming.reference)


def _values(access: Access) -> dict[str, Any]:
    return {name: getattr(access, name) for name in Access.__slots__}


def _file(piece: Piece, rank: int) -> FormFile:
    kind = type_of(piece.content)
    stem = re.sub(r"[^a-zA-Z0-9._ ]", "_", base_name(piece.original_name)).strip("._ ") or f"document_{rank}"
    if kind is not None and not stem.lower().endswith(f".{kind}"):
        stem = f"{stem}.{kind}"
    return FormFile(stem[-120:], piece.content, kind.mime if kind else "application/octet-stream")


def _ok(answer: Answer, *, unsafe: bool = False) -> str:
    """What follows OK. Raises Refused for KO and for an error in JSON; for anything else, nobody knows."""
    text = answer.text.lstrip()
    if text.startswith("OK"):
        return text[2:].lstrip(" \t").removeprefix("\r").removeprefix("\n")
    if text.startswith("KO"):
        raise _refusal(text[2:].strip(), answer)
    with suppress(ValueError):
        said = json.loads(text)
        if isinstance(said, dict) and (words := said.get("error-message") or said.get("message")):
            raise _refusal(str(words), answer)
        if isinstance(said, dict) and said.get("id") and said.get("status") in (None, "ok"):
            return str(said["id"])
    problem: type[TiersProblem] = Ambiguous if unsafe else Unreachable
    raise problem("La réponse de S2LOW est illisible.", detail=text[:300], raw=answer.body)


def _refusal(words: str, answer: Answer) -> Refused:
    found = next((field for pattern, field in _FIELDS if re.search(pattern, words, re.IGNORECASE)), "")
    return Refused(
        f"S2LOW a refusé : {words[:300] or 'sans dire pourquoi'}", field=found, detail=words, raw=answer.body
    )


def _deposit(answer: Answer) -> Deposit:
    """The reference after OK, alone on its line or at the end of a sentence."""
    text = _ok(answer, unsafe=True)
    found = re.search(r"(\d+)\s*$", text.strip().split("\n")[0]) or re.search(r"(\d+)", text)
    if not found:
        raise Ambiguous("S2LOW a répondu sans référence.", detail=text[:300], raw=answer.body)
    return Deposit(found[1], raw=answer.body)


def _json(answer: Answer) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        if answer.text.lstrip().startswith("KO"):
            raise _refusal(answer.text.lstrip()[2:].strip(), answer) from error
        raise Unreachable("La réponse de S2LOW est illisible.", detail=answer.text[:300], raw=answer.body) from error


def _object(answer: Answer) -> dict[str, Any]:
    found = _json(answer)
    return found if isinstance(found, dict) else {}
