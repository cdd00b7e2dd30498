"""Giving acts to an archives service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import IO, TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation
from bastide.kit.ui.language import in_french

from .. import seda, sheets, states
from ..models import Acte, ActeFile, ExchangeFile, RegisterEntry, Transaction
from ..storage import digest
from . import proofs

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

#: What one transfer holds: archives take them in one piece.
MOST_ACTES = 500
MOST_BYTES = 4 * 1024**3


class NothingToArchive(Exception):
    """No act of these days is finished: received, cancelled, or not to be transmitted."""


class TooMuchToArchive(Exception):
    """More than one transfer should hold: ask for fewer days."""


class FileChanged(Exception):
    """A file is no longer what its hash says: `str()` names it."""


@in_french
def export_transfer(
    *,
    organisation: Organisation,
    actes: Sequence[Acte],
    agency: str,
    target: IO[bytes],
    at: datetime,
    agreement: str = "",
    version: str = "2.1",
    by: User | None = None,
) -> int:
    """Write the transfer of finished acts into `target`; gives how many files it holds.

    Raises NothingToArchive, TooMuchToArchive, FileChanged.
    """
    if not actes:
        raise NothingToArchive
    if len(actes) > MOST_ACTES:
        raise TooMuchToArchive
    units = [_unit(acte, at) for acte in actes]
    if sum(file.size for file in seda.all_files(units)) > MOST_BYTES:
        raise TooMuchToArchive
    here = timezone.localtime(at)
    sender = organisation.siret or organisation.siren or _siren(organisation) or organisation.slug
    transfer = seda.Transfer(
        identifier=f"{sender}-{here:%Y%m%d%H%M%S}",
        comment=_("Actes de %(name)s, du %(first)s au %(last)s")
        % {
            "name": organisation.name,
            "first": f"{actes[0].decided_on:%d/%m/%Y}",
            "last": f"{actes[-1].decided_on:%d/%m/%Y}",
        },
        at=here,
        agency=agency,
        sender=sender,
        sender_name=organisation.name,
        units=units,
        agreement=agreement,
        version=version,
    )
    count = seda.write_transfer(transfer, target)
    with transaction.atomic():
        journal.record(
            "actes.archived",
            target=organisation,
            by=by,
            at=at,
            organisation=organisation,
            data={"transfer": transfer.identifier, "actes": len(actes), "files": count},
        )
    return count


def _siren(organisation: Organisation) -> str:
    settings = getattr(organisation, "acte_settings", None)
    return settings.siren if settings is not None else ""


def _unit(acte: Acte, at: datetime) -> seda.Unit:
    entry = getattr(acte, "register_entry", None)
    author = ", ".join(part for part in (acte.author_name, acte.author_capacity) if part)
    published = [_of_entry(entry)] if entry is not None and entry.document else []
    return seda.Unit(
        title=f"{acte.get_nature_display()} {acte.number} : {acte.object}",
        identifier=acte.unique_id or acte.number,
        description=_("Pris par : %s") % (acte.author_body or author) if acte.author_body or author else "",
        kind=str(acte.get_nature_display()),
        keywords=[f"{acte.matiere_code} {acte.matiere_label}".strip()] if acte.matiere_code else [],
        author=acte.author_name,
        capacity=acte.author_capacity,
        decided_on=acte.decided_on,
        sent_on=timezone.localdate(acte.transmitted_at) if acte.transmitted_at else None,
        received_on=acte.received_on,
        published_on=timezone.localdate(entry.published_at) if entry is not None else None,
        files=[*(_of_row(each, _role(each)) for each in acte.files.order_by("rank")), *published, *_summary(acte, at)],
        units=[_exchange(each) for each in acte.transactions.select_related("envelope").order_by("pk")],
    )


def _role(file: ActeFile) -> str:
    return _("Acte") if file.is_main else _("Annexe : %s") % file.original_name


def _exchange(exchange: Transaction) -> seda.Unit:
    files = [_of_row(each, each.original_name) for each in exchange.documents.order_by("rank")]
    envelope = getattr(exchange, "envelope", None)
    if envelope is not None:
        title = _("Archive transmise : %s") % envelope.name
        files.append(
            seda.File(
                envelope.name,
                title,
                "application/gzip",
                envelope.sha256,
                envelope.size,
                _checked(envelope.read, envelope.sha256, envelope.name),
            )
        )
    for message in exchange.messages.order_by("pk"):
        title = _("Message reçu : %s") % message.name
        kind = "message/rfc822" if message.name.endswith(".eml") else "application/xml"
        if message.name.endswith(".gz"):
            kind = "application/gzip"
        files.append(
            seda.File(
                message.name,
                title,
                kind,
                message.sha256,
                message.size,
                _checked(message.read, message.sha256, message.name),
                message.arrived_at,
            )
        )
    steps = exchange.steps.order_by("pk")
    return seda.Unit(
        title=str(exchange.get_kind_display()),
        description=exchange.detail[:1000],
        received_on=exchange.received_on,
        files=files,
        events=[(step.at, str(states.LABELS[states.State(step.state)]), step.message) for step in steps],
    )


def _of_row(file: ActeFile | ExchangeFile, title: str) -> seda.File:
    return seda.File(
        file.original_name,
        title,
        file.content_type,
        file.sha256,
        file.size,
        _checked(file.read, file.sha256, file.original_name),
        getattr(file, "added_at", None),
    )


def _of_entry(entry: RegisterEntry) -> seda.File:
    name, sha256 = entry.name, entry.sha256
    return seda.File(
        name,
        _("Version publiée au registre"),
        "application/pdf",
        sha256,
        entry.size,
        _checked(entry.read, sha256, name),
        entry.published_at,
    )


def _summary(acte: Acte, at: datetime) -> list[seda.File]:
    """The "bordereau d’acquittement" and the receipt, once received."""
    if not acte.unique_id:
        return []
    content = sheets.summary(acte, at)
    files = [_made(f"{acte.number}-bordereau.pdf", _("Bordereau d’acquittement"), "application/pdf", content)]
    if (step := proofs.receipt_step(acte=acte)) is not None:
        xml = proofs.received_bytes(step=step)
        files.append(_made(f"{acte.unique_id}-AR.xml", _("Accusé de réception"), "application/xml", xml))
    return files


def _made(name: str, title: str, kind: str, content: bytes) -> seda.File:
    return seda.File(name, title, kind, digest(content), len(content), lambda: content)


def _checked(read: Callable[[], bytes], sha256: str, name: str) -> Callable[[], bytes]:
    def opened() -> bytes:
        content = read()
        if digest(content) != sha256:
            raise FileChanged(name)
        return content

    return opened
