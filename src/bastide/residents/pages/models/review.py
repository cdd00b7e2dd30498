"""The one step of the review: who owns a page reads it before everybody does."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupPagePermission, Page, Task, TaskState


class OwnerReview(Task):
    """One task for the whole portal, answered for each page by those who may publish it.

    Wagtail's own task asks for a group, the same for every page: with one workflow, the webmaster of a commune would
    read and approve the drafts of all the others.
    """

    admin_form_fields: ClassVar[list[str]] = Task.admin_form_fields

    class Meta:
        verbose_name = _("relecture par l’organisme")
        verbose_name_plural = _("relectures par l’organisme")

    def _may_review(self, page: Any, user: Any) -> bool:
        return bool(page.permissions_for_user(user).can_publish())

    def user_can_access_editor(self, page: Any, user: Any) -> bool:
        return self._may_review(page, user)

    def locked_for_user(self, page: Any, user: Any) -> bool:
        """While it is being read, who proposed it does not change it."""
        return not self._may_review(page, user)

    def user_can_lock(self, page: Any, user: Any) -> bool:
        return self._may_review(page, user)

    def user_can_unlock(self, page: Any, user: Any) -> bool:
        return False

    def get_actions(self, page: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self._may_review(page, user):
            return []
        return [
            ("reject", _("Demander une correction"), True),
            ("approve", _("Publier"), False),
            ("approve", _("Publier avec un mot"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        waiting = TaskState.objects.filter(task=self.task_ptr, status=TaskState.STATUS_IN_PROGRESS)
        reach = Page.objects.none()
        for root in _reviewed_roots(user):
            reach = reach | Page.objects.descendant_of(root, inclusive=True)
        keys = reach.annotate(key=Cast("pk", models.CharField())).values("key")
        return waiting.filter(
            workflow_state__base_content_type__app_label="wagtailcore",
            workflow_state__base_content_type__model="page",
            workflow_state__object_id__in=keys,
        )

    @classmethod
    def get_description(cls) -> str:
        return str(_("Le webmestre de l’organisme ou le pôle relit, puis publie ou demande une correction."))


def _reviewed_roots(user: Any) -> list[Page]:
    """The tops of what `user` may publish: the whole tree for the pôle, else the roots of their bodies."""
    rows = GroupPagePermission.objects.filter(group__user=user, permission__codename="publish_page")
    return list(Page.objects.filter(pk__in=rows.values("page")))
