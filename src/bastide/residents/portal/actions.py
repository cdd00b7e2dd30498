"""What a body says of its own site."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from bastide.core.accounts.models import User
from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation
from bastide.kit.http.pages import purge

from .models import SiteStatement


@transaction.atomic
def state(*, organisation: Organisation, by: User | None, at: datetime, **said: Any) -> SiteStatement:
    """Keep what the legal pages of a body's site say, and make its pages again.

    Raises ValidationError for a conformity without audit, or a plan that is too long.
    """
    found, _is_new = SiteStatement.objects.select_for_update().get_or_create(
        organisation=organisation, defaults={"changed_at": at}
    )
    changed = sorted(name for name, value in said.items() if getattr(found, name) != value)
    for name, value in said.items():
        setattr(found, name, value)
    found.changed_at = at
    found.full_clean(validate_unique=False)
    found.save()
    purge(f"organisation:{organisation.pk}")
    journal.record(
        "portal.site_stated", target=organisation, by=by, at=at, organisation=organisation, data={"fields": changed}
    )
    return found
