"""Listening to Wagtail, which tells by signals what happened to its pages."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from bastide.kit.registry.starting import Start, starts

from . import actions, queries

#: What pages below say of a page above.
NAMES = {"title", "slug", "live"}
#: Wagtail's own mails, which we send ourselves: to the people of one body only, in our words.
SILENCED = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def changed(sender: Any, instance: Page, **kwargs: Any) -> None:
    actions.take_back(page=instance)


#: Noted on a page between the two signals of its save.
RENAMED = "bastide_is_renamed"


def about_to_be_saved(sender: Any, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    if isinstance(instance, Page) and instance.pk and not raw and (update_fields is None or NAMES & set(update_fields)):
        vars(instance)[RENAMED] = queries.is_renamed(instance)


def saved(sender: Any, instance: Any, **kwargs: Any) -> None:
    """After the row: a page made between the purge and the row would keep the old name."""
    if vars(instance).pop(RENAMED, False):
        actions.take_back_names(page=instance)


def moved(sender: Any, instance: Page, parent_page_before: Page, **kwargs: Any) -> None:
    actions.after_move(page=instance, before=parent_page_before)


def deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page) and instance.path:
        actions.take_back(page=instance)


def restricted(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    for page in instance.page.get_descendants(inclusive=True).live():
        actions.take_back(page=page)


def submitted(sender: Any, instance: TaskState, user: Any, **kwargs: Any) -> None:
    page = instance.workflow_state.content_object
    if isinstance(page, Page):
        actions.tell_of_submission(page=page, by=user, comment="", at=timezone.now())


def approved(sender: Any, instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    _decided(instance, user, approved=True)


def rejected(sender: Any, instance: WorkflowState, user: Any, **kwargs: Any) -> None:
    _decided(instance, user, approved=False)


def _decided(state: WorkflowState, user: Any, *, approved: bool) -> None:
    page = state.content_object
    if isinstance(page, Page):
        comment = state.current_task_state.comment if state.current_task_state else ""
        actions.tell_of_decision(
            page=page, asked_by=state.requested_by, approved=approved, by=user, comment=comment, at=timezone.now()
        )


def listen() -> None:
    for signal, sender, uid in SILENCED:
        signal.disconnect(sender=sender, dispatch_uid=uid)
    page_published.connect(changed, dispatch_uid="pages.published")
    page_unpublished.connect(changed, dispatch_uid="pages.unpublished")
    pre_save.connect(about_to_be_saved, dispatch_uid="pages.named")
    post_save.connect(saved, dispatch_uid="pages.renamed")
    post_page_move.connect(moved, dispatch_uid="pages.moved")
    pre_delete.connect(deleted, dispatch_uid="pages.deleted")
    post_save.connect(restricted, sender=PageViewRestriction, dispatch_uid="pages.restricted")
    post_delete.connect(restricted, sender=PageViewRestriction, dispatch_uid="pages.opened")
    task_submitted.connect(submitted, sender=TaskState, dispatch_uid="pages.submitted")
    workflow_approved.connect(approved, sender=WorkflowState, dispatch_uid="pages.approved")
    workflow_rejected.connect(rejected, sender=WorkflowState, dispatch_uid="pages.rejected")


starts.plug("pages", Start("Pages", listen))
