"""What the law asks a public site to say: for the portal from its settings, for a body's site from its data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import (
    AccessibilityStatement,
    Commune,
    Epci,
    Mandate,
    Office,
    Organisation,
    PortalSettings,
)

from .addresses import contact_address
from .models import SiteStatement


@dataclass(frozen=True)
class Obligation:
    """One thing to say, where it is kept, and the text that asks for it."""

    field: str
    label: Any
    source: Any


LCEN, GDPR, DECREE = _("loi du 21 juin 2004"), _("RGPD, articles 13 et 37"), _("décret du 24 juillet 2019")

# Sources: loi n° 2004-575 du 21 juin 2004, art. 1-1 (publisher, director, host); RGPD, art. 13 and 37 (data protection
# officer, compulsory for public bodies); loi n° 2005-102, art. 47, and décret n° 2019-768, art. 3 (multi-year plan) and
# 4 (accessibility contact). Read 2026-11.
OBLIGATIONS = (
    Obligation("publisher", _("Nom de l’éditeur"), LCEN),
    Obligation("publisher_address", _("Adresse de l’éditeur"), LCEN),
    Obligation("publisher_phone", _("Téléphone de l’éditeur"), LCEN),
    Obligation("publisher_email", _("Adresse électronique de l’éditeur"), LCEN),
    Obligation("publication_director", _("Directeur de la publication"), LCEN),
    Obligation("host_name", _("Nom de l’hébergeur"), LCEN),
    Obligation("host_address", _("Adresse de l’hébergeur"), LCEN),
    Obligation("host_phone", _("Téléphone de l’hébergeur"), LCEN),
    Obligation("dpo_email", _("Délégué à la protection des données"), GDPR),
    Obligation("accessibility_email", _("Contact pour l’accessibilité"), DECREE),
    Obligation("plan", _("Plan pluriannuel d’accessibilité"), DECREE),
)
#: What a body alone can give: its host is the portal's.
OF_A_BODY = tuple(each for each in OBLIGATIONS if not each.field.startswith("host_"))


@dataclass(frozen=True)
class Said:
    """Everything that the legal pages of one site say."""

    site_name: str
    publisher: str
    publisher_address: str
    publisher_phone: str
    publisher_email: str
    publication_director: str
    host_name: str
    host_address: str
    host_phone: str
    dpo_name: str
    dpo_email: str
    accessibility_email: str
    accessibility: AccessibilityStatement
    #: None on the portal itself.
    body: Commune | Epci | None = None
    #: Where a town hall shows its address to who asks, and to no harvester (decision 0040); "" without one.
    contact_url: str = ""
    #: The same when nobody gave another address for defects of accessibility.
    contact_for_defects: str = ""

    @property
    def plan(self) -> str:
        return str(self.accessibility.plan)

    @property
    def missing(self) -> list[Obligation]:
        """What the pages show as « non renseigné »."""
        return [each for each in OBLIGATIONS if not str(getattr(self, each.field)).strip()]

    @property
    def missing_in_notice(self) -> list[Obligation]:
        """Those that stand on the page of legal notices."""
        return [each for each in self.missing if each.field.startswith(("publi", "host_"))]

    @property
    def status(self) -> str:
        """« non conforme »: what the link to the declaration says on every page."""
        return str(self.accessibility.get_conformity_display())


def said_by_portal(settings: PortalSettings) -> Said:
    return Said(
        site_name=str(settings),
        publisher=settings.publisher,
        publisher_address=settings.publisher_address,
        publisher_phone=settings.publisher_phone,
        publisher_email=settings.publisher_email,
        publication_director=settings.publication_director,
        host_name=settings.host_name,
        host_address=settings.host_address,
        host_phone=settings.host_phone,
        dpo_name="",
        dpo_email=settings.dpo_email,
        accessibility_email=settings.accessibility_email,
        accessibility=settings,
    )


def said_by_body(organisation: Organisation, settings: PortalSettings, head: Mandate | None) -> Said:
    """From the data of a body that comes with its commune or EPCI, office and statement; no query."""
    statement = statement_of(organisation)
    office: Office | None = getattr(organisation, "office", None)
    email = _office(office, "email")
    body = getattr(organisation, "commune", None) or getattr(organisation, "epci", None)
    city = " ".join(part for part in (_office(office, "postcode"), _office(office, "city")) if part)
    contact = contact_address(body) if isinstance(body, Commune) and email else ""
    return Said(
        site_name=str(body or organisation),
        publisher=organisation.name,
        publisher_address="\n".join(part for part in (_office(office, "address"), city) if part),
        publisher_phone=_office(office, "phone"),
        publisher_email=email,
        publication_director=statement.publication_director or director(head),
        host_name=settings.host_name,
        host_address=settings.host_address,
        host_phone=settings.host_phone,
        dpo_name=statement.dpo_name,
        dpo_email=statement.dpo_email,
        accessibility_email=statement.accessibility_email or email,
        accessibility=statement,
        body=body,
        contact_url=contact,
        contact_for_defects="" if statement.accessibility_email else contact,
    )


def statement_of(organisation: Organisation) -> SiteStatement:
    """What the body said, or an empty one that nobody saved."""
    found: SiteStatement | None = getattr(organisation, "statement", None)
    return found if found is not None else SiteStatement(organisation=organisation)


def director(head: Mandate | None) -> str:
    """ "Aline Dutilh, maire": the legal representative of a body directs what it publishes.

    Source: loi n° 82-652 du 29 juillet 1982, art. 93-2 (text not at hand, to be verified).
    """
    if head is None:
        return ""
    function = (head.title or head.get_function_display()).strip()
    return f"{head.full_name}, {function[:1].lower()}{function[1:]}"


def head_of(organisation: Organisation) -> Mandate | None:
    """The mayor or the president today. One query."""
    held = Mandate.objects.in_force_on(timezone.localdate()).filter(
        organisation=organisation, function__in=Mandate.SINGLE
    )
    return held.order_by("rank", "pk").first()


def missing_statements(settings: PortalSettings) -> list[Obligation]:
    """What the legal pages of the portal show as « non renseigné », for the pôle to fill in."""
    return said_by_portal(settings).missing


def lacks(organisation: Organisation, *, has_head: bool) -> list[Obligation]:
    """What the legal pages of a body's site lack that the body itself can give. No query."""
    said = said_by_body(organisation, PortalSettings(), None)
    return [
        each
        for each in OF_A_BODY
        if not str(getattr(said, each.field)).strip() and not (each.field == "publication_director" and has_head)
    ]


def _office(office: Office | None, field: str) -> str:
    return str(office.value(field) or "").strip() if office is not None else ""
