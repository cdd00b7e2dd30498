"""The council's meetings: agenda, decisions and votes, acts deposited and transmitted together, list and minutes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, organisation_screen
from bastide.kit.ui import typography
from bastide.kit.ui.language import in_french

from .. import actions, queries
from ..actions.transmission import may_transmit
from ..forms import seances as forms
from ..forms.preparing import checked_of
from ..models import Acte, AgendaItem, RegisterEntry, Seance
from ..tasks import send_soon
from .preparing import FORM
from .screen import sent, shown, with_fresh_factor

READY = Acte.State.READY


@require_http_methods(FORM)
@organisation_screen(manage=True)
def seances(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = forms.SeanceForm(sent(request), initial={"body": _("Conseil municipal")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            seance = actions.open_seance(
                organisation=organisation,
                body=said["body"],
                held_on=said["held_on"],
                objects=said["agenda"].splitlines(),
                by=request.user,
                at=timezone.now(),
            )
        except actions.SeanceExists:
            form.add_error("held_on", _("Cette assemblée a déjà une séance ce jour-là."))
        else:
            return redirect("actes:seance", slug=organisation.slug, seance_id=seance.pk)
    found = Seance.objects.managed_by(request.user).filter(organisation=organisation).order_by("-held_on")[:20]
    return shown(request, "actes/seances.html", {"organisation": organisation, "seances": found}, form)


@require_http_methods(FORM)
@organisation_screen(manage=True)
def seance(request: AgentRequest, organisation: Organisation, seance_id: int) -> HttpResponse:
    found = _seance(request, organisation, seance_id)
    items = _items_of(found)
    form = _votes_form(request, found, items, is_sent=True)
    if request.method == "POST" and form.is_valid():
        actions.record_votes(
            seance=found,
            votes=form.votes,
            members=form.cleaned_data["members"],
            presided_by=form.cleaned_data["presided_by"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Les décisions sont notées, les actes sont à préparer."))
        return redirect("actes:seance", slug=organisation.slug, seance_id=found.pk)
    return _seance_page(request, found, items, form)


def _seance_page(
    request: AgentRequest,
    found: Seance,
    items: list[AgendaItem],
    form: forms.VotesForm,
    minutes_form: forms.MinutesForm | None = None,
) -> HttpResponse:
    """The whole of a meeting; with `minutes_form` when its answers are to be mended."""
    organisation = found.organisation
    entries = found.register_entries.filter(acte__isnull=True, withdrawn_at__isnull=True)
    context = {
        "organisation": organisation,
        "seance": found,
        "decided": [item for item in items if item.acte],
        "examined": entries.filter(kind=RegisterEntry.Kind.EXAMINED).first(),
        "minutes": entries.filter(kind=RegisterEntry.Kind.MINUTES).first(),
        "minutes_form": minutes_form or _minutes_form(found),
        "to_deposit": [item for item in items if item.acte and item.acte.may_change and item.acte.state != READY],
        "to_transmit": [item for item in items if item.acte and item.acte.state == READY],
        "signs": may_transmit(user=request.user, organisation=organisation, at=timezone.now()),
    }
    response = shown(request, "actes/seance.html", context, form)
    if minutes_form is not None:
        response.status_code = 422
    return response


def _votes_form(request: AgentRequest, found: Seance, items: list[AgendaItem], *, is_sent: bool) -> forms.VotesForm:
    initial = {"members": found.members, "presided_by": found.presided_by}
    return forms.VotesForm(sent(request) if is_sent else None, items=items, initial=initial)


def _minutes_form(found: Seance, *given: Any) -> forms.MinutesForm:
    initial = {"approved_on": found.minutes_approved_on}
    return forms.MinutesForm(*given, initial=initial, is_kept=bool(found.minutes))


def _items_of(found: Seance) -> list[AgendaItem]:
    return list(found.items.select_related("acte__organisation").order_by("rank"))


@require_http_methods(FORM)
@organisation_screen(manage=True)
def deposit(request: AgentRequest, organisation: Organisation, seance_id: int) -> HttpResponse:
    """The documents and matières of all acts of a meeting at once; what is whole waits for its signatory."""
    found, at = _seance(request, organisation, seance_id), timezone.now()
    changing = found.items.filter(acte__state__in=(Acte.State.DRAFT, Acte.State.FAILED)).order_by("rank")
    items = list(changing.select_related("acte__organisation").prefetch_related("acte__files"))
    proposed = queries.matieres_proposed(organisation, items)
    form = forms.DepositForm(sent(request), request.FILES or None, items=items, proposed=proposed)
    if request.method == "POST" and form.is_valid():
        whole = 0
        for item in items:
            file, chosen = form.given(item)
            assert item.acte is not None
            problems = actions.deposit_acte(
                acte=item.acte,
                file=file.file if file else None,
                name=file.name if file else "",
                checked=checked_of(file) if file else None,
                matiere=chosen,
                publishes=form.cleaned_data["publishes"],
                by=request.user,
                at=at,
            )
            whole += not problems
        words = _("Actes donnés au signataire : %(whole)s. À compléter : %(left)s.")
        messages.success(request, words % {"whole": whole, "left": len(items) - whole})
        return redirect("actes:seance", slug=organisation.slug, seance_id=found.pk)
    context = {"organisation": organisation, "seance": found, "points": list(form.points())}
    return shown(request, "actes/deposit.html", context, form)


@require_http_methods(FORM)
@organisation_screen(manage=True)
@with_fresh_factor
def transmit_seance(request: AgentRequest, organisation: Organisation, seance_id: int) -> HttpResponse:
    """All acts of a meeting that wait, with one showing of the second factor."""
    found, at = _seance(request, organisation, seance_id), timezone.now()
    items = list(found.items.filter(acte__state=READY).select_related("acte__organisation").order_by("rank"))
    if request.method == "POST":
        count = 0
        for item in items:
            assert item.acte is not None
            try:
                actions.transmit_acte(acte=item.acte, by=request.user, at=at)
            except actions.NotSignatory:
                messages.error(request, _("Seul un signataire de cet organisme peut transmettre."))
                break
            except (actions.NotWaiting, actions.NotReady):
                words = _("L’acte %(number)s n’est pas parti : voyez sa vérification.")
                messages.error(request, words % {"number": item.acte.number})
            else:
                count += 1
        if count:
            send_soon.enqueue()
            messages.success(request, _("Actes qui partent : %(count)s. Leurs accusés arriveront.") % {"count": count})
        return redirect("actes:seance", slug=organisation.slug, seance_id=found.pk)
    context = {
        "organisation": organisation,
        "seance": found,
        "items": items,
        "signs": may_transmit(user=request.user, organisation=organisation, at=at),
    }
    return shown(request, "actes/transmit_seance.html", context)


@in_french
def _words_of_list(seance: Seance) -> tuple[str, str]:
    """The title of the list of deliberations examined, and the sentence below."""
    day = typography.day(seance.held_on)
    return (
        _("Liste des délibérations examinées le %(day)s") % {"day": day},
        _("%(body)s, séance du %(day)s.") % {"body": seance.body, "day": day},
    )


@in_french
def _title_of_minutes(seance: Seance) -> str:
    return _("Procès-verbal du %(day)s") % {"day": typography.day(seance.held_on)}


@require_POST
@organisation_screen(manage=True)
def publish_examined(request: AgentRequest, organisation: Organisation, seance_id: int) -> HttpResponse:
    found = _seance(request, organisation, seance_id)
    title, statement = _words_of_list(found)
    try:
        actions.publish_examined(seance=found, title=title, statement=statement, by=request.user, at=timezone.now())
    except actions.StillToDecide:
        messages.error(request, _("Notez d’abord la décision de chaque point."))
    except actions.NothingExamined:
        messages.error(request, _("Aucun point n’a été examiné : il n’y a rien à publier."))
    except actions.AlreadyPublished:
        messages.info(request, _("La liste est déjà publiée."))
    else:
        messages.success(request, _("La liste des délibérations est publiée."))
    return redirect("actes:seance", slug=organisation.slug, seance_id=found.pk)


@require_POST
@organisation_screen(manage=True)
def minutes(request: AgentRequest, organisation: Organisation, seance_id: int) -> HttpResponse:
    """Keep the minutes; once approved, publish them."""
    found, at = _seance(request, organisation, seance_id), timezone.now()
    form = _minutes_form(found, request.POST, request.FILES)
    if not form.is_valid():
        items = _items_of(found)
        return _seance_page(request, found, items, _votes_form(request, found, items, is_sent=False), form)
    file, approved_on = form.cleaned_data["file"], form.cleaned_data["approved_on"]
    found = actions.give_minutes(
        seance=found,
        file=file.file if file else None,
        name=file.name if file else "",
        approved_on=approved_on,
        by=request.user,
        at=at,
    )
    if approved_on is None:
        messages.success(request, _("Le procès-verbal est gardé. Il se publiera une fois arrêté."))
        return redirect("actes:seance", slug=organisation.slug, seance_id=found.pk)
    try:
        actions.publish_minutes(seance=found, title=_title_of_minutes(found), by=request.user, at=at)
    except actions.AlreadyPublished:
        messages.info(request, _("Le procès-verbal est déjà publié."))
    else:
        messages.success(request, _("Le procès-verbal est publié."))
    return redirect("actes:seance", slug=organisation.slug, seance_id=found.pk)


def _seance(request: AgentRequest, organisation: Organisation, seance_id: int) -> Seance:
    found = Seance.objects.managed_by(request.user).select_related("organisation")
    return get_object_or_404(found, organisation=organisation, pk=seance_id)
