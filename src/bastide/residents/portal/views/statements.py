"""In the workspace: what the legal pages of a body's site say that its data do not."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bastide.core.territory.models import Organisation, PortalSettings
from bastide.core.workspace.screens import AgentRequest, held_values, organisation_screen

from .. import actions
from ..forms import StatementForm
from ..legal import OF_A_BODY, head_of, said_by_body, statement_of
from ..statements import PAGES, address_of


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def statements(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    body = getattr(organisation, "commune", None) or getattr(organisation, "epci", None)
    if body is None:
        raise Http404
    statement = statement_of(organisation)
    form = StatementForm(request.POST or held_values(request), instance=statement)
    if request.method == "POST" and form.is_valid():
        try:
            actions.state(organisation=organisation, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("C’est enregistré\u00a0: les pages du site le disent dès maintenant."))
            return redirect("portal_space:statements", slug=organisation.slug)
    said = said_by_body(organisation, PortalSettings.of_request(request), head_of(organisation))
    missing = [each for each in said.missing if each in OF_A_BODY]
    context = {
        "organisation": organisation,
        "form": form,
        "said": said,
        "missing": missing,
        "is_audited": bool(statement.audited_on or form.errors),
        "pages": [address_of(body, page) for page in PAGES],
    }
    return render(request, "portal/statements.html", context, status=422 if form.errors else 200)
