"""What a program asks: where an act stands, its files, its receipt, letters, the classification."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ... import actions, queries, sheets, software_rows, states
from ...actions import proofs, register
from ...models import ActeFile, ClassificationVersion, SoftwareKey, Transaction
from . import said
from .access import software_view

XML = "text/xml"
PDF = "application/pdf"


@software_view("GET")
def test(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    return said.ok(_("Liaison établie : %s") % key.organisation.name)


@software_view("GET")
def logins(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    return said.text(f"{key.login}\n")


@software_view("GET")
def nonce(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """A nonce proves that one knows a password which the other side knows too: here, only its hash is kept."""
    return said.ko(_("Pas de jeton ici : donnez l’identifiant et le mot de passe de la clé (HTTP Basic)."))


@software_view("GET")
def status(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """actes_transac_get_status: the state, then the XML received in it, or why it failed."""
    exchange = queries.exchange_of(key.organisation, said.number(request, "transaction", "id"))
    if exchange is None and (unique_id := said.one(request, "unique_id")):
        exchange = queries.transmission_named(key.organisation, unique_id)
    if exchange is None:
        return said.ko(_("Transaction inconnue."))
    if exchange.standing is states.State.ERROR:
        return said.ok(str(exchange.state), " ".join(f"{exchange.anomaly_code} {exchange.detail}".split()))
    step = exchange.steps.filter(state=exchange.state).exclude(proof="").last()
    return said.ok(str(exchange.state), proof=proofs.received_bytes(step=step) if step else b"")


@software_view("GET")
def files(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """actes_transac_get_files_list: the XML, the main document, the annexes; once received."""
    exchange = queries.exchange_of(key.organisation, said.number(request, "transaction"))
    if exchange is None:
        return said.ko(_("Transaction inconnue."))
    if not exchange.is_incoming and exchange.standing not in states.REGISTERED:
        return said.ko(_("La préfecture n’a pas encore accusé réception."))
    return said.rows(software_rows.file_rows(exchange))


@software_view("GET")
def download(request: HttpRequest, key: SoftwareKey) -> HttpResponseBase:
    """actes_download_file: `file`, stamped with `tampon`; or `env`, the archive; or `courrier`, a letter's."""
    if "env" in request.GET:
        envelope = queries.envelope_of(key.organisation, said.number(request, "env"))
        if envelope is None:
            return said.ko(_("Archive inconnue."))
        return FileResponse(envelope.archive.open("rb"), as_attachment=True, filename=envelope.name)
    if "courrier" in request.GET:
        letter = queries.exchange_of(key.organisation, said.number(request, "courrier"))
        if letter is None or not letter.is_incoming:
            return said.ko(_("Courrier inconnu."))
        name, content = software_rows.letter_archive(letter)
        return _sent(content, name, "application/gzip")
    found = software_rows.file_of(key.organisation, said.number(request, "file"))
    if found is None:
        return said.ko(_("Fichier inconnu."))
    if isinstance(found, ActeFile) and said.one(request, "tampon").lower() in ("true", "1"):
        return _sent(_stamped(found, said.one(request, "date_affichage")), f"{found.acte.number}-tampon.pdf", PDF)
    if isinstance(found, Transaction):
        name, content = software_rows.message_of(found)
        return _sent(content, name, XML) if content else said.ko(_("Ce message n’est pas gardé à part."))
    return FileResponse(
        found.content.open("rb"), as_attachment=True, filename=found.original_name, content_type=found.content_type
    )


