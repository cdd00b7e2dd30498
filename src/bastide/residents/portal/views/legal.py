"""Legal pages and the plan of the site, made from the settings and the territory."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bastide.core.retention import queries as retention
from bastide.core.territory.models import PortalSettings
from bastide.kit.http.pages import make_public, public_page

from .. import queries, steps
from ..legal import missing_statements
from ..plan import site_plan as plan_of
from ..registry import FRONT_TAG, cards_of_front
from .home import territory_tags


def _page(request: HttpRequest, template: str, title: str, **context: object) -> HttpResponse:
    settings = PortalSettings.of_request(request)
    context = {"settings": settings, "missing": missing_statements(settings), "steps": steps.alone(title), **context}
    return make_public(render(request, template, context), tags=[*territory_tags(request), "settings"])


@public_page()
def legal_notice(request: HttpRequest) -> HttpResponse:
    return _page(request, "portal/legal_notice.html", _("Mentions légales"), sources=queries.sources())


@public_page()
def accessibility(request: HttpRequest) -> HttpResponse:
    return _page(request, "portal/accessibility.html", _("Accessibilité"))


@public_page()
def personal_data(request: HttpRequest) -> HttpResponse:
    return _page(request, "portal/personal_data.html", _("Données personnelles"), rules=retention.rules())


@public_page()
def site_plan(request: HttpRequest) -> HttpResponse:
    response = _page(
        request,
        "portal/site_plan.html",
        _("Plan du site"),
        plan=plan_of(PortalSettings.of_request(request).territory),
        cards=cards_of_front(request),
    )
    return make_public(response, tags=[FRONT_TAG])
