"""In the workspace, for the pôle: files about networks, practical sheets."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bastide.core.territory.models import Organisation, require_pole
from bastide.core.workspace.screens import AgentRequest, organisation_screen, three_moves

from .. import actions, tic
from ..models import PracticalSheet
from ..networks import UnknownFile
from ..tic_forms import NetworkFileForm, SheetForm


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def networks(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """What is known of networks, and the next file."""
    require_pole(request.user)
    form = NetworkFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            kept = actions.receive_network_file(
                stream=sent.file,
                name=sent.name,
                as_of=form.cleaned_data["as_of"],
                by=request.user,
                at=timezone.now(),
            )
        except UnknownFile as refusal:
            form.add_error("file", str(refusal))
        except actions.NothingOfOurs:
            form.add_error("file", _("Ce fichier ne dit rien des communes du territoire : rien n’a changé."))
        else:
            words = _("%(kind)s : %(kept)s lignes gardées sur %(read)s lues.")
            messages.success(
                request,
                words % {"kind": kept.get_kind_display(), "kept": kept.row_count, "read": kept.read_count},
            )
            return redirect("directory:space_networks", slug=organisation.slug)
    context = {
        "organisation": organisation,
        "form": form,
        "files": list(tic.files().values()),
        "sheets": PracticalSheet.objects.all(),
        "today": timezone.localdate(),
    }
    return render(request, "directory/space/networks.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def sheet(request: AgentRequest, organisation: Organisation, sheet_id: int = 0) -> HttpResponse:
    require_pole(request.user)
    found = get_object_or_404(PracticalSheet, pk=sheet_id) if sheet_id else None
    names = ("title", "summary", "body", "is_published")
    initial = {name: getattr(found, name) for name in names} if found else {"is_published": True}

    def publish(form: SheetForm) -> HttpResponse:
        actions.write_sheet(sheet=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("La fiche est enregistrée, relue aujourd’hui."))
        return redirect("directory:space_networks", slug=organisation.slug)

    def make_form(data: QueryDict | None) -> SheetForm:
        return SheetForm(data, initial=initial, label_suffix="")

    return three_moves(
        request,
        template="directory/space/sheet.html",
        preview="directory/space/sheet_preview.html",
        make_form=make_form,
        publish=publish,
        context={"organisation": organisation, "sheet": found},
        look=lambda form: {"shown": PracticalSheet(**form.cleaned_data)},
    )
