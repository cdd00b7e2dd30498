"""Documents of an act for whoever works on it: what was deposited, stamped copies, receipts, proofs, lists."""

from __future__ import annotations

import csv
import io
import zipfile

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, organisation_screen

from .. import channels, exports, queries, sendings, sheets, states
from ..actions import proofs, register
from ..models import Acte, ActeFile, ExchangeFile, Transaction
from ..tiers.manual import write_package
from .screen import acte_screen

PDF = "application/pdf"


def sent_back(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to keep; nothing of it runs in the page."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@acte_screen(manage=False)
def file(request: AgentRequest, acte: Acte, file_id: int) -> HttpResponseBase:
    found = get_object_or_404(ActeFile, acte=acte, pk=file_id)
    name = found.original_name
    return FileResponse(found.content.open("rb"), as_attachment=True, filename=name, content_type=found.content_type)


@require_safe
@acte_screen(manage=False)
def stamped(request: AgentRequest, acte: Acte, file_id: int) -> HttpResponseBase:
    """A copy with the préfecture's stamp."""
    found = get_object_or_404(ActeFile.objects.select_related("acte"), acte=acte, pk=file_id, content_type=PDF)
    if not acte.unique_id:
        raise Http404
    entry = getattr(acte, "register_entry", None)
    published_on = timezone.localdate(entry.published_at) if entry else None
    content = register.stamped_copy(file=found, at=timezone.now(), published_on=published_on)
    return sent_back(content, f"{acte.number}-{found.rank}-tampon.pdf", PDF)


@require_safe
@acte_screen(manage=False)
def letter_file(request: AgentRequest, acte: Acte, exchange_id: int, file_id: int) -> HttpResponseBase:
    found = get_object_or_404(ExchangeFile, pk=file_id, transaction=exchange_id, transaction__acte=acte)
    return FileResponse(
        found.content.open("rb"),
        as_attachment=True,
        filename=found.original_name,
        content_type=found.content_type if found.content_type in ActeFile.Kind.values else "application/octet-stream",
    )


@require_safe
@acte_screen(manage=False)
def receipt(request: AgentRequest, acte: Acte) -> HttpResponseBase:
    """The receipt of the State, as it came."""
    step = proofs.receipt_step(acte=acte)
    if step is None:
        raise Http404
    return sent_back(proofs.received_bytes(step=step), f"{acte.unique_id}-AR.xml", "application/xml")


@require_safe
@acte_screen(manage=False)
def summary(request: AgentRequest, acte: Acte) -> HttpResponseBase:
    """The "bordereau d’acquittement"."""
    if not acte.unique_id:
        raise Http404
    content = sheets.summary(acte, timezone.now())
    return sent_back(content, f"{acte.number}-bordereau.pdf", PDF)


@require_safe
@acte_screen(manage=False)
def certificate(request: AgentRequest, acte: Acte) -> HttpResponseBase:
    """What a mayor signs to say that an act was published, and from when it binds."""
    entry = getattr(acte, "register_entry", None)
    if entry is None:
        raise Http404
    return sent_back(sheets.certificate(acte, entry, timezone.now()), f"{acte.number}-certificat.pdf", PDF)


@require_POST
@acte_screen(manage=True)
def proof(request: AgentRequest, acte: Acte) -> HttpResponseBase:
    """Everything that proves the act, in one file that can be verified without us."""
    content = proofs.make_bundle(acte=acte, by=request.user, at=timezone.now())
    return sent_back(content, f"{acte.number}-preuve.zip", "application/zip")


@require_safe
@acte_screen(manage=True)
def package(request: AgentRequest, acte: Acte) -> HttpResponseBase:
    """What to deposit by hand in the operator's own tool."""
    exchange = (
        acte.transactions.filter(kind=Transaction.Kind.ACTE, state=states.State.TRANSMITTED)
        .select_related("envelope", "acte")
        .last()
    )
    if exchange is None:
        raise Http404
    settings = channels.settings_of_acte(acte)
    assert settings is not None
    target = io.BytesIO()
    write_package(sendings.sending_of(exchange, settings), target)
    return sent_back(target.getvalue(), f"{acte.number}-a-deposer.zip", "application/zip")


@require_safe
@organisation_screen(manage=False)
def spreadsheet(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """The acts of the body, one a row."""
    sheet = io.StringIO()
    sheet.write("\ufeff")
    writer = csv.DictWriter(sheet, exports.ACTE_COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(exports.acte_rows(queries.actes_of(organisation).iterator(500)))
    return sent_back(sheet.getvalue().encode(), f"actes-{organisation.slug}.csv", "text/csv; charset=utf-8")


@require_safe
@acte_screen(manage=False)
def all_files(request: AgentRequest, acte: Acte) -> HttpResponseBase:
    """Every document of the act in one zip: as deposited, and stamped once received."""
    target = io.BytesIO()
    at = timezone.now()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for found in acte.files.select_related("acte").order_by("rank"):
            packed.writestr(f"{found.rank:02}-{found.original_name.replace('/', '_')}", found.read())
            if acte.unique_id and found.content_type == PDF:
                packed.writestr(f"{found.rank:02}-tampon.pdf", register.stamped_copy(file=found, at=at))
        if acte.unique_id:
            packed.writestr("bordereau.pdf", sheets.summary(acte, at))
            if (step := proofs.receipt_step(acte=acte)) is not None:
                packed.writestr("accuse.xml", proofs.received_bytes(step=step))
    return sent_back(target.getvalue(), f"{acte.number}.zip", "application/zip")
