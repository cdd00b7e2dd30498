"""Preparing an act, one task a screen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, organisation_screen

from .. import actions, checks, drafts, queries, waiting
from ..documents.words import personal_data_in, text_of
from ..forms import preparing as forms
from ..forms.seances import VoteForm
from ..models import Acte, ActeFile, ClassificationVersion, Nature, TransmissionSettings
from .screen import acte_screen, of, sent, shown

FORM = ["GET", "HEAD", "POST"]
GONE = gettext_lazy("Cet acte est parti ou clos : il ne change plus.")


@require_http_methods(FORM)
@organisation_screen(manage=True)
def start(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    form = forms.StartForm(sent(request))
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        model = drafts.MODELS.get(form.cleaned_data["model_key"])
        acte = actions.start_acte(
            organisation=organisation,
            nature=form.cleaned_data["nature"],
            year=timezone.localdate(at).year,
            model_key=model.key if model else "",
            by=request.user,
            at=at,
        )
        return redirect("actes:draft" if model else "actes:describe", slug=organisation.slug, pk=acte.pk)
    return shown(request, "actes/start.html", {"organisation": organisation}, form)


@require_http_methods(FORM)
@acte_screen(manage=True)
def describe(request: AgentRequest, acte: Acte) -> HttpResponse:
    at = timezone.now()
    names = ("object", "decided_on", "number", "author_body", "author_name", "author_capacity")
    initial = {name: getattr(acte, name) for name in names}
    form = forms.DescribeForm(sent(request), initial=initial, today=timezone.localdate(at))
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_acte(acte=acte, by=request.user, at=at, **form.cleaned_data)
        except actions.NumberTaken as taken:
            words = _("Le numéro %(number)s vient d’être pris par un autre acte. Le suivant est libre : %(free)s.")
            form.add_error("number", words % {"number": taken.number, "free": taken.free})
        except actions.NumberBurnt:
            form.add_error("number", _("La préfecture connaît déjà ce numéro : il ne change plus."))
        except actions.NoLongerChanging:
            form.add_error(None, GONE)
        else:
            return _on(acte, "matiere" if not acte.matiere_code else "")
    return shown(request, "actes/describe.html", of(acte), form)


@require_http_methods(FORM)
@acte_screen(manage=True)
def draft(request: AgentRequest, acte: Acte) -> HttpResponse:
    model = drafts.MODELS.get(acte.model_key)
    if model is None:
        return _on(acte, "documents")
    form = forms.DraftForm(sent(request), initial=acte.model_values, model=model)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_model(acte=acte, said=form.cleaned_data, by=request.user, at=timezone.now())
        except actions.NoLongerChanging:
            form.add_error(None, GONE)
        else:
            return _on(acte, "describe")
    return shown(request, "actes/draft.html", of(acte, model=model), form)


@require_http_methods(FORM)
@acte_screen(manage=True)
def matiere(request: AgentRequest, acte: Acte) -> HttpResponse:
    version = ClassificationVersion.objects.current_for(acte.organisation, is_training=acte.is_training)
    words = (request.GET.get("q") or request.POST.get("q") or acte.object).replace("\x00", "")[:200]
    found = queries.matieres_like(version, words) if version is not None else []
    form = forms.MatiereForm(sent(request), found=found, initial={"code": acte.matiere_code})
    if request.method == "POST" and version is not None and form.is_valid():
        chosen = form.chosen
        try:
            actions.describe_acte(
                acte=acte,
                matiere_code=chosen.code,
                matiere_label=chosen.label,
                classification_on=version.dated_on,
                by=request.user,
                at=timezone.now(),
            )
        except actions.NoLongerChanging:
            form.add_error(None, GONE)
        else:
            return _on(acte, "documents")
    trouble = waiting.trouble_of_classification(acte.organisation, timezone.now()) if version is None else None
    context = of(acte, version=version, words=words, found=found, trouble=trouble)
    return shown(request, "actes/matiere.html", context, form)


@require_http_methods(FORM)
@acte_screen(manage=True)
def documents(request: AgentRequest, acte: Acte) -> HttpResponse:
    types = queries.document_types_for(acte)
    main_type = Nature(acte.nature).main_type
    files = list(acte.files.order_by("rank"))
    role = "annexe" if files else "main"
    form = forms.FileForm(
        sent(request), request.FILES or None, types=types, main_type=main_type, initial={"role": role}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            actions.add_file(
                acte=acte,
                file=given.file,
                name=given.name,
                checked=forms.checked_of(given),
                type_code=form.cleaned_data["type_code"],
                is_main=form.cleaned_data["role"] == "main",
                by=request.user,
                at=timezone.now(),
            )
        except actions.NoLongerChanging:
            form.add_error(None, GONE)
        else:
            messages.success(request, _("Le document est joint."))
            return _on(acte, "documents")
    types_form = forms.TypesForm(files=files, types=types)
    return shown(request, "actes/documents.html", of(acte, files=files, types_form=types_form), form)


@require_POST
@acte_screen(manage=True)
def types(request: AgentRequest, acte: Acte) -> HttpResponse:
    files = list(acte.files.order_by("rank"))
    form = forms.TypesForm(request.POST, files=files, types=queries.document_types_for(acte))
    if form.is_valid():
        try:
            actions.set_file_types(acte=acte, types=form.types, by=request.user, at=timezone.now())
        except actions.NoLongerChanging:
            messages.error(request, GONE)
        else:
            messages.success(request, _("Les types sont enregistrés."))
    else:
        messages.error(request, _("Un des types ne convient pas : rien n’a changé."))
    return _on(acte, "documents")


@require_POST
@acte_screen(manage=True)
def remove_file(request: AgentRequest, acte: Acte, file_id: int) -> HttpResponse:
    file = get_object_or_404(ActeFile, acte=acte, pk=file_id)
    try:
        actions.remove_file(file=file, by=request.user, at=timezone.now())
    except actions.NoLongerChanging:
        messages.error(request, GONE)
    else:
        messages.success(request, _("Le document est retiré."))
    return _on(acte, "documents")


@require_http_methods(FORM)
@acte_screen(manage=True)
def duty(request: AgentRequest, acte: Acte) -> HttpResponse:
    settings = TransmissionSettings.objects.filter(organisation=acte.organisation).first()
    online = settings is None or settings.mode == TransmissionSettings.Mode.ELECTRONIC
    main = acte.files.filter(rank=1, content_type=ActeFile.Kind.PDF).first()
    seen = personal_data_in(text_of(main.read())) if main is not None else []
    initial = {"publishes_itself": acte.publishes_itself, "has_paper": acte.has_paper}
    form = forms.DutyForm(
        sent(request),
        nature=acte.nature,
        may_publish=online and not acte.is_individual and not acte.is_training,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.describe_acte(
                acte=acte,
                duty=Acte.Duty.REQUIRED if form.answer.must else Acte.Duty.FREE,
                names_people=said["names_people"],
                publishes_itself=bool(said.get("publishes_itself")) and not said["names_people"],
                has_paper=said["has_paper"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.NoLongerChanging:
            form.add_error(None, GONE)
        else:
            messages.info(request, str(form.answer.why))
            return _on(acte, "check")
    return shown(request, "actes/duty.html", of(acte, seen=seen), form)


@require_http_methods(FORM)
@acte_screen(manage=True)
def vote(request: AgentRequest, acte: Acte) -> HttpResponse:
    """The vote of a deliberation: optional, for the register and the open data."""
    if acte.nature != Nature.DELIBERATION:
        return _on(acte, "")
    names = ("votes_for", "votes_against", "abstentions", "members", "presided_by")
    initial = queries.usual_vote(acte) | {name: value for name in names if (value := getattr(acte, name))}
    form = VoteForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_acte(acte=acte, by=request.user, at=timezone.now(), **form.cleaned_data)
        except actions.NoLongerChanging:
            form.add_error(None, GONE)
        else:
            return _on(acte, "")
    return shown(request, "actes/vote.html", of(acte), form)


@require_http_methods(FORM)
@acte_screen(manage=True)
def check(request: AgentRequest, acte: Acte) -> HttpResponse:
    """What would be refused and what is worth knowing; then the act is given to its signatory, or closed."""
    at = timezone.now()
    free = acte.duty == Acte.Duty.FREE
    if request.method == "POST":
        try:
            if free:
                actions.keep_without_sending(acte=acte, by=request.user, at=at)
                messages.success(request, _("L’acte est clos : il n’a pas à être transmis. Il reste à le publier."))
            else:
                actions.make_ready(acte=acte, by=request.user, at=at)
                messages.success(request, _("L’acte attend son signataire."))
        except actions.NoLongerChanging:
            messages.error(request, GONE)
        except actions.NotReady:
            messages.error(request, _("Il reste quelque chose à corriger."))
        else:
            return _on(acte, "")
    problems = checks.problems_of(acte, at, for_transmission=not free)
    context: dict[str, Any] = {
        "problems": [problem for problem in problems if problem.is_blocking],
        "warnings": [problem for problem in problems if not problem.is_blocking],
        "replacements": checks.object_replacements(acte),
        "free": free,
        "before": checks.transmit_before(acte),
    }
    return shown(request, "actes/check.html", of(acte, **context))


@require_POST
@acte_screen(manage=True)
def take_back(request: AgentRequest, acte: Acte) -> HttpResponse:
    try:
        actions.take_back(acte=acte, by=request.user, at=timezone.now())
    except actions.NoLongerChanging:
        messages.error(request, GONE)
    return _on(acte, "")


@require_POST
@acte_screen(manage=True)
def abandon(request: AgentRequest, acte: Acte) -> HttpResponse:
    try:
        actions.abandon_acte(acte=acte, by=request.user, at=timezone.now())
    except (actions.NoLongerChanging, actions.NumberBurnt):
        messages.error(request, _("La préfecture connaît cet acte : il ne peut plus être abandonné."))
        return _on(acte, "")
    messages.success(request, _("L’acte est abandonné, son numéro est libre."))
    return redirect("actes:list", slug=acte.organisation.slug)


def _on(acte: Acte, screen: str) -> HttpResponse:
    """To the next screen of this act; to its story when there is none."""
    return redirect(f"actes:{screen or 'acte'}", slug=acte.organisation.slug, pk=acte.pk)
