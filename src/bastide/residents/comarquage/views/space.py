"""In the workspace: what a body adds to the guides; for the pôle, also who answers and which sets are in line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, held_values, organisation_screen
from bastide.kit.http.asked import asked

from .. import actions, answering, queries
from ..forms import NoteForm, RuleForm, ServiceForm, SheetForm
from ..models import LocalNote, LocalService, LocalSheet, PivotRule


@dataclass(frozen=True)
class Writing:
    """One kind of thing a body writes: its form, the action, the words around."""

    form: type[forms.Form]
    write: Callable[..., Any]
    title: str
    lead: str
    done: str


def _writings() -> dict[str, Writing]:
    return {
        "mot": Writing(
            NoteForm,
            actions.write_note,
            _("Un mot de votre mairie sur un guide"),
            _("Un horaire particulier, un papier que vous demandez en plus : dites-le au-dessus du texte de l’État."),
            _("Votre mot est en ligne."),
        ),
        "demarche": Writing(
            ServiceForm,
            actions.write_service,
            _("Votre démarche à la place de celle de l’État"),
            _("Là où un guide propose un service national, les habitants verront d’abord le vôtre."),
            _("Votre démarche est en ligne."),
        ),
        "fiche": Writing(
            SheetForm,
            actions.write_sheet,
            _("Une fiche écrite par votre mairie"),
            _("Pour ce que l’État ne dit pas : une carte, une aide, un règlement d’ici."),
            _("Votre fiche est en ligne."),
        ),
        "regle": Writing(
            RuleForm,
            actions.write_rule,
            _("Qui répond à ce service ?"),
            _("Les guides nomment les services par un code, le pivot. Dites quels lieux de l’annuaire y répondent."),
            _("La règle est enregistrée."),
        ),
    }


def _body(request: HttpRequest, slug: str, *, manage: bool) -> Organisation:
    """The body in the address, through the person's scope. Raises Http404 for any other."""
    scope = Organisation.objects.managed_by if manage else Organisation.objects.visible_to
    organisation = get_object_or_404(scope(request.user).select_related("territory"), slug=slug)
    vars(request)["organisation"] = organisation
    return organisation


@login_required
@require_safe
def guides(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = _body(request, slug, manage=False)
    is_pole = organisation.kind == Organisation.Kind.POLE
    notes = LocalNote.objects.visible_to(request.user).standing().filter(organisation=organisation)
    services = LocalService.objects.visible_to(request.user).standing().filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "can_write": Organisation.objects.managed_by(request.user).filter(pk=organisation.pk).exists(),
        "is_pole": is_pole,
        "notes": queries.with_titles(notes),
        "services": queries.with_titles(services),
        "sheets": LocalSheet.objects.visible_to(request.user).standing().filter(organisation=organisation),
        "sets": list(queries.live_sets().values()) if is_pole else (),
    }
    return render(request, "comarquage/space/guides.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def write(request: AgentRequest, organisation: Organisation, kind: str) -> HttpResponse:
    if kind == "regle" and organisation.kind != Organisation.Kind.POLE:
        raise Http404
    return _written(request, organisation, kind)


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def rewrite(request: AgentRequest, organisation: Organisation, pk: int) -> HttpResponse:
    sheet = get_object_or_404(LocalSheet.objects.managed_by(request.user).filter(organisation=organisation), pk=pk)
    return _written(request, organisation, "fiche", sheet=sheet)


def _written(request: AgentRequest, organisation: Organisation, kind: str, **more: Any) -> HttpResponse:
    writing = _writings()[kind]
    sheet: LocalSheet | None = more.get("sheet")
    initial = {name: getattr(sheet, name) for name in writing.form.base_fields} if sheet else None
    if kind == "regle" and (pivot := asked(request, "pivot", at_most=160)):
        initial = answering.initial_of(organisation, pivot)
    held = held_values(request) if request.method == "GET" else None
    form = writing.form(request.POST if request.method == "POST" else held, initial=initial)
    if request.method == "POST" and form.is_valid():
        missing = queries.missing_code(form.cleaned_data.get("code") or form.cleaned_data.get("beside") or "")
        if not missing:
            writing.write(organisation=organisation, by=request.user, at=timezone.now(), **form.cleaned_data, **more)
            messages.success(request, writing.done)
            back = "comarquage_space:pivots" if kind == "regle" else "comarquage_space:guides"
            return redirect(back, slug=organisation.slug)
        field = "code" if "code" in form.fields else "beside"
        form.add_error(field, _("Aucun guide %(code)s n’est en ligne : vérifiez le code.") % {"code": missing})
    context = {"organisation": organisation, "form": form, "writing": writing, "kind": kind, "sheet": sheet}
    context["was_held"] = held is not None
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "comarquage/space/write.html", context, status=status)


@login_required
@require_safe
def pivots(request: HttpRequest, slug: str) -> HttpResponse:
    """Who answers to each pivot; for the pôle."""
    organisation = _body(request, slug, manage=True)
    if organisation.kind != Organisation.Kind.POLE:
        raise Http404
    context = {"organisation": organisation, "lines": answering.lines_of(organisation), "can_write": True}
    return render(request, "comarquage/space/pivots.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, kind: str, pk: str) -> HttpResponse:
    organisation = _body(request, slug, manage=True)
    taken_back(request, organisation, kind, int(pk), timezone.now())
    messages.success(request, _("C’est retiré."))
    return redirect("comarquage_space:pivots" if kind == "regle" else "comarquage_space:guides", slug=organisation.slug)


def taken_back(request: HttpRequest, organisation: Organisation, kind: str, pk: int, at: datetime) -> None:
    by: Any = request.user
    if kind == "mot":
        notes = LocalNote.objects.managed_by(by).filter(organisation=organisation)
        actions.withdraw_note(note=get_object_or_404(notes, pk=pk), by=by, at=at)
    elif kind == "demarche":
        services = LocalService.objects.managed_by(by).filter(organisation=organisation)
        actions.withdraw_service(service=get_object_or_404(services, pk=pk), by=by, at=at)
    elif kind == "fiche":
        sheets = LocalSheet.objects.managed_by(by).filter(organisation=organisation)
        actions.withdraw_sheet(sheet=get_object_or_404(sheets, pk=pk), by=by, at=at)
    else:
        rules = PivotRule.objects.managed_by(by).filter(organisation=organisation)
        actions.forget_rule(rule=get_object_or_404(rules, pk=pk), by=by, at=at)
