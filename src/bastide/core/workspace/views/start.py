"""The start pages: whose space this is, what waits, what can be done, what happened."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bastide.core.accounts.models import Role
from bastide.core.territory.models import Organisation
from bastide.kit.http.asked import asked

from .. import queries
from ..access import AgentRequest, organisation_screen, to_sign_in
from ..concerns import CONCERNS
from ..words import opening_sentence


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the person's only body, or to the choice among several."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    bodies = list(Organisation.objects.held_by(request.user, list(Role)).order_by("name")[:2])
    if len(bodies) == 1:
        return redirect("workspace:body", slug=bodies[0].slug)
    return redirect("workspace:bodies")


@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """Every body the person can work for; the pôle has one row per body of its territory."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    words, concern = asked(request, "q"), asked(request, "manque")
    found = queries.bodies_named(request.user, words, lacking=concern, at=timezone.now())
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "workspace/bodies.html", {"page": page, "asked": words, "lacking": CONCERNS.get(concern)})


@require_safe
@organisation_screen(manage=False)
def body(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """The start page of one body, the pôle's included."""
    at = timezone.now()
    tasks = queries.tasks_for(organisation, request.user, at)
    return render(
        request,
        "workspace/body.html",
        {
            "organisation": organisation,
            "is_start": True,
            "at": at,
            "tasks": tasks,
            "waiting": sum(task.count for task in tasks),
            "gestures": queries.gestures_for(organisation, request.user, at),
            "events": queries.latest_lines(organisation, limit=8),
            "opening": opening_sentence(organisation, queries.opening_of(organisation, at)),
            "has_several": queries.has_several_bodies(request.user),
            "is_pole": organisation.kind == Organisation.Kind.POLE,
        },
    )


@require_safe
@organisation_screen(manage=False)
def changes(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    """Who changed what, newest first."""
    page = Paginator(queries.lines_of(organisation), 50).get_page(request.GET.get("page"))
    return render(
        request,
        "workspace/changes.html",
        {
            "organisation": organisation,
            "page": page,
            "undoable": queries.undoable_corrections(organisation, request.user),
        },
    )
