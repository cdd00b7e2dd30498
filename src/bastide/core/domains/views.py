"""For the pôle: the names of sites, and how to give one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bastide.core.territory.models import Organisation, require_pole
from bastide.core.workspace.screens import AgentRequest, organisation_screen

from . import actions
from .forms import DomainForm
from .models import Domain, DomainQuerySet
from .names import portal_origin


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def domains(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """All names, on the pôle's own page; one body's, on the page of that body."""
    require_pole(request.user)
    is_pole = organisation.kind == Organisation.Kind.POLE
    initial = {} if is_pole else {"site": organisation.public_url}
    form = DomainForm(request.POST or None, territory=organisation.territory, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_domain(
                host=form.cleaned_data["host"],
                organisation=form.organisation,
                page=form.page,
                by=request.user,
                at=timezone.now(),
            )
        except (actions.NotAHost, actions.IsThePortal, actions.HostTaken, actions.NoSite) as refusal:
            form.add_error("site" if isinstance(refusal, actions.NoSite) else "host", _why(refusal))
        else:
            messages.success(request, _("%s est enregistré\u00a0: le portail y répond dès maintenant.") % made.host)
            return redirect("domains:domains", slug=organisation.slug)
    context = {
        "organisation": organisation,
        "form": form,
        "domains": _names_of(organisation),
        "portal_host": portal_origin().partition("://")[2],
    }
    return render(request, "domains/domains.html", context, status=422 if form.errors else 200)


@require_POST
@organisation_screen(manage=True)
def forget(request: AgentRequest, organisation: Organisation, pk: int) -> HttpResponse:
    require_pole(request.user)
    domain = get_object_or_404(_names_of(organisation), pk=pk)
    host = domain.host
    actions.forget_domain(domain=domain, by=request.user, at=timezone.now())
    messages.success(request, _("Le portail ne répond plus sous le nom %s.") % host)
    return redirect("domains:domains", slug=organisation.slug)


def _names_of(organisation: Organisation) -> DomainQuerySet:
    """Those of one body; on the pôle's page those of its territory, and of the portal's sections."""
    rows = Domain.objects.select_related("organisation__commune", "organisation__epci", "page").order_by("host")
    if organisation.kind != Organisation.Kind.POLE:
        return rows.filter(organisation=organisation)
    return rows.filter(Q(organisation=None) | Q(organisation__territory=organisation.territory))


def _why(refusal: Exception) -> str:
    if isinstance(refusal, actions.NotAHost):
        return _("Ce n’est pas un nom de domaine. Écrivez-le sans espace, comme «\u00a0www.eymet.fr\u00a0».")
    if isinstance(refusal, actions.IsThePortal):
        return _("C’est le nom du portail lui-même\u00a0: donnez-en un autre.")
    if isinstance(refusal, actions.HostTaken):
        return _("Ce nom mène déjà à un site\u00a0: retirez-le d’abord de la liste ci-dessous.")
    return _("Ce site n’a pas encore de page sur le portail.")
