"""The office's hours and contacts: the reference's value and ours side by side, preview, publish, undo."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bastide.core.territory import actions as territory
from bastide.core.territory.models import Correction, Office, Organisation

from .. import queries
from ..access import AgentRequest, organisation_screen
from ..flow import Refused, three_moves
from ..forms import ContactForm, HoursForm


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def hours(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    office = queries.office_of(organisation)

    def make_form(data: QueryDict | None) -> HoursForm:
        return HoursForm(data, initial=HoursForm.initial_from(office.value("hours")))

    def publish(form: HoursForm) -> HttpResponse:
        at = timezone.now()
        try:
            correction = territory.correct_office(
                office=office, field="hours", value=form.week(), by=request.user, at=at
            )
        except territory.UnusableValue as refusal:
            raise Refused(str(refusal)) from refusal
        return _published(request, organisation, _("Les horaires sont publiés."), correction)

    return three_moves(
        request,
        template="workspace/hours.html",
        preview="workspace/hours_preview.html",
        make_form=make_form,
        publish=publish,
        context={"organisation": organisation, "office": office, "sides": queries.both_sides(office, ["hours"])},
        look=lambda form: {"week": form.week()},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def contact(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    office = queries.office_of(organisation)
    current = {field: office.value(field) for field in ContactForm.FIELDS}

    def changed(form: ContactForm) -> dict[str, object]:
        return {
            field: form.cleaned_data[field]
            for field in ContactForm.FIELDS
            if form.cleaned_data[field] != current[field]
        }

    def publish(form: ContactForm) -> HttpResponse:
        at = timezone.now()
        try:
            corrections = territory.correct_office_fields(office=office, values=changed(form), by=request.user, at=at)
        except territory.UnusableValue as refusal:
            raise Refused(str(refusal)) from refusal
        if not corrections:
            messages.info(request, _("Rien n’a changé : les coordonnées étaient déjà celles-ci."))
            return redirect("workspace:body", slug=organisation.slug)
        return _published(request, organisation, _("Les coordonnées sont publiées."), corrections[0])

    return three_moves(
        request,
        template="workspace/contact.html",
        preview="workspace/contact_preview.html",
        make_form=lambda data: ContactForm(data, initial=current),
        publish=publish,
        context={
            "organisation": organisation,
            "office": office,
            "sides": queries.both_sides(office, ContactForm.FIELDS),
        },
        look=lambda form: {
            "changed": [(*told, current[told[0]]) for told in queries.labelled(changed(form))],
        },
    )


@require_POST
@organisation_screen(manage=True)
def undo(request: AgentRequest, organisation: Organisation, correction_id: int) -> HttpResponse:
    """Take back one publishing: every field it changed returns to what was shown before."""
    office = get_object_or_404(Office, organisation=organisation)
    correction = get_object_or_404(Correction, pk=correction_id, office=office)
    try:
        territory.undo_corrections(correction=correction, by=request.user, at=timezone.now())
    except territory.AlreadyWithdrawn:
        messages.info(request, _("Ce changement était déjà annulé : rien n’a bougé."))
    else:
        messages.success(request, _("C’est annulé : la valeur d’avant est de nouveau affichée."))
    return redirect("workspace:body", slug=organisation.slug)


def _published(
    request: AgentRequest, organisation: Organisation, sentence: str, correction: Correction
) -> HttpResponse:
    messages.success(request, sentence, extra_tags=f"undo:{correction.pk}")
    return redirect("workspace:body", slug=organisation.slug)
