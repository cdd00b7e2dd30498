"""Acts, files and letters as programs that know S2LOW read them: its words, its numbers, its archives."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from bastide.core.territory.models import Organisation

from .actions import proofs
from .models import ActeFile, Envelope, ExchangeFile, Transaction
from .wire.names import base_name
from .wire.tarball import ArchiveRefused, TarReader

#: S2LOW numbers all files in one series; ours lie in three tables.
_FAMILIES = (ActeFile, ExchangeFile, Transaction)
XML_MIME = "text/xml"


def number_of(thing: ActeFile | ExchangeFile | Transaction) -> int:
    """The number of a file, or of a transaction's own message, in one series."""
    return thing.pk * len(_FAMILIES) + _FAMILIES.index(type(thing))


def file_of(organisation: Organisation, number: int | None) -> ActeFile | ExchangeFile | Transaction | None:
    """What `number_of` named, if it is of this body; a transaction stands for its message."""
    if number is None:
        return None
    pk, family = divmod(number, len(_FAMILIES))
    if family == 0:
        return ActeFile.objects.select_related("acte").filter(acte__organisation=organisation, pk=pk).first()
    if family == 1:
        return ExchangeFile.objects.filter(transaction__organisation=organisation, pk=pk).first()
    return Transaction.objects.filter(organisation=organisation, pk=pk).first()


def file_rows(exchange: Transaction) -> list[dict[str, Any]]:
    """The XML first, then the documents by rank."""
    name, content = message_of(exchange)
    first = [_row(number_of(exchange), name, "", XML_MIME, len(content), "")] if content else []
    documents: list[ActeFile | ExchangeFile] = list(exchange.documents.order_by("rank"))
    if exchange.kind == Transaction.Kind.ACTE and exchange.acte is not None:
        documents = list(exchange.acte.files.order_by("rank"))
    return first + [
        _row(
            number_of(each),
            getattr(each, "wire_name", "") or each.original_name,
            each.original_name,
            each.content_type,
            each.size,
            each.type_code,
        )
        for each in documents
    ]


def _row(number: int, name: str, posted: str, kind: str, size: int, code: str) -> dict[str, Any]:
    return {
        "id": str(number),
        "name": name,
        "posted_filename": posted,
        "mimetype": kind,
        "size": str(size),
        "sign": "",
        "code_pj": code,
    }


def message_of(exchange: Transaction) -> tuple[str, bytes]:
    """The XML of an exchange, with its name: as it left in our archive, or as it came; ("", b"") without one."""
    if exchange.is_incoming:
        step = exchange.steps.exclude(proof="").order_by("pk").first()
        return (f"{exchange.pk}.xml", proofs.received_bytes(step=step)) if step is not None else ("", b"")
    envelope = Envelope.objects.filter(transaction=exchange).first()
    if envelope is None:
        return "", b""
    with envelope.archive.open("rb") as opened:
        reader = TarReader(opened)
        try:
            for member in reader:
                if member.name.endswith("_0.xml"):
                    return member.name, b"".join(reader.chunks())
        except ArchiveRefused:
            return "", b""
    return "", b""


def letter_archive(letter: Transaction) -> tuple[str, bytes]:
    """The message and the documents of a letter, in a tar.gz without folders; the same letter gives the same bytes."""
    name, content = message_of(letter)
    members = [(name or f"{letter.pk}.xml", content)]
    members += [(base_name(each.original_name), each.read()) for each in letter.documents.order_by("rank")]
    target = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=target, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar,
    ):
        for rank, (each, data) in enumerate(members):
            info = tarfile.TarInfo(each.encode("ascii", "replace").decode()[-90:] or f"document-{rank}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return f"{letter.pk}.tar.gz", target.getvalue()


def related_lines(exchange: Transaction) -> Iterator[str]:
    """ "type-state-reference" of what hangs on an act, or on one of its exchanges."""
    found = Transaction.objects.filter(organisation_id=exchange.organisation_id, parent=exchange)
    if exchange.kind == Transaction.Kind.ACTE:
        found = Transaction.objects.filter(acte=exchange.acte_id).exclude(kind=Transaction.Kind.ACTE)
    for each in found.order_by("pk"):
        yield f"{each.kind}-{each.state}-{each.pk}"


def letter_row(letter: Transaction) -> dict[str, str]:
    return {
        "id": str(letter.pk),
        "type": str(letter.kind),
        "number": letter.acte.number if letter.acte else "",
        "unique_id": letter.acte.unique_id if letter.acte else "",
        "related_transaction_id": str(letter.parent_id or ""),
        "last_status_id": str(letter.state),
    }


def acte_row(exchange: Transaction) -> dict[str, str]:
    acte = exchange.acte
    assert acte is not None
    envelope = getattr(exchange, "envelope", None)
    return {
        "id": str(exchange.pk),
        "type": str(exchange.kind),
        "number": acte.number,
        "unique_id": acte.unique_id,
        "subject": acte.object,
        "decision_date": acte.decided_on.isoformat() if acte.decided_on else "",
        "nature_code": str(acte.nature),
        "classification": acte.matiere_code,
        "submission_date": timezone.localtime(exchange.created_at).isoformat(sep=" ", timespec="seconds")[:19],
        "last_status_id": str(exchange.state),
        "envelope_id": str(envelope.pk) if envelope else "",
    }
