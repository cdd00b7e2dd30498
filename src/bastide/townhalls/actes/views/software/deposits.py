"""What a program gives: an act, a cancellation, an answer to a letter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ... import actions, queries, states
from ...actions.transmission import Answer
from ...documents.checking import Unfit, check
from ...forms.depositing import MAIN_KINDS, NAMES, DepositForm
from ...forms.preparing import ANY_KIND
from ...models import Acte, Nature, SoftwareKey, Transaction
from ...tasks import send_soon
from ...wire.names import base_name
from . import said
from .access import software_view


class _Refused(Exception):
    """`args` are the sentences to give back."""


@software_view("POST")
def create(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """actes_transac_create: an act and its documents, checked as on the screens. All of it or nothing."""
    form = DepositForm({name: said.one(request, name) for name in NAMES}, today=timezone.localdate())
    if not form.is_valid():
        return said.ko(*(str(error) for errors in form.errors.values() for error in errors))
    detached = [*said.files(request.FILES, "acte_pdf_file_sign"), *said.files(request.FILES, "acte_attachments_sign")]
    if detached:
        return said.ko(_("Les signatures à part ne sont pas prises : joignez-les en annexe, ou signez dans le PDF."))
    try:
        documents = list(_documents(request, usual_type=form.nature.main_type, main_kinds=MAIN_KINDS))
        exchange = actions.take_deposit(key=key, deposited=form.deposited(documents), at=timezone.now())
    except _Refused as refusal:
        return said.ko(*refusal.args)
    except actions.NumberTaken as taken:
        return said.ko(_("Le numéro %s est déjà celui d’un autre acte.") % taken.number)
    except actions.NotReady as refusal:
        return said.ko(*(problem.sentence for problem in refusal.problems))
    except actions.KeyRevoked:
        return said.ko(_("Cette clé est révoquée."))
    if exchange.standing is states.State.POSTED:
        send_soon.enqueue()
    return said.ok(str(exchange.pk))


@software_view("POST")
def cancel(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """actes_transac_cancel: `id` is the transmission to forget."""
    sent = queries.exchange_of(key.organisation, said.number(request, "id"))
    if sent is None or sent.acte is None or sent.kind != Transaction.Kind.ACTE:
        return said.ko(_("Transaction inconnue."))
    try:
        exchange = actions.cancel_deposit(key=key, acte=sent.acte, at=timezone.now())
    except actions.NotSignatory:
        return said.ko(_("Seul le signataire peut demander une annulation : il le fait dans son espace."))
    except actions.NotCancellable:
        return said.ko(_("Cette transmission ne peut pas être annulée, ou l’est déjà."))
    send_soon.enqueue()
    return said.ok(str(exchange.pk))


@software_view("POST")
def answer(request: HttpRequest, key: SoftwareKey) -> HttpResponse:
    """actes_transac_reponse_create: `id` is the letter, `type_envoie` 3 to refuse and 4 to answer."""
    letter = queries.exchange_of(key.organisation, said.number(request, "id"))
    sense = {"3": Transaction.Sense.REFUSAL, "4": Transaction.Sense.ANSWER}.get(said.one(request, "type_envoie"))
    if letter is None or not letter.may_be_answered:
        return said.ko(_("Ce courrier est inconnu, ou n’attend pas de réponse."))
    if sense is None and letter.kind == Transaction.Kind.LETTER:
        sense = Transaction.Sense.ANSWER
    if sense is None:
        return said.ko(_("type_envoie vaut 3 (refus) ou 4 (envoi)."))
    acte = cast(Acte, letter.acte)
    try:
        documents = list(_documents(request, usual_type=Nature(acte.nature).main_type, main_kinds=ANY_KIND))
        exchange = actions.answer_with_key(key=key, letter=letter, sense=sense, documents=documents, at=timezone.now())
    except _Refused as refusal:
        return said.ko(*refusal.args)
    except actions.NotSignatory:
        return said.ko(_("Seul le signataire peut répondre à la préfecture : il le fait dans son espace."))
    except actions.NotAnswerable:
        return said.ko(_("Ce courrier ne se répond pas ainsi : voyez le type et le nombre de documents."))
    send_soon.enqueue()
    if "api" in request.GET:
        return said.text(f"OK : id généré : {exchange.pk}")
    return said.ok(str(exchange.pk))


def _documents(request: HttpRequest, *, usual_type: str, main_kinds: frozenset[str]) -> Iterator[Answer]:
    """The documents sent, the main one first, each looked into. Raises _Refused."""
    main = said.files(request.FILES, "acte_pdf_file")
    if len(main) != 1:
        # A name in another encoding than UTF-8 hides its whole part.
        raise _Refused(_("Le document de l’acte manque (acte_pdf_file), ou son nom n’est pas lisible."))
    yield _checked(main[0], said.one(request, "type_acte") or usual_type, main_kinds)
    annexes = said.files(request.FILES, "acte_attachments")
    types = said.several(request.POST, "type_pj")
    if len(types) < len(annexes):
        raise _Refused(_("Chaque annexe a besoin de son type (type_pj)."))
    for annexe, code in zip(annexes, types, strict=False):
        yield _checked(annexe, code, ANY_KIND)


def _checked(file: UploadedFile, code: str, kinds: frozenset[str]) -> Answer:
    name = base_name(said.typed(str(file.name))) or "document"
    assert file.file is not None
    try:
        return Answer(file.file, name, check(file.file, allowed=kinds), code[:5])
    except Unfit as refusal:
        raise _Refused(f"{name} : {refusal}") from refusal
