"""Recording and forgetting the names of sites."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from wagtail.models import Page

from bastide.core.accounts.models import User
from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation
from bastide.kit.http.pages import purge, purge_all

from .models import Domain
from .names import IsThePortal, NotAHost, cleaned
from .table import DOMAINS_TAG, address_of

__all__ = ["HostTaken", "IsThePortal", "NoSite", "NotAHost", "forget_domain", "record_domain"]


class HostTaken(Exception):
    """Another site, or this one, has the name already."""


class NoSite(Exception):
    """Nothing of the portal stands behind this owner."""


@transaction.atomic
def record_domain(
    *, host: str, organisation: Organisation | None = None, page: Page | None = None, by: User | None, at: datetime
) -> Domain:
    """Let the site of `organisation`, or the section `page`, answer under `host`, as somebody typed it.

    Raises NotAHost, IsThePortal, HostTaken, NoSite.
    """
    name = cleaned(host)
    where = organisation.public_url if organisation else address_of(page)
    if not where or where == "/":
        raise NoSite
    if Domain.objects.filter(host=name).exists():
        raise HostTaken(name)
    try:
        with transaction.atomic():
            domain = Domain.objects.create(host=name, organisation=organisation, page=page, recorded_at=at)
    except IntegrityError as error:
        raise HostTaken(name) from error
    _settle(organisation)
    journal.record("domains.recorded", target=domain, by=by, at=at, organisation=organisation, data={"host": name})
    return domain


@transaction.atomic
def forget_domain(*, domain: Domain, by: User | None, at: datetime) -> None:
    """Stop answering under a name; the next oldest of the owner becomes its main name."""
    organisation, host = domain.organisation, domain.host
    domain.delete()
    _settle(organisation)
    journal.record(
        "domains.forgotten", target=organisation, by=by, at=at, organisation=organisation, data={"host": host}
    )


def _settle(organisation: Organisation | None) -> None:
    """Write the main name beside the body, whose pages say it, and make every page again: links name hosts."""
    if organisation is not None:
        main = Domain.objects.of_owner(organisation=organisation).first()
        organisation.own_host = main.host if main else ""
        organisation.save(update_fields=["own_host"])
    purge(DOMAINS_TAG)
    purge_all()
