"""Which programs may deposit for a body: the pôle makes keys, the signatory entrusts them, anybody shuts them out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, organisation_screen

from ... import actions, queries
from ...actions.transmission import may_transmit
from ...forms.software import SoftwareKeyForm
from ...models import SoftwareKey
from ..preparing import FORM
from ..screen import shown, with_fresh_factor


@require_http_methods(FORM)
@organisation_screen(manage=True)
def listed(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """The programs of a body; the pôle adds one, whose password is shown once, on the answer itself."""
    is_pole = Organisation.objects.overseen_by(request.user).filter(pk=organisation.pk).exists()
    form = SoftwareKeyForm(request.POST or None, request.FILES or None)
    context = {
        "organisation": organisation,
        "is_pole": is_pole,
        "signs": may_transmit(user=request.user, organisation=organisation, at=timezone.now()),
        "service": request.build_absolute_uri("/").rstrip("/"),
    }
    if request.method == "POST" and not is_pole:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            made, password = actions.make_key(
                organisation=organisation,
                label=form.cleaned_data["label"],
                certificate_sha256=form.cleaned_data.get("certificate", ""),
                return_site=form.cleaned_data["return_site"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.CertificateTaken:
            form.add_error("certificate", _("Un autre logiciel se sert déjà de ce certificat."))
        else:
            context |= {"made": made, "password": password}
            form = SoftwareKeyForm()
    context["keys"] = list(queries.software_keys_of(organisation))
    response = shown(request, "actes/software.html", context, form)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@organisation_screen(manage=True)
def revoke(request: AgentRequest, organisation: Organisation, key_id: int) -> HttpResponse:
    try:
        actions.revoke_key(key=_key(organisation, key_id), by=request.user, at=timezone.now())
    except actions.KeyRevoked:
        messages.info(request, _("Cette clé est déjà révoquée."))
    else:
        messages.success(request, _("La clé est révoquée : le logiciel ne dépose plus rien."))
    return redirect("actes:software", slug=organisation.slug)


@require_POST
@organisation_screen(manage=True)
def withhold(request: AgentRequest, organisation: Organisation, key_id: int) -> HttpResponse:
    try:
        actions.withhold_key(key=_key(organisation, key_id), by=request.user, at=timezone.now())
    except actions.KeyRevoked:
        messages.info(request, _("Cette clé est déjà révoquée."))
    else:
        messages.success(request, _("Les dépôts de ce logiciel attendent désormais le signataire."))
    return redirect("actes:software", slug=organisation.slug)


@require_http_methods(FORM)
@organisation_screen(manage=True)
@with_fresh_factor
def entrust(request: AgentRequest, organisation: Organisation, key_id: int) -> HttpResponse:
    """A signatory of the body, who has just shown the second factor, lets a program transmit in their name."""
    key = _key(organisation, key_id)
    if request.method == "POST":
        try:
            actions.entrust_key(key=key, by=request.user, at=timezone.now())
        except actions.NotSignatory:
            messages.error(request, _("Seul un signataire de cet organisme peut le décider."))
        except actions.KeyRevoked:
            messages.info(request, _("Cette clé est déjà révoquée."))
        else:
            messages.success(request, _("Ce logiciel transmet désormais en votre nom."))
        return redirect("actes:software", slug=organisation.slug)
    signs = may_transmit(user=request.user, organisation=organisation, at=timezone.now())
    return shown(request, "actes/software.html", {"organisation": organisation, "entrusting": key, "signs": signs})


def _key(organisation: Organisation, key_id: int) -> SoftwareKey:
    return get_object_or_404(SoftwareKey.objects.of_organisation(organisation), pk=key_id)
