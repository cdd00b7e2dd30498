"""For the pôle: what runs by the clock, how it went, and running it now."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bastide.core.territory.models import require_pole

from . import actions, queries
from .models import PeriodicRun


@require_safe
def works(request: HttpRequest) -> HttpResponse:
    require_pole(request.user)
    return render(request, "schedule/works.html", {"works": queries.works(timezone.now())})


@require_POST
def run_soon(request: HttpRequest, run_id: int) -> HttpResponse:
    require_pole(request.user)
    run = get_object_or_404(PeriodicRun, pk=run_id)
    try:
        actions.run_soon(run=run, by=cast(Model, request.user), at=timezone.now())
    except actions.RunningNow:
        messages.info(request, _("Ce travail est en cours : attendez qu’il finisse."))
    else:
        messages.success(request, _("C’est demandé : le travail sera fait dans la minute."))
    return redirect("schedule:works")
