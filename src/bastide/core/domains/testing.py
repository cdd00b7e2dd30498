"""A site with a domain of its own, for the tests of any app."""

from __future__ import annotations

from django.utils import timezone
from wagtail.models import Page

from bastide.core.territory.models import Organisation

from . import actions
from .models import Domain
from .table import table

#: The name under which tests reach a body's site.
OWN_HOST = "valbrune.example"


def give_domain(organisation: Organisation | None = None, *, page: Page | None = None, host: str = OWN_HOST) -> Domain:
    """Record `host` for a body or a section, by nobody in particular."""
    return actions.record_domain(host=host, organisation=organisation, page=page, by=None, at=timezone.now())


def another_process() -> None:
    """Forget which names this process knows, as a process that just started."""
    table.cache_clear()
