"""Exceptional closures."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bastide.core.territory import actions as territory
from bastide.core.territory.models import ExceptionalClosure, Organisation

from .. import queries
from ..access import AgentRequest, organisation_screen
from ..flow import Refused, three_moves
from ..forms import ClosureForm


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def closures(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    office = queries.office_of(organisation)
    today = timezone.localdate()

    def publish(form: ClosureForm) -> HttpResponse:
        try:
            territory.add_closure(office=office, by=request.user, at=timezone.now(), **form.cleaned_data)
        except territory.ClosureOverlaps as refusal:
            raise Refused(
                _("Une fermeture est déjà annoncée pour une partie de ces jours."), field="starts_on"
            ) from refusal
        messages.success(request, _("La fermeture est annoncée."))
        return redirect("workspace:closures", slug=organisation.slug)

    return three_moves(
        request,
        template="workspace/closures.html",
        preview="workspace/closure_preview.html",
        make_form=lambda data: ClosureForm(data, today=today),
        publish=publish,
        context={
            "organisation": organisation,
            "closures": office.closures.filter(ends_on__gte=today),
        },
    )


@require_POST
@organisation_screen(manage=True)
def remove(request: AgentRequest, organisation: Organisation, closure_id: int) -> HttpResponse:
    closure = get_object_or_404(ExceptionalClosure, pk=closure_id, office__organisation=organisation)
    territory.remove_closure(closure=closure, by=request.user, at=timezone.now())
    messages.success(request, _("La fermeture est retirée : les horaires habituels sont de nouveau affichés."))
    return redirect("workspace:closures", slug=organisation.slug)
