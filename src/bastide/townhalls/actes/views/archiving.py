"""Giving acts to an archives service: those of a period, or one."""

from __future__ import annotations

import tempfile
from datetime import date
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, organisation_screen

from .. import actions, queries
from ..forms.archiving import ArchivingForm
from ..models import Acte
from .preparing import FORM
from .screen import acte_screen, sent, shown


@require_http_methods(FORM)
@organisation_screen(manage=True)
def period(request: AgentRequest, organisation: Organisation) -> Any:
    today = timezone.localdate()
    initial = {"since": date(today.year - 1, 1, 1), "until": date(today.year - 1, 12, 31)}
    return _transfer(request, organisation, None, initial)


@require_http_methods(FORM)
@acte_screen(manage=True)
def one(request: AgentRequest, acte: Acte) -> HttpResponseBase:
    get_object_or_404(queries.actes_to_archive(acte.organisation, number=acte.pk))
    return _transfer(request, acte.organisation, acte, {})


def _transfer(
    request: AgentRequest, organisation: Organisation, acte: Acte | None, initial: dict[str, date]
) -> HttpResponseBase:
    known = {"agency": settings.ACTES_ARCHIVES_AGENCY, "agreement": settings.ACTES_ARCHIVES_AGREEMENT}
    form = ArchivingForm(sent(request), one_act=acte is not None, initial=initial | known)
    if request.method == "POST" and form.is_valid():
        said, at = form.cleaned_data, timezone.now()
        found = queries.actes_to_archive(
            organisation, since=said.get("since"), until=said.get("until"), number=acte.pk if acte else None
        )
        # Closed, and with it gone, when the answer was sent.
        target = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            actions.export_transfer(
                organisation=organisation,
                actes=list(found[: actions.archiving.MOST_ACTES + 1]),
                agency=said["agency"],
                agreement=said["agreement"],
                target=target,
                by=request.user,
                at=at,
            )
        except actions.NothingToArchive:
            form.add_error(None, _("Aucun acte terminé sur cette période : il n’y a rien à verser."))
        except actions.TooMuchToArchive:
            form.add_error(None, _("C’est trop pour un seul versement : demandez une période plus courte."))
        except actions.FileChanged as changed:
            form.add_error(None, _("Le fichier « %s » n’est plus celui qui a été gardé : prévenez le pôle.") % changed)
        else:
            target.seek(0)
            name = f"versement-{organisation.slug}-{timezone.localtime(at):%Y%m%d-%H%M}.zip"
            return FileResponse(target, as_attachment=True, filename=name, content_type="application/zip")
        target.close()
    context = {"organisation": organisation, "acte": acte}
    response: HttpResponse = shown(request, "actes/archiving.html", context, form)
    return response
