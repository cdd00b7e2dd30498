"""Who may do what in Wagtail: a group for each editing role. The guard tests the role itself on every request."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from ..models import Membership, Role, User
from ..models.membership import EDITING_ROLES, in_force_from
from ..registry import place_listeners

GROUP_NAMES = {Role.WEBMASTER: "Webmestres", Role.POLE_STAFF: "Équipe du pôle"}
#: What the pôle may do in the whole tree; a webmaster's own subtree is given with the commune's root page.
POLE_PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page")
#: Wagtail asks for those of its own models, whatever model stands in for them.
POLE_MEDIA_PERMISSIONS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)


def refresh_groups(*, user: User, at: datetime) -> None:
    """Put `user` in the groups of the editing roles that they have or will have, and in no other of these.

    Whoever keeps rights of its own for places is told.
    """
    day = timezone.localdate(at)
    held = Membership.objects.filter(in_force_from(day), user=user, role__in=EDITING_ROLES)
    wanted = [_group_of(Role(role)) for role in set(held.values_list("role", flat=True))]
    ours = Group.objects.filter(name__in=GROUP_NAMES.values())
    user.groups.remove(*ours.exclude(pk__in=[group.pk for group in wanted]))
    user.groups.add(*wanted)
    for _name, listener in place_listeners:
        listener.refresh(user, at)


def _group_of(role: Role) -> Group:
    """The group of an editing role, made with its permissions when the first person needs it."""
    group, is_new = Group.objects.get_or_create(name=GROUP_NAMES[role])
    if is_new:
        names = ["access_admin"]
        if role == Role.POLE_STAFF:
            names.append("change_portalsettings")
            _open_tree_to(group)
        group.permissions.set(Permission.objects.filter(codename__in=names))
    return group


def _open_tree_to(group: Group) -> None:
    """One row on the common ancestor, never one a page: the explorer breaks past a thousand."""
    if (root := Page.get_first_root_node()) is not None:
        for permission in Permission.objects.filter(codename__in=POLE_PAGE_PERMISSIONS):
            GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    if (collection := Collection.get_first_root_node()) is not None:
        of_wagtail = Permission.objects.filter(content_type__app_label__in=["wagtailimages", "wagtaildocs"])
        for permission in of_wagtail.filter(codename__in=POLE_MEDIA_PERMISSIONS):
            GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
