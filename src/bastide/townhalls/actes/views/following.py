"""An act's life on the screen: the list, the story, transmit, cancel, publish, withdraw, answer."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, organisation_screen

from .. import actions, channels, queries, states, story, waiting
from ..actions.register import usual_mode
from ..actions.transmission import may_transmit_acte
from ..forms import following as forms
from ..forms.preparing import checked_of
from ..models import Acte, Nature, Transaction, TransmissionSettings
from ..tasks import send_soon
from .preparing import FORM
from .screen import acte_screen, of, sent, shown, with_fresh_factor
from .software.confirming import BACK, is_own_site, way_back


@require_safe
@organisation_screen(manage=False)
def listed(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = forms.ListForm(request.GET, states=[(value, str(label)) for value, label in Acte.State.choices[:-1]])
    form.is_valid()
    words = form.cleaned_data.get("q", "").replace("\x00", "")
    settings = TransmissionSettings.objects.filter(organisation=organisation).first()
    trains = settings is not None and settings.is_training
    found = queries.actes_of(organisation, state=form.cleaned_data.get("etat", ""), words=words, exercises=trains)
    context = {
        "organisation": organisation,
        "page": Paginator(found, 30).get_page(request.GET.get("page")),
        "settings": settings,
        "is_narrowed": bool(words or form.cleaned_data.get("etat")),
        "may_prepare": _manages(request, organisation),
        "classification": queries.current_classification(organisation),
    }
    return shown(request, "actes/list.html", {**context, "form": form})


@require_safe
@acte_screen(manage=False)
def acte(request: AgentRequest, acte: Acte) -> HttpResponse:
    at = timezone.now()
    signs = may_transmit_acte(user=request.user, acte=acte, at=at)
    entry = getattr(acte, "register_entry", None)
    trouble = waiting.trouble_of(acte, at)
    context = {
        "chapters": story.chapters(acte, at) if acte.may_change else [],
        "steps": story.steps_of(acte, at, is_held_up=trouble is not None),
        "files": list(acte.files.order_by("rank")),
        "letters": list(acte.transactions.letters().order_by("pk")),
        "entry": entry,
        "may_prepare": _manages(request, acte.organisation),
        "may_transmit": signs and acte.state == Acte.State.READY,
        "may_cancel": signs and acte.state == Acte.State.RECEIVED and not _cancelling(acte),
        "may_publish": acte.state in (Acte.State.RECEIVED, Acte.State.KEPT) and entry is None and not acte.is_training,
        "failure": acte.transactions.filter(kind=1, state=states.State.ERROR).last() if acte.may_change else None,
        "is_by_hand": _waits_by_hand(acte),
        "trouble": trouble,
        "may_send_again": signs and acte.transactions.stuck().exists(),
        "may_exercise": acte.is_training and _manages(request, acte.organisation),
        "letter_kinds": [Transaction.Kind(kind) for kind in Transaction.LETTERS],
        "may_archive": acte.state in queries.FINISHED and not acte.is_training,
        "way_back": way_back(acte, request.GET.get(BACK, ""), error="0", message="OK"),
    }
    return shown(request, "actes/acte.html", of(acte, **context))


@require_http_methods(FORM)
@acte_screen(manage=True)
@with_fresh_factor
def transmit(request: AgentRequest, acte: Acte) -> HttpResponse:
    """Only a signatory of the body, who has just shown the second factor."""
    at = timezone.now()
    if request.method == "POST":
        try:
            actions.transmit_acte(acte=acte, by=request.user, at=at)
        except actions.NotSignatory:
            messages.error(request, _("Seul un signataire de cet organisme peut transmettre."))
        except actions.NotWaiting:
            messages.error(request, _("Cet acte n’attend plus d’être transmis."))
        except actions.NotReady:
            messages.error(request, _("Il reste quelque chose à corriger : voyez la vérification."))
        else:
            send_soon.enqueue()
            messages.success(request, _("L’acte part. L’accusé de réception arrivera ici."))
        back = request.POST.get(BACK, "")
        return redirect(f"{acte.get_absolute_url()}?{urlencode({BACK: back})}" if is_own_site(acte, back) else acte)
    context = {
        "files": list(acte.files.order_by("rank")),
        "settings": channels.settings_of_acte(acte),
        "signs": may_transmit_acte(user=request.user, acte=acte, at=at),
        "back": request.GET.get(BACK, ""),
    }
    return shown(request, "actes/transmit.html", of(acte, **context))


@require_http_methods(FORM)
@acte_screen(manage=True)
@with_fresh_factor
def send_again(request: AgentRequest, acte: Acte) -> HttpResponse:
    """A sending that nobody could follow, and that a person did not find at the operator's."""
    stuck = acte.transactions.stuck().first()
    if request.method == "POST" and stuck is not None:
        try:
            actions.send_again(exchange=stuck, by=request.user, at=timezone.now())
        except actions.NotSignatory:
            messages.error(request, _("Seul un signataire de cet organisme peut transmettre."))
        except actions.NotStuck:
            messages.info(request, _("Cet envoi n’attend plus personne."))
        else:
            send_soon.enqueue()
            messages.success(request, _("L’acte part. L’accusé de réception arrivera ici."))
    return redirect(acte)


