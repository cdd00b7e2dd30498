"""Legal pages and the plan of the site: the portal's from its settings, a body's from its data."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from bastide.core.domains import queries as domains
from bastide.core.domains.registry import links_of
from bastide.core.retention import queries as retention
from bastide.core.territory.models import Commune, Epci, PortalSettings
from bastide.kit.http.pages import make_public, public_page

from .. import queries, steps
from ..legal import head_of, said_by_body, said_by_portal
from ..plan import site_plan as plan_of
from ..registry import FRONT_TAG, cards_of_front
from ..statements import ACCESSIBILITY, COMMUNES, EPCIS, LEGAL_NOTICE, PERSONAL_DATA, PLAN, address_of
from .home import territory_tags

Titles = dict[str, str]


def _titles() -> Titles:
    return {
        LEGAL_NOTICE: _("Mentions légales"),
        ACCESSIBILITY: _("Accessibilité"),
        PERSONAL_DATA: _("Données personnelles"),
        PLAN: _("Plan du site"),
    }


TEMPLATES = {
    LEGAL_NOTICE: "portal/legal_notice.html",
    ACCESSIBILITY: "portal/accessibility.html",
    PERSONAL_DATA: "portal/personal_data.html",
    PLAN: "portal/body_plan.html",
}


def _more(page: str) -> dict[str, Any]:
    """What one of the pages shows besides."""
    if page == LEGAL_NOTICE:
        return {"sources": queries.sources()}
    return {"rules": retention.rules()} if page == PERSONAL_DATA else {}


def _page(request: HttpRequest, page: str, template: str = "", **more: Any) -> HttpResponse:
    settings = PortalSettings.of_request(request)
    title = _titles()[page]
    context = {"said": said_by_portal(settings), "steps": steps.alone(title), **_more(page), **more}
    response = render(request, template or TEMPLATES[page], context)
    return make_public(response, tags=[*territory_tags(request), "settings"])


@public_page()
def legal_notice(request: HttpRequest) -> HttpResponse:
    return _page(request, LEGAL_NOTICE)


@public_page()
def accessibility(request: HttpRequest) -> HttpResponse:
    return _page(request, ACCESSIBILITY)


@public_page()
def personal_data(request: HttpRequest) -> HttpResponse:
    return _page(request, PERSONAL_DATA)


@public_page()
def site_plan(request: HttpRequest) -> HttpResponse:
    plan = plan_of(PortalSettings.of_request(request).territory)
    response = _page(request, PLAN, "portal/site_plan.html", plan=plan, cards=cards_of_front(request))
    return make_public(response, tags=[FRONT_TAG])


@public_page()
def body_statement(request: HttpRequest, kind: str, slug: str, page: str) -> HttpResponse:
    """A legal page, or the plan, of the site of one commune or EPCI."""
    body = _body(kind, slug)
    organisation = body.organisation
    if organisation is None:
        raise Http404
    domains.tell_owner(request, organisation)
    said = said_by_body(organisation, PortalSettings.of_request(request), head_of(organisation))
    title = _titles()[page]
    where = steps.in_communes if kind == COMMUNES else steps.in_epcis
    trail = [*where(said.site_name)[:-1], (said.site_name, body.get_absolute_url()), (title, None)]
    pages = [(label, address_of(body, each)) for each, label in _titles().items() if each != page]
    context = {"said": said, "steps": trail, "body": body, "pages": pages, **_more(page)}
    if page == PLAN:
        context["links"] = links_of(organisation)
    response = render(request, TEMPLATES[page], context)
    tags = [f"organisation:{organisation.pk}", f"territory:{organisation.territory_id}", "settings"]
    # What the plan names comes and goes without naming the plan.
    return make_public(response, tags=tags, max_age=900 if page == PLAN else 3600)


def _body(kind: str, slug: str) -> Commune | Epci:
    """With its office and what it said."""
    related = ("organisation__office", "organisation__statement", "organisation__commune", "organisation__epci")
    if kind == EPCIS:
        rows = Epci.objects.select_related(*related).prefetch_related("organisation__office__corrections")
        return get_object_or_404(rows, slug=slug)
    found = Commune.objects.whole().select_related(*related).prefetch_related("organisation__office__corrections")
    return get_object_or_404(found, slug=slug, organisation__isnull=False)
