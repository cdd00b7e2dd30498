"""What leaves with a body of what it said of itself, and how bodies and communes are named elsewhere."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.leaving import Leaving, Named, Table, leaving

from .models import Commune, Correction, ExceptionalClosure, Mandate, Office, Organisation


def body_name(body: Organisation) -> dict[str, str]:
    """By which it is found on another portal: the code of a commune, a SIREN, else its address here."""
    commune = getattr(body, "commune", None)
    codes = {"type": commune.type, "insee_code": commune.insee_code} if commune is not None else {}
    return {"kind": body.kind, "siren": body.siren, "slug": body.slug, "name": body.name, **codes}


def find_body(name: Any) -> Organisation | None:
    bodies = Organisation.objects.filter(kind=name["kind"], closed_on__isnull=True).order_by("pk")
    if name.get("insee_code"):
        return bodies.filter(commune__type=name["type"], commune__insee_code=name["insee_code"]).first()
    if name.get("siren"):
        return bodies.filter(siren=name["siren"]).first()
    return bodies.filter(slug=name["slug"]).first()


def find_commune(name: Any) -> Commune | None:
    return Commune.objects.filter(type=name["type"], insee_code=name["insee_code"]).first()


def find_office(name: Any) -> Office | None:
    body = find_body(name)
    return Office.objects.filter(organisation=body).first() if body is not None else None


REFERENCE = _("donnée de référence, que chaque portail charge lui-même")

leaving.plug(
    "territory",
    Leaving(
        _("Coordonnées, horaires, élus donnés par l’organisme"),
        order=10,
        tables=(
            Table(Correction, lambda body: Correction.objects.filter(office__organisation=body).order_by("pk")),
            Table(
                ExceptionalClosure,
                lambda body: ExceptionalClosure.objects.filter(office__organisation=body).order_by("pk"),
            ),
            Table(
                Mandate,
                lambda body: Mandate.objects.filter(organisation=body, origin=Mandate.Origin.LOCAL).order_by("pk"),
            ),
        ),
        named=(
            Named(Organisation, body_name, find_body),
            Named(Commune, lambda it: {"type": it.type, "insee_code": it.insee_code}, find_commune),
            Named(Office, lambda it: body_name(it.organisation), find_office),
        ),
        stays={
            "territory.Organisation": REFERENCE,
            "territory.Commune": REFERENCE,
            "territory.Epci": REFERENCE,
            "territory.Office": REFERENCE,
            "domains.*": _("une adresse de l’organisme se donne de nouveau là-bas"),
            "portal.SiteStatement": _("une déclaration est celle d’un site à son adresse : elle se refait là-bas"),
        },
    ),
)
