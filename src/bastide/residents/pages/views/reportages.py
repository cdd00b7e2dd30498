"""Reportages and albums, by theme."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bastide.kit.http.pages import make_public, public_page

from .. import queries
from ..models import ReportagePage
from ..models.reportage import REPORTAGES_TAG

PAGE_SIZE = 24


@public_page(query=["theme", "page"])
def reportages(request: HttpRequest) -> HttpResponse:
    theme = request.GET.get("theme", "")
    if theme and theme not in ReportagePage.Theme.values:
        raise Http404
    context = {
        "page": Paginator(queries.reportages(theme=theme), PAGE_SIZE).get_page(request.GET.get("page")),
        "themes": ReportagePage.Theme.choices,
        "theme": theme,
        "steps": [(_("Accueil"), "/"), (_("Reportages"), None)],
    }
    return make_public(render(request, "pages/reportages.html", context), tags=[REPORTAGES_TAG])
