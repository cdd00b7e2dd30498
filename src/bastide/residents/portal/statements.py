"""Where the legal pages of a body's site stand."""

from __future__ import annotations

from django.urls import reverse

from bastide.core.territory.models import Commune, Epci

COMMUNES, EPCIS = "communes", "intercommunalites"
LEGAL_NOTICE, ACCESSIBILITY, PERSONAL_DATA, PLAN = "mentions-legales", "accessibilite", "donnees-personnelles", "plan"
PAGES = (LEGAL_NOTICE, ACCESSIBILITY, PERSONAL_DATA, PLAN)


def address_of(body: Commune | Epci, page: str) -> str:
    kind = COMMUNES if isinstance(body, Commune) else EPCIS
    return reverse("portal:body_statement", kwargs={"kind": kind, "slug": body.slug, "page": page})