@require_http_methods(FORM)
@acte_screen(manage=True)
@with_fresh_factor
def cancel(request: AgentRequest, acte: Acte) -> HttpResponse:
    at = timezone.now()
    if request.method == "POST":
        try:
            actions.cancel_transmission(acte=acte, by=request.user, at=at)
        except actions.NotSignatory:
            messages.error(request, _("Seul un signataire de cet organisme peut demander une annulation."))
        except actions.NotCancellable:
            messages.error(request, _("Cette transmission ne peut pas être annulée, ou l’est déjà."))
        else:
            send_soon.enqueue()
            messages.success(request, _("La demande d’annulation part. La préfecture la confirmera ici."))
        return redirect(acte)
    return shown(request, "actes/cancel.html", of(acte))


@require_http_methods(FORM)
@acte_screen(manage=True)
def publish(request: AgentRequest, acte: Acte) -> HttpResponse:
    usual = usual_mode(acte=acte)
    form = forms.PublishForm(
        sent(request), request.FILES or None, is_individual=acte.is_individual, initial={"mode": usual}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.publish_acte(
                acte=acte,
                mode=said["mode"],
                redacted=said["redacted"].file if said["redacted"] else None,
                redaction=said["redaction"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.NeedsRedaction:
            form.add_error("redacted", _("Un acte individuel ne se met en ligne qu’avec les passages masqués."))
        except actions.NothingToShow:
            form.add_error("mode", _("L’acte n’est pas un PDF : il ne peut pas être montré sur le site."))
        except (actions.NotPublishable, actions.AlreadyPublished):
            form.add_error(None, _("Cet acte ne peut pas être publié maintenant, ou l’est déjà."))
        else:
            messages.success(request, _("L’acte est inscrit au registre."))
            return redirect(acte)
    return shown(request, "actes/publish.html", of(acte), form)


@require_http_methods(FORM)
@acte_screen(manage=True)
def withdraw(request: AgentRequest, acte: Acte) -> HttpResponse:
    entry = getattr(acte, "register_entry", None)
    if entry is None or entry.withdrawn_at is not None:
        return redirect(acte)
    form = forms.WithdrawForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.withdraw_entry(entry=entry, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, _("L’acte est retiré. Son adresse reste, avec le motif."))
        return redirect(acte)
    today = timezone.localdate()
    return shown(request, "actes/withdraw.html", of(acte, entry=entry, is_early=entry.stays_until > today), form)


@require_http_methods(FORM)
@acte_screen(manage=False)
def letter(request: AgentRequest, acte: Acte, exchange_id: int) -> HttpResponse:
    """Read a letter of the préfecture; a signatory answers it, with the second factor."""
    found = get_object_or_404(acte.transactions.letters(), pk=exchange_id)
    at = timezone.now()
    signs = may_transmit_acte(user=request.user, acte=acte, at=at)
    if request.method == "GET" and _manages(request, acte.organisation):
        found = actions.mark_letter_read(letter=found, by=request.user, at=at)
    context = {
        "letter": found,
        "documents": list(found.documents.order_by("rank")),
        "answers": list(found.answers.filter(is_incoming=False).prefetch_related("documents")),
        "signs": signs,
    }
    return shown(request, "actes/letter.html", of(acte, **context))


@require_http_methods(FORM)
@acte_screen(manage=True)
@with_fresh_factor
def answer(request: AgentRequest, acte: Acte, exchange_id: int) -> HttpResponse:
    found = get_object_or_404(acte.transactions.letters(), pk=exchange_id)
    if not found.may_be_answered:
        return redirect("actes:letter", slug=acte.organisation.slug, pk=acte.pk, exchange_id=found.pk)
    form = forms.AnswerForm(sent(request), request.FILES or None, kind=found.kind)
    if request.method == "POST" and form.is_valid():
        main_type = Nature(acte.nature).main_type
        given = [actions.Answer(file.file, file.name, checked_of(file), main_type) for file in form.given]
        try:
            actions.answer_letter(
                letter=found,
                sense=form.cleaned_data["sense"],
                documents=given,
                by=request.user,
                at=timezone.now(),
            )
        except actions.NotSignatory:
            form.add_error(None, _("Seul un signataire de cet organisme répond à la préfecture."))
        except actions.NotAnswerable:
            form.add_error(None, _("Ce courrier n’attend pas cette réponse."))
        else:
            send_soon.enqueue()
            messages.success(request, _("La réponse part."))
            return redirect(acte)
    return shown(request, "actes/answer.html", of(acte, letter=found), form)


@require_http_methods(FORM)
@organisation_screen(manage=True)
def import_answer(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """What the operator's own tool gave back, read as if it had come by itself."""
    form = forms.ImportForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        message = actions.import_message(
            organisation=organisation, raw=given.read(), name=given.name, at=timezone.now()
        )
        if message.outcome == message.Outcome.APPLIED:
            messages.success(request, _("La réponse est rattachée à son acte."))
            return redirect("actes:list", slug=organisation.slug)
        reasons = " ; ".join(message.reasons[:3])
        form.add_error("file", _("Ce fichier n’a pas pu être rattaché : %(reasons)s.") % {"reasons": reasons})
    return shown(request, "actes/import.html", {"organisation": organisation}, form)


@require_POST
@organisation_screen(manage=True)
def ask_classification(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    try:
        actions.ask_classification(organisation=organisation, by=request.user, at=timezone.now())
    except actions.NoTiers:
        messages.error(request, _("La transmission électronique n’est pas encore réglée."))
    except actions.AskedAlready:
        messages.info(request, _("La classification a déjà été demandée aujourd’hui."))
    else:
        send_soon.enqueue()
        messages.success(request, _("La classification est demandée : elle arrivera ici."))
    return redirect("actes:list", slug=organisation.slug)


def _manages(request: AgentRequest, organisation: Organisation) -> bool:
    return Organisation.objects.managed_by(request.user).filter(pk=organisation.pk).exists()


def _cancelling(acte: Acte) -> bool:
    asked = acte.transactions.filter(kind=Transaction.Kind.CANCELLATION)
    return asked.exclude(state=states.State.ERROR).exists()


def _waits_by_hand(acte: Acte) -> bool:
    """Whether somebody must carry the package to the operator's own tool."""
    exchange = acte.transactions.filter(kind=Transaction.Kind.ACTE, state=states.State.TRANSMITTED).last()
    return exchange is not None and exchange.tiers == TransmissionSettings.Tiers.MANUAL
