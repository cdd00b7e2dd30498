"""Links to drafts: made, withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.models import Page

from bastide.core.journal import actions as journal

from .. import queries
from ..models import DraftLink
from ..models.draft_link import new_name

if TYPE_CHECKING:
    from bastide.core.accounts.models import User


class DraftRefused(Exception):
    """The person may not change this page, or the link would hold too long or not at all."""


@transaction.atomic
def make_draft_link(*, page: Page, days: int, with_below: bool, by: User, at: datetime) -> DraftLink:
    """A link for somebody without account, that holds `days` days. Raises DraftRefused."""
    if not page.permissions_for_user(by).can_edit() or not 1 <= days <= DraftLink.LONGEST_DAYS:
        raise DraftRefused
    link = DraftLink.objects.create(
        page=page, name=new_name(), with_below=with_below, made_at=at, made_by=by, ends_at=at + timedelta(days=days)
    )
    journal.record(
        "pages.draft_shared", target=page, by=by, at=at, organisation=queries.owner_of(page), data={"days": days}
    )
    return link


@transaction.atomic
def withdraw_draft_link(*, link: DraftLink, by: User, at: datetime) -> DraftLink:
    """Close a link now; twice changes nothing. Raises DraftRefused."""
    link = DraftLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if not link.page.permissions_for_user(by).can_edit():
        raise DraftRefused
    if link.withdrawn_at is None:
        link.withdrawn_at = at
        link.save(update_fields=["withdrawn_at"])
        journal.record(
            "pages.draft_withdrawn", target=link.page, by=by, at=at, organisation=queries.owner_of(link.page)
        )
    return link
