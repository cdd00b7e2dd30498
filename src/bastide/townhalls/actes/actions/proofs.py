"""Gathering what proves an act."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from bastide.core.journal import actions as journal
from bastide.core.journal.models import JournalLine

from .. import sheets, states
from ..bundle import write_bundle
from ..models import Acte, Step, Transaction
from ..storage import digest
from ..wire.inspection import inspect

if TYPE_CHECKING:
    from bastide.core.accounts.models import User


def make_bundle(*, acte: Acte, by: User, at: datetime) -> bytes:
    """Documents, archives exactly as sent, raw answers, steps and journal lines of an act, signed, stamped if wanted.

    An authority may take seconds to stamp: nothing is locked meanwhile.
    """
    files: dict[str, bytes] = {}
    for file in acte.files.order_by("rank"):
        files[f"documents/{file.rank:02}-{_name(file.original_name)}"] = file.read()
    for exchange in acte.transactions.select_related("envelope").order_by("pk"):
        envelope = getattr(exchange, "envelope", None)
        if envelope is not None:
            files[f"echanges/{exchange.pk}/{_name(envelope.name)}"] = envelope.read()
        for document in exchange.documents.order_by("rank"):
            files[f"echanges/{exchange.pk}/documents/{document.rank:02}-{_name(document.original_name)}"] = (
                document.read()
            )
        for message in exchange.messages.order_by("pk"):
            files[f"echanges/{exchange.pk}/recu/{message.pk}-{_name(message.name)}"] = message.read()
        files[f"echanges/{exchange.pk}/etapes.json"] = _json([_step(step) for step in exchange.steps.order_by("pk")])
    lines = JournalLine.objects.of_target(acte).order_by("number")
    files["journal.json"] = _json([_line(line) for line in lines])
    if acte.unique_id:
        files["bordereau.pdf"] = sheets.summary(acte, at)
    entry = getattr(acte, "register_entry", None)
    if entry is not None and entry.document:
        files[f"registre/{_name(entry.name)}"] = entry.read()
    if signed := {file.original_name: file.signatures for file in acte.files.order_by("rank") if file.is_signed}:
        files["signatures.json"] = _json(signed)
    content = write_bundle(files, _facts(acte, at))
    with transaction.atomic():
        journal.record(
            "actes.proof_made",
            target=acte,
            by=by,
            at=at,
            organisation=acte.organisation,
            data={"sha256": digest(content)},
        )
    return content


def receipt_step(*, acte: Acte) -> Step | None:
    """The step by which the State received the act, with its receipt."""
    return (
        Step.objects.filter(
            transaction__acte=acte, transaction__kind=Transaction.Kind.ACTE, state=states.State.ACKNOWLEDGED
        )
        .exclude(proof="")
        .order_by("-pk")
        .first()
    )


def received_bytes(*, step: Step) -> bytes:
    """The XML that made a step, exactly as it came: out of the mail or archive that brought it."""
    if step.inbound is not None:
        raw = step.inbound.read()
        if digest(raw) == step.proof_sha256:
            return raw
        for found in inspect(io.BytesIO(raw), step.inbound.name):
            if found.data and digest(found.data) == step.proof_sha256:
                return found.data
    return step.proof.encode()


def _facts(acte: Acte, at: datetime) -> dict[str, Any]:
    return {
        "organisme": acte.organisation.name,
        "numero": acte.number,
        "nature": str(acte.get_nature_display()),
        "objet": acte.object,
        "date": acte.decided_on.isoformat() if acte.decided_on else "",
        "identifiant": acte.unique_id,
        "recu_le": acte.received_on.isoformat() if acte.received_on else "",
        "fait_le": at.isoformat(),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "etat": step.state,
        "le": step.at.isoformat(),
        "message": step.message,
        "piece": step.proof,
        "sha256": step.proof_sha256,
    }


def _line(line: JournalLine) -> dict[str, Any]:
    return {
        "numero": line.number,
        "le": line.at.isoformat(),
        "verbe": line.verb,
        "donnees": line.data_json,
        "precedent": line.previous_hash,
        "empreinte": line.hash,
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _name(name: str) -> str:
    """A plain file name: nothing of it leads out of the folder where somebody unpacks it."""
    return "".join(sign if sign.isalnum() or sign in "._- " else "_" for sign in name).lstrip(".")[:120] or "fichier"
