"""What programs of a body ask, and the acts that go to archives."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import QuerySet

from bastide.core.territory.models import Organisation

from .. import channels, sendings
from ..models import Acte, Envelope, SoftwareKey, Transaction

#: Nothing of these acts will change, but letters and a withdrawal.
FINISHED = (Acte.State.RECEIVED, Acte.State.CANCELLED, Acte.State.KEPT)


def exchange_of(organisation: Organisation, number: int | None) -> Transaction | None:
    """An exchange of this body by its reference; another body's is none."""
    if number is None:
        return None
    found = Transaction.objects.filter(organisation=organisation)
    return found.select_related("acte__register_entry", "acte__organisation", "parent").filter(pk=number).first()


def transmission_named(organisation: Organisation, unique_id: str) -> Transaction | None:
    """The last transmission of the act that the State calls `unique_id`, known before its receipt."""
    parts = unique_id.split("-")
    if len(parts) != 5:
        return None
    sent = Transaction.objects.filter(
        organisation=organisation, kind=Transaction.Kind.ACTE, acte__number=parts[3][:15]
    ).select_related("acte", "organisation__acte_settings")
    for exchange in sent.order_by("-pk"):
        acte = exchange.acte
        if acte is None or acte.decided_on is None:
            continue
        settings = channels.settings_of_exchange(exchange)
        if unique_id == acte.unique_id or (settings and unique_id == sendings.unique_id(acte, settings)):
            return exchange
    return None


def transmissions_in(
    organisation: Organisation, state: int, *, since: date | None = None, until: date | None = None
) -> QuerySet[Transaction]:
    """Transmissions of acts that are in a state, the oldest first."""
    found = Transaction.objects.filter(organisation=organisation, kind=Transaction.Kind.ACTE, state=state)
    if since:
        found = found.filter(created_at__date__gte=since)
    if until:
        found = found.filter(created_at__date__lte=until)
    return found.select_related("acte", "envelope").order_by("pk")


def letters_to_fetch(organisation: Organisation) -> QuerySet[Transaction]:
    """Letters that no program of the body has fetched, the oldest first."""
    unfetched = Transaction.objects.letters().filter(organisation=organisation, fetched_at__isnull=True)
    return unfetched.select_related("acte").order_by("pk")[:500]


def envelope_of(organisation: Organisation, number: int | None) -> Envelope | None:
    return Envelope.objects.filter(organisation=organisation, pk=number).first() if number is not None else None


def software_keys_of(organisation: Organisation) -> QuerySet[SoftwareKey]:
    """The keys of a body, those in force first."""
    found = SoftwareKey.objects.of_organisation(organisation).select_related("signatory", "created_by")
    return found.order_by(models.F("revoked_at").desc(nulls_first=True), "label", "pk")


def actes_to_archive(
    organisation: Organisation, *, since: date | None = None, until: date | None = None, number: int | None = None
) -> QuerySet[Acte]:
    """Finished acts of these days, by day: received, cancelled, or not to be transmitted. Training is no archive."""
    found = Acte.objects.of_organisation(organisation).real().filter(state__in=FINISHED)
    if number is not None:
        return found.filter(pk=number).select_related("register_entry", "organisation")
    if since:
        found = found.filter(decided_on__gte=since)
    if until:
        found = found.filter(decided_on__lte=until)
    return found.select_related("register_entry", "organisation").order_by("decided_on", "pk")
