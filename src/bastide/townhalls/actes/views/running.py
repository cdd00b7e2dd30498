"""Settings of a body, and what the pôle follows."""

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
from bastide.kit.http.asked import asked

from .. import actions, queries
from ..forms import following as forms
from ..models import Followup, InboundMessage, TransmissionSettings
from .preparing import FORM
from .screen import sent, shown


@require_http_methods(FORM)
@organisation_screen(manage=True)
def settings(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    found = TransmissionSettings.objects.filter(organisation=organisation).first()
    found = found or TransmissionSettings(organisation=organisation, **queries.identity_of(organisation))
    form = forms.SettingsForm(sent(request), request.FILES or None, instance=found)
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
        except actions.SirenOfAnother:
            form.add_error("siren", _("Ce SIREN est celui d’un autre organisme du portail : vérifiez-le."))
        except actions.OnlyForTraining:
            form.add_error("tiers", _("Le simulateur ne sert qu’à la formation : cochez « formation »."))
        else:
            messages.success(request, _("Les réglages sont enregistrés."))
            return redirect("actes:list", slug=organisation.slug)
    return shown(request, "actes/settings.html", {"organisation": organisation, "settings": found}, form)


@require_safe
@organisation_screen(manage=True)
def followup(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """For the pôle: how far each body is, who needs help, what fails and why."""
    at = timezone.now()
    name, step = asked(request, "q"), asked(request, "reste")
    found = queries.followed_bodies(request.user, at, name=name, step=step)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "page": page,
        "bodies": [(body, queries.help_needed(body, at)) for body in page],
        "asked": name,
        "step": step,
        "reached": queries.steps_reached(request.user, at),
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
    form = forms.FollowupForm(sent(request), instance=found)
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
