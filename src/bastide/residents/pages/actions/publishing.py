"""What the clock does to pages: putting on, taking off, reminding."""

from __future__ import annotations

from datetime import datetime

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from .. import queries
from ..mails import REMINDER, send
from ..models import EditorialPage


def publish_due(*, at: datetime) -> tuple[int, int]:
    """Publish and withdraw what is due, by Wagtail's own command; gives how many revisions and pages were due."""
    due = Revision.objects.filter(approved_go_live_at__lt=at).count()
    over = Page.objects.filter(live=True, expire_at__lt=at).count()
    call_command("publish_scheduled", verbosity=0)
    return due, over


def remind(*, at: datetime) -> int:
    """One mail a page whose date of review has come, to those who look after it; gives how many pages."""
    day = timezone.localdate(at)
    count = 0
    for pk in EditorialPage.objects.to_review(day).not_reminded().values_list("pk", flat=True):
        count += _remind(pk, at=at)
    return count


@transaction.atomic
def _remind(pk: int, *, at: datetime) -> int:
    page = (
        EditorialPage.objects.select_for_update(of=("self",))
        .to_review(timezone.localdate(at))
        .not_reminded()
        .filter(pk=pk)
        .first()
    )
    if page is None:
        return 0
    send(REMINDER, page=page, to=queries.keepers_of(page, at=at), by=None, comment="")
    EditorialPage.objects.filter(pk=pk).update(reminded_on=page.review_on)
    return 1
