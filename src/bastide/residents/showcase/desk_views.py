"""The four desks, side by side."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bastide.core.territory.models import Organisation
from bastide.core.workspace.screens import AgentRequest, organisation_screen

from .desks import DESKS


@require_safe
@organisation_screen(manage=True)
def index(request: AgentRequest, organisation: Organisation) -> HttpResponse:
    ways = [(desk.words.gesture, desk.words.lead, desk.address("index", organisation.slug)) for desk in DESKS]
    return render(request, "showcase/desks.html", {"organisation": organisation, "ways": ways})
