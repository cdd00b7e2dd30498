"""Settings of a body, its council's meetings, and what the pôle follows."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, organisation_screen
from bastide.kit.ui import typography

from .. import actions, queries
from ..forms import following as forms
from ..models import Followup, InboundMessage, RegisterEntry, Seance, TransmissionSettings
from .preparing import FORM
from .screen import shown


@require_http_methods(FORM)
@organisation_screen(manage=True)
def settings(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    found = TransmissionSettings.objects.filter(organisation=organisation).first()
    found = found or TransmissionSettings(organisation=organisation, siren=organisation.siren)
    form = forms.SettingsForm(request.POST or None, request.FILES or None, instance=found)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        certificate = form.cleaned_data["certificate"]
        try:
            actions.change_settings(
                organisation=organisation,
                values=values,
                password=form.cleaned_data["password"],
                certificate=certificate.read() if certificate else b"",
                by=request.user,
                at=timezone.now(),
            )
        except actions.OnlyForTraining:
            form.add_error("tiers", _("Le simulateur ne sert qu’à la formation : cochez « formation »."))
        else:
            messages.success(request, _("Les réglages sont enregistrés."))
            return redirect("actes:list", slug=organisation.slug)
    return shown(request, "actes/settings.html", {"organisation": organisation, "settings": found}, form)


@require_http_methods(FORM)
@organisation_screen(manage=True)
def seances(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = forms.SeanceForm(request.POST or None, initial={"body": _("Conseil municipal")})
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
    items = list(found.items.select_related("acte__organisation").order_by("rank"))
    form = forms.VotesForm(request.POST or None, items=items)
    if request.method == "POST" and form.is_valid():
        actions.record_votes(seance=found, votes=form.votes, by=request.user, at=timezone.now())
        messages.success(request, _("Les décisions sont notées, les actes sont à préparer."))
        return redirect("actes:seance", slug=organisation.slug, seance_id=found.pk)
    entries = found.register_entries.filter(acte__isnull=True, withdrawn_at__isnull=True)
    context = {
        "organisation": organisation,
        "seance": found,
        "items": items,
        "examined": entries.filter(kind=RegisterEntry.Kind.EXAMINED).first(),
        "minutes": entries.filter(kind=RegisterEntry.Kind.MINUTES).first(),
        "minutes_form": forms.MinutesForm(initial={"approved_on": found.minutes_approved_on}),
    }
    return shown(request, "actes/seance.html", context, form)


@require_POST
@organisation_screen(manage=True)
def publish_examined(request: AgentRequest, organisation: Organisation, seance_id: int) -> HttpResponse:
    found = _seance(request, organisation, seance_id)
    day = typography.day(found.held_on)
    title = _("Liste des délibérations examinées le %(day)s") % {"day": day}
    statement = _("%(body)s, séance du %(day)s.") % {"body": found.body, "day": day}
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
    form = forms.MinutesForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("actes:seance", slug=organisation.slug, seance_id=found.pk)
    file, approved_on = form.cleaned_data["file"], form.cleaned_data["approved_on"]
    found = actions.give_minutes(
        seance=found, file=file.file, name=file.name, approved_on=approved_on, by=request.user, at=at
    )
    if approved_on is None:
        messages.success(request, _("Le procès-verbal est gardé. Il se publiera une fois arrêté."))
        return redirect("actes:seance", slug=organisation.slug, seance_id=found.pk)
    title = _("Procès-verbal du %(day)s") % {"day": typography.day(found.held_on)}
    try:
        actions.publish_minutes(seance=found, title=title, by=request.user, at=at)
    except actions.AlreadyPublished:
        messages.info(request, _("Le procès-verbal est déjà publié."))
    else:
        messages.success(request, _("Le procès-verbal est publié."))
    return redirect("actes:seance", slug=organisation.slug, seance_id=found.pk)


@require_safe
@organisation_screen(manage=True)
def followup(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """For the pôle: how far each body is, who needs help, what fails and why."""
    at = timezone.now()
    found = queries.followed_bodies(request.user, at).exclude(acte_followup=None, actes=None)
    context = {
        "organisation": organisation,
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "months": queries.months_of(request.user, at),
        "anomalies": queries.anomalies_by_cause(request.user, at, since=at - queries.YEAR),
        "quarantined": queries.quarantined(request.user, at).count(),
    }
    return shown(request, "actes/followup.html", context)


@require_http_methods(FORM)
@organisation_screen(manage=True)
def followup_body(request: AgentRequest, organisation: Organisation, body_slug: str) -> HttpResponse:
    body = get_object_or_404(Organisation.objects.overseen_by(request.user), slug=body_slug)
    found = Followup.objects.filter(organisation=body).first() or Followup(organisation=body)
    form = forms.FollowupForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.change_followup(organisation=body, values=form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Le suivi est à jour."))
        return redirect("actes:followup", slug=organisation.slug)
    return shown(request, "actes/followup_body.html", {"organisation": organisation, "body": body}, form)


@require_safe
@organisation_screen(manage=True)
def quarantine(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    found = queries.quarantined(request.user, timezone.now()).select_related("organisation")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return shown(request, "actes/quarantine.html", {"organisation": organisation, "page": page})


@require_POST
@organisation_screen(manage=True)
def settle_message(request: AgentRequest, organisation: Organisation, message_id: int) -> HttpResponse:
    """Read a message again, or file it."""
    at = timezone.now()
    message = get_object_or_404(queries.quarantined(request.user, at), pk=message_id)
    if request.POST.get("geste") == "relire":
        message = actions.take_in(message=message, at=at)
        if message.outcome == InboundMessage.Outcome.APPLIED:
            messages.success(request, _("Le message est rattaché."))
        else:
            messages.error(request, _("Le message ne se rattache toujours pas."))
    else:
        actions.dismiss_message(message=message, by=request.user, at=at)
        messages.success(request, _("Le message est classé ; il reste gardé."))
    return redirect("actes:quarantine", slug=organisation.slug)


def _seance(request: AgentRequest, organisation: Organisation, seance_id: int) -> Seance:
    found = Seance.objects.managed_by(request.user).select_related("organisation")
    return get_object_or_404(found, organisation=organisation, pk=seance_id)
