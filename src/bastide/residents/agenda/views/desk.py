"""What the agenda's desk has besides the six screens of all desks: one date, and the events of neighbours."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, held_values, organisation_screen

from .. import actions, queries
from ..desk import DESK
from ..forms import DateForm
from ..models import Event


@require_http_methods(["GET", "HEAD", "POST"])
@organisation_screen(manage=True)
def date(request: AgentRequest, organisation: Organisation, pk: int, date_pk: int) -> HttpResponse:
    """Cancel one date, move it, say something of it."""
    event = get_object_or_404(Event.objects.managed_by(request.user).of_organisation(organisation), pk=pk)
    found = get_object_or_404(event.dates.select_related("event"), pk=date_pk)
    here = timezone.localtime(found.starts_at)
    initial = {"is_cancelled": found.is_cancelled, "note": found.note, "day": here.date(), "clock": f"{here:%H:%M}"}
    held = held_values(request) if request.method == "GET" else None
    form = DateForm(request.POST if request.method == "POST" else held, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.except_date(
            event=event,
            date=found,
            is_cancelled=form.cleaned_data["is_cancelled"],
            starts_at=form.moved_to(),
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("La date est changée."))
        return redirect(DESK.address("look", organisation.slug, pk))
    context = {"organisation": organisation, "event": event, "date": found, "form": form, "desk": DESK}
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "agenda/date.html", context | {"was_held": held is not None}, status=status)


@require_safe
@organisation_screen(manage=True)
def neighbours(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """What others announce, and which of these this body shows too."""
    rows = queries.neighbours_of(organisation, timezone.now())
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    shown = set(
        organisation.event_shares.filter(event__in=[event.pk for event in page]).values_list("event", flat=True)
    )
    context = {"organisation": organisation, "page": page, "shown": shown, "desk": DESK}
    return render(request, "agenda/neighbours.html", context)


@require_POST
@organisation_screen(manage=True)
def share(request: AgentRequest, organisation: Organisation, pk: int) -> HttpResponse:
    event = get_object_or_404(queries.neighbours_of(organisation, timezone.now()), pk=pk)
    actions.share_event(event=event, organisation=organisation, by=request.user, at=timezone.now())
    messages.success(request, _("L’événement se lit aussi sur vos pages."))
    return redirect("agenda_desk:neighbours", slug=organisation.slug)


@require_POST
@organisation_screen(manage=True)
def unshare(request: AgentRequest, organisation: Organisation, pk: int) -> HttpResponse:
    event = get_object_or_404(Event.objects.filter(shares__organisation=organisation), pk=pk)
    actions.unshare_event(event=event, organisation=organisation, by=request.user, at=timezone.now())
    messages.success(request, _("L’événement ne se lit plus sur vos pages."))
    return redirect("agenda_desk:neighbours", slug=organisation.slug)
