"""The mayor and the council: the national register's rows and those that the body gave."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bastide.core.territory import actions as territory
from bastide.core.territory.models import Mandate, Organisation

from .. import queries
from ..access import AgentRequest, organisation_screen
from ..flow import Refused, three_moves
from ..forms import MandateForm


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def elected(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """The list, and the form that adds a person to it."""

    def publish(form: MandateForm) -> HttpResponse:
        try:
            territory.set_local_mandate(
                organisation=organisation, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except territory.UnusableValue as refusal:
            raise Refused(str(refusal)) from refusal
        messages.success(request, _("La liste des élus est publiée."))
        return redirect("workspace:elected", slug=organisation.slug)

    return three_moves(
        request,
        template="workspace/elected.html",
        preview="workspace/elected_preview.html",
        make_form=lambda data: MandateForm(data),
        publish=publish,
        context={"organisation": organisation, "mandates": queries.mandates_of(organisation, timezone.localdate())},
        look=lambda form: {
            "displaced": queries.displaced_by(organisation, form.cleaned_data["function"], timezone.localdate())
        },
    )


@require_POST
@organisation_screen(manage=True)
def end(request: AgentRequest, organisation: Organisation, mandate_id: int) -> HttpResponse:
    mandate = get_object_or_404(Mandate, pk=mandate_id, organisation=organisation)
    try:
        territory.end_mandate(mandate=mandate, by=request.user, at=timezone.now())
    except territory.AlreadyEnded:
        messages.info(request, _("Cette personne n’était déjà plus affichée."))
    else:
        messages.success(request, _("Cette personne n’est plus affichée parmi les élus."))
    return redirect("workspace:elected", slug=organisation.slug)
