"""In the workspace: sending a list, naming its columns, reading its report, having it brought in."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, organisation_screen

from .. import actions, import_report
from ..exports import cell
from ..import_forms import ColumnsForm, KindsForm, UploadForm
from ..models import PlaceImport
from ..sources import ColumnMapping, UnreadableSource
from ..tasks import check_long_lists

#: A list of some hundred lines comes in while one waits; the clock does the rest of a longer one.
AT_ONCE_S = 4
RECENT = 20


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def imports(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = actions.keep_upload(
                organisation=organisation,
                content=file.read(actions.MAX_BYTES + 1),
                file_name=file.name,
                title=form.cleaned_data["title"],
                by=request.user,
                at=timezone.now(),
            )
        except UnreadableSource as refusal:
            form.add_error("file", str(refusal))
        else:
            return _on(upload)
    sent = PlaceImport.objects.filter(organisation=organisation).select_related("organisation")
    recent = sent.defer("content")[:RECENT]
    context = {"organisation": organisation, "form": form, "recent": recent}
    return render(request, "directory/space/imports.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def one_import(request: AgentRequest, organisation: Organisation, import_id: int) -> HttpResponse:
    upload = _upload(request, organisation, import_id)
    gesture = request.POST.get("geste", "") if request.method == "POST" else ""
    try:
        if gesture == "abandonner":
            actions.drop_upload(upload=upload)
            messages.success(request, _("Le fichier est oublié : rien n’a changé dans l’annuaire."))
            return redirect("directory:space_imports", slug=organisation.slug)
        if gesture == "importer" and upload.step == PlaceImport.Step.REPORT:
            is_complete = bool(request.POST.get("complete"))
            actions.confirm_import(upload=upload, is_complete=is_complete, by=request.user, at=timezone.now())
            actions.bring_in(clock=timezone.now, seconds=AT_ONCE_S)
            return redirect(upload)
    except actions.AlreadyConfirmed:
        messages.info(request, _("Cette liste est déjà en train d’entrer."))
        return redirect(upload)
    if upload.step == PlaceImport.Step.KINDS and not request.GET.get("colonnes") and gesture != "colonnes":
        return _kinds(request, organisation, upload)
    wants_columns = upload.mapping is not None and (gesture == "colonnes" or request.GET.get("colonnes"))
    if upload.step == PlaceImport.Step.COLUMNS or (wants_columns and upload.confirmed_at is None):
        return _columns(request, organisation, upload)
    is_read = upload.step == PlaceImport.Step.REPORT
    template = "directory/space/import_report.html" if is_read else "directory/space/import_state.html"
    context = {"organisation": organisation, "upload": upload, **import_report.of(upload)}
    return render(request, template, context)


def _columns(request: AgentRequest, organisation: Organisation, upload: PlaceImport) -> HttpResponse:
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        columns=upload.columns,
        mapping=ColumnMapping.from_json(upload.mapping),
        examples=import_report.examples(upload),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_columns(upload=upload, mapping=form.mapping(), at=timezone.now())
        except UnreadableSource as refusal:
            form.add_error(None, str(refusal))
        else:
            return _on(upload)
    context: dict[str, Any] = {"organisation": organisation, "upload": upload, "form": form}
    return render(request, "directory/space/import_columns.html", context, status=422 if form.errors else 200)


def _kinds(request: AgentRequest, organisation: Organisation, upload: PlaceImport) -> HttpResponse:
    form = KindsForm(request.POST if request.method == "POST" else None, words=upload.unnamed_words)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_kinds(upload=upload, kinds=form.kinds(), at=timezone.now())
        except UnreadableSource as refusal:
            form.add_error(None, str(refusal))
        else:
            return _on(upload)
    context = {"organisation": organisation, "upload": upload, "form": form}
    return render(request, "directory/space/import_kinds.html", context, status=422 if form.errors else 200)


def _on(upload: PlaceImport) -> HttpResponse:
    """To the next step; a long list is read by a worker, from now on."""
    check_long_lists.enqueue()
    return redirect(upload)


@require_safe
@organisation_screen(manage=True)
def lines(request: AgentRequest, organisation: Organisation, import_id: int) -> HttpResponse:
    """The lines to be looked at, to mend them in the file."""
    upload = _upload(request, organisation, import_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lignes-a-regarder-{upload.pk}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";")
    writer.writerow([_("ligne"), _("nom"), _("ce qui se passe"), _("pourquoi")])
    for line in (upload.report or {}).get("lines", []):
        told = (line["number"], line["name"], import_report.word_of(line["outcome"]), line["why"])
        writer.writerow([cell(each) for each in told])
    return response


def _upload(request: AgentRequest, organisation: Organisation, import_id: int) -> PlaceImport:
    scope = PlaceImport.objects.managed_by(request.user).select_related("organisation", "source")
    return get_object_or_404(scope.filter(organisation=organisation), pk=import_id)
