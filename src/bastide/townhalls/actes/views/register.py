"""The legal register, as everybody reads it."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bastide.core.domains import queries as domains
from bastide.core.territory.models import Commune, Epci, Organisation, PortalSettings
from bastide.kit.http.pages import make_public, public_page

from .. import exports, queries
from ..forms.register import RegisterForm
from ..models import RegisterEntry

PAGE = 30


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Acts of the whole territory, newest first, narrowed by commune, date, subject and words of the PDF."""
    territory = PortalSettings.of_request(request).territory
    communes = list(Commune.objects.in_territory(territory).order_by("bare_name", "pk"))
    form = RegisterForm(request.GET, communes=communes)
    return _listed(request, form, {"territory": territory}, "register", {"heading": _("Actes et délibérations")})


@require_safe
def commune(request: HttpRequest, slug: str) -> HttpResponse:
    found = _commune(slug)
    assert found.organisation is not None
    return _of_body(request, found.organisation, found, found.of_name)


@require_safe
def epci(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Epci.objects.select_related("organisation"), slug=slug)
    return _of_body(request, found.organisation, found, found.name)


def _of_body(request: HttpRequest, organisation: Organisation, body: Commune | Epci, name: str) -> HttpResponse:
    domains.tell_owner(request, organisation)
    form = RegisterForm(request.GET, communes=[])
    heading = _("Actes et délibérations %(of)s") % {"of": name}
    context = {"heading": heading, "body": body, "organisation": organisation}
    return _listed(request, form, {"organisation": organisation}, f"register:{organisation.pk}", context)


def _listed(
    request: HttpRequest, form: RegisterForm, scope: dict[str, Any], tag: str, context: dict[str, Any]
) -> HttpResponse:
    wish = form.wish()
    found = queries.found_in_register(wish, **scope)
    page = queries.RegisterPaginator(found.entries, PAGE).get_page(request.GET.get("page"))
    years = queries.years_of_register(**scope) if page.paginator.is_capped else []  # type: ignore[attr-defined]
    context |= {"form": form, "page": page, "wish": wish, "found": found, "years": years}
    response = render(request, "actes/register.html", context)
    if request.GET:
        # What was looked for is nobody's business: only the plain list is kept.
        return response
    return make_public(response, tags=[tag], query=RegisterForm.PARAMETERS)


@public_page()
def entry(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One publication: its document, author, capacity, dates, delays; or the notice of its withdrawal."""
    found = _public(pk)
    domains.tell_owner(request, found.organisation)
    body = getattr(found.organisation, "commune", None) or getattr(found.organisation, "epci", None)
    context = {
        "entry": found,
        "body": body,
        "organisation": found.organisation,
        "is_within_appeal": found.is_within_appeal(timezone.now()),
    }
    status = 410 if found.withdrawn_at is not None else 200
    response = render(request, "actes/entry.html", context, status=status)
    return make_public(response, tags=[f"register-entry:{found.pk}"])


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The document as it was published, to be kept."""
    found = _public(pk)
    if found.withdrawn_at is not None:
        return redirect("register:entry", pk=found.pk)
    etag = f'"{found.sha256}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = FileResponse(found.document.open("rb"), filename=found.name, content_type="application/pdf")
    response["ETag"] = etag
    # Kept, and asked about each time: an act that is withdrawn, perhaps for the names in it, is gone at once.
    response["Cache-Control"] = "public, no-cache"
    return response


@public_page()
def scdl(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The published deliberations of a commune, in the common format of local authorities (SCDL)."""
    found = _commune(slug)
    assert found.organisation is not None
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, exports.SCDL_COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(exports.scdl_rows(found.organisation, request.build_absolute_uri))
    response = HttpResponse(sheet.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="deliberations-{found.slug}.csv"'
    return make_public(response, tags=[f"register:{found.organisation.pk}"])


def _commune(slug: str) -> Commune:
    found = Commune.objects.whole().select_related("organisation")
    return get_object_or_404(found, slug=slug, organisation__isnull=False)


def _public(pk: int) -> RegisterEntry:
    found = (
        RegisterEntry.objects.public()
        .select_related("organisation__commune", "organisation__epci", "acte")
        .defer("text")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found