@software_view("GET")
def stamped(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """actes_transac_get_tampon: the stamped act."""
    exchange = queries.exchange_of(key.organisation, said.number(request, "transaction"))
    main = exchange.acte.files.filter(rank=1).select_related("acte").first() if exchange and exchange.acte else None
    if main is None or not main.acte.unique_id:
        return said.ko(_("L’acte n’a pas encore d’accusé de réception."))
    return _sent(_stamped(main, said.one(request, "date_affichage")), f"{main.acte.number}-tampon.pdf", PDF)


@software_view("GET")
def receipt(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """actes_transac_get_ARActe: the receipt, as it came."""
    exchange = queries.exchange_of(key.organisation, said.number(request, "id"))
    step = proofs.receipt_step(acte=exchange.acte) if exchange and exchange.acte else None
    if step is None:
        return said.ko(_("L’accusé de réception n’est pas encore arrivé."))
    return HttpResponse(proofs.received_bytes(step=step), content_type=XML)


@software_view("GET")
def summary(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """actes_create_pdf: the "bordereau d’acquittement"."""
    exchange = queries.exchange_of(key.organisation, said.number(request, "trans_id"))
    if exchange is None or exchange.acte is None or not exchange.acte.unique_id:
        return said.ko(_("L’acte n’a pas encore d’accusé de réception."))
    return _sent(sheets.summary(exchange.acte, timezone.now()), f"{exchange.acte.number}-bordereau.pdf", PDF)


@software_view("GET")
def documents(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """actes_transac_get_document: what hangs on an act, a line each; for a letter, the way to its archive."""
    exchange = queries.exchange_of(key.organisation, said.number(request, "id"))
    if exchange is None:
        return said.ko(_("Transaction inconnue."))
    if exchange.is_incoming:
        return HttpResponseRedirect(f"{reverse('s2low:download')}?courrier={exchange.pk}")
    return said.text("".join(f"{line}\n" for line in software_rows.related_lines(exchange)))


@software_view("GET")
def letters(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """list_document_prefecture: the letters that no program has fetched yet."""
    return said.rows([software_rows.letter_row(each) for each in queries.letters_to_fetch(key.organisation)])


@software_view("GET")
def mark_letter(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """document_prefecture_mark_as_read: for programs only; the people of the body still see it as unread."""
    letter = queries.exchange_of(key.organisation, said.number(request, "transaction_id"))
    if letter is None or not letter.is_incoming:
        return said.rows({"result": "ko", "error": "Transaction inconnue"})
    actions.note_fetched(key=key, letter=letter, at=timezone.now())
    return said.rows({"result": "ok"})


@software_view("GET")
def listed(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """list_actes: the acts in a state, page by page, the oldest first."""
    state = _state(request)
    if state is None:
        return said.ko(_("status_id manque ou n’est pas un état."))
    found = queries.transmissions_in(
        key.organisation,
        state,
        since=_day(said.one(request, "min_submission_date")),
        until=_day(said.one(request, "max_submission_date")),
    )
    offset = said.number(request, "offset") or 0
    limit = min(said.number(request, "limit") or 100, 500)
    return said.rows(
        {
            "status_id": str(state),
            "authority_id": str(key.organisation_id),
            "offset": str(offset),
            "limit": str(limit),
            "transactions": [software_rows.acte_row(each) for each in found[offset : offset + limit]],
        }
    )


@software_view("GET")
def counted(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """number_actes: how many acts are in a state."""
    state = _state(request)
    if state is None:
        return said.ko(_("status_id manque ou n’est pas un état."))
    count = queries.transmissions_in(key.organisation, state).count()
    return said.rows({"status_id": str(state), "authority_id": str(key.organisation_id), "nb_transactions": str(count)})


@software_view("GET")
def labels(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """actes_status: the name of each state."""
    return said.rows({str(state.value): str(label) for state, label in states.LABELS.items()})


@software_view("GET")
def classification(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """actes_classification_fetch: the last one received, as it came."""
    version = ClassificationVersion.objects.current_for(key.organisation)
    if version is None:
        return said.ko(_("Aucune classification n’a encore été reçue."))
    with version.raw.open("rb") as opened:
        return HttpResponse(opened.read(), content_type=XML)


@software_view("GET")
def ask_classification(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """actes_classification_request: once a day."""
    try:
        exchange = actions.ask_classification(organisation=key.organisation, by=None, at=timezone.now())
    except actions.AskedAlready:
        return said.ko(_("La classification a déjà été demandée aujourd’hui."))
    except actions.NoTiers:
        return said.ko(_("La transmission électronique n’est pas encore réglée pour cet organisme."))
    return said.ok(str(exchange.pk))


def _stamped(file: ActeFile, shown_on: str) -> bytes:
    entry = getattr(file.acte, "register_entry", None)
    published_on = _day(shown_on) or (timezone.localdate(entry.published_at) if entry else None)
    return register.stamped_copy(file=file, at=timezone.now(), published_on=published_on)


def _state(request: HttpRequest) -> int | None:
    text = said.one(request, "status_id")
    return int(text) if re.fullmatch(r"-?[0-9]{1,2}", text) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _sent(content: bytes, name: str, content_type: str) -> Any:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
