"""The review before publication: its one workflow, and the mails of each step."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation
from bastide.kit.ui.language import in_french
from bastide.residents.portal.models import HomePage

from .. import queries
from ..mails import DECIDED, SUBMITTED, send
from ..models import OwnerReview

if TYPE_CHECKING:
    from bastide.core.accounts.models import User


@transaction.atomic
@in_french
def ensure_review(*, at: datetime) -> Workflow | None:
    """The workflow of every page below the front; None as long as there is no front. Asked twice, it is the same."""
    front = HomePage.objects.select_for_update(of=("self",)).first()
    if front is None:
        return None
    standing = WorkflowPage.objects.filter(page=front.pk).select_related("workflow").first()
    if standing is not None:
        return standing.workflow
    task, _made = OwnerReview.objects.get_or_create(name=_("Relecture"))
    workflow, _new = Workflow.objects.get_or_create(name=_("Relecture avant publication"))
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    WorkflowPage.objects.create(page=front.page_ptr, workflow=workflow)
    return workflow


@transaction.atomic
def tell_of_submission(*, page: Page, by: User | None, comment: str, at: datetime) -> int:
    """Tell those who may publish `page` that it waits for them; gives how many mails leave."""
    people = [each for each in queries.reviewers_of(page, at=at) if each != by]
    sent = send(SUBMITTED, page=page, to=people, by=by, comment=comment)
    _note("pages.submitted", page, by, at)
    return sent


@transaction.atomic
def tell_of_decision(
    *, page: Page, asked_by: User | None, approved: bool, by: User | None, comment: str, at: datetime
) -> int:
    """Tell who proposed `page` what was decided, if they still work for its body; gives how many mails leave."""
    people = [each for each in queries.people_of(page, at=at) if each == asked_by != by]
    sent = send(DECIDED, page=page, to=people, by=by, comment=comment, approved=approved)
    _note("pages.approved" if approved else "pages.sent_back", page, by, at)
    return sent


def _note(verb: str, page: Page, by: Any, at: datetime) -> None:
    owner: Organisation | None = queries.owner_of(page)
    journal.record(verb, target=page, by=by, at=at, organisation=owner)
