"""Exercises: the simulated préfecture, for whoever learns to transmit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, organisation_screen

from .. import actions
from ..forms.preparing import ExerciseForm
from ..models import Acte, Transaction
from .preparing import FORM
from .screen import acte_screen, sent, shown

#: The model with which an exercise is written.
MODEL = "tariffs"


@require_http_methods(FORM)
@organisation_screen(manage=True)
def start(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = ExerciseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        is_prepared = form.cleaned_data["begin"] == "ready"
        try:
            acte = actions.start_exercise(
                organisation=organisation,
                word=form.cleaned_data["word"],
                is_prepared=is_prepared,
                model_key=MODEL,
                by=request.user,
                at=timezone.now(),
            )
        except actions.NoSiren:
            form.add_error(None, _("Le SIREN de votre organisme n’est pas connu : donnez-le dans les réglages."))
        else:
            return redirect("actes:acte" if is_prepared else "actes:draft", slug=organisation.slug, pk=acte.pk)
    exercises = Acte.objects.managed_by(request.user).of_organisation(organisation).exercises().standing()
    return shown(
        request, "actes/exercise.html", {"organisation": organisation, "exercises": list(exercises[:20])}, form
    )


@require_POST
@acte_screen(manage=True)
def end(request: AgentRequest, acte: Acte) -> HttpResponse:
    try:
        actions.end_exercise(acte=acte, by=request.user, at=timezone.now())
    except actions.NotAnExercise:
        messages.error(request, _("Cet acte n’est pas un exercice."))
        return redirect(acte)
    messages.success(request, _("L’exercice est terminé. Rien n’en reste au registre ni dans les chiffres."))
    return redirect("actes:exercise", slug=acte.organisation.slug)


@require_POST
@acte_screen(manage=True)
def letter(request: AgentRequest, acte: Acte) -> HttpResponse:
    """Have the simulated préfecture write about an exercise."""
    kind = request.POST.get("courrier", "")
    try:
        actions.ask_letter(acte=acte, kind=int(kind) if kind in LETTERS else 0)
    except actions.NotAnExercise:
        messages.error(request, _("La préfecture simulée n’écrit que sur un exercice qu’elle a reçu."))
    except actions.SimulatorAway:
        messages.error(request, _("La préfecture simulée ne répond pas : réessayez dans une minute."))
    else:
        messages.success(request, _("La préfecture simulée écrit : son courrier arrive ici dans la minute."))
    return redirect(acte)


LETTERS = {str(kind.value) for kind in Transaction.LETTERS}
