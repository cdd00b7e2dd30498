"""Isolation: whose things a person sees and manages. Every owned QuerySet comes from here; no view filters by itself.

    class NoticeQuerySet(OwnedQuerySet["Notice"]):
        owner_path = "organisation"

    Notice.objects.managed_by(request.user)

Memberships live in `core.accounts`, above this app, and are reached through the person (`user.memberships`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does in a body."""

    AGENT = "agent", _("Agent")
    SIGNATORY = "signatory", _("Signataire")
    ELECTED = "elected", _("Élu")
    WEBMASTER = "webmaster", _("Webmestre")
    POLE_STAFF = "pole_staff", _("Équipe du pôle")
    PARTNER = "partner", _("Partenaire")


#: Who prepares and changes what a body owns. Elected people read; webmasters write in the back office only.
MANAGING = (Role.AGENT, Role.SIGNATORY, Role.PARTNER, Role.POLE_STAFF)
#: Roles that reach every body of the territory of their own body.
TERRITORY_WIDE = (Role.POLE_STAFF,)

M = TypeVar("M", bound=models.Model)


def require_pole(user: Any) -> None:
    """For screens of the pôle's team alone. Raises PermissionDenied for anybody else, strangers among them."""
    if not user.is_authenticated or not user.holds([Role.POLE_STAFF]):
        raise PermissionDenied


class OwnedQuerySet(models.QuerySet[M]):
    """Rows that one body owns."""

    #: Lookup from the row to the body that owns it; empty on the bodies themselves.
    owner_path: ClassVar[str] = "organisation"

    def visible_to(self, user: AbstractBaseUser | AnonymousUser, *, at: datetime | None = None) -> Self:
        """What `user` may read in the workspace on the day of `at` (now): the things of their bodies."""
        return self._within_reach(user, tuple(Role), at)

    def managed_by(self, user: AbstractBaseUser | AnonymousUser, *, at: datetime | None = None) -> Self:
        """What `user` may change on the day of `at` (now)."""
        return self._within_reach(user, MANAGING, at)

    def held_by(
        self, user: AbstractBaseUser | AnonymousUser, roles: Collection[Role], *, at: datetime | None = None
    ) -> Self:
        """The things of the bodies in which `user` has one of `roles` in person; nothing through the territory."""
        memberships = _memberships_in_force(user, at)
        if memberships is None:
            return self.none()
        return self.filter(self._owned_by(memberships.filter(role__in=roles)))

    def overseen_by(self, user: AbstractBaseUser | AnonymousUser, *, at: datetime | None = None) -> Self:
        """What `user` looks after for the whole territory: everything for the pôle, nothing for anybody else."""
        memberships = _memberships_in_force(user, at)
        return self.none() if memberships is None else self.filter(self._in_territory_of(memberships))

    def _within_reach(
        self, user: AbstractBaseUser | AnonymousUser, roles: Collection[Role], at: datetime | None
    ) -> Self:
        memberships = _memberships_in_force(user, at)
        if memberships is None:
            return self.none()
        return self.filter(self._owned_by(memberships.filter(role__in=roles)) | self._in_territory_of(memberships))

    def _in_territory_of(self, memberships: models.QuerySet[Any]) -> models.Q:
        wide = memberships.filter(role__in=TERRITORY_WIDE, organisation__territory__isnull=False)
        prefix = f"{self.owner_path}__" if self.owner_path else ""
        return models.Q(**{f"{prefix}territory__in": wide.values("organisation__territory")})

    def _owned_by(self, memberships: models.QuerySet[Any]) -> models.Q:
        return models.Q(**{f"{self.owner_path or 'pk'}__in": memberships.values("organisation")})


def _memberships_in_force(user: AbstractBaseUser | AnonymousUser, at: datetime | None) -> models.QuerySet[Any] | None:
    """None for a stranger or a closed account. A superuser has no more rights here than their memberships give."""
    if not user.is_authenticated or not user.is_active:
        return None
    return cast("models.QuerySet[Any]", cast(Any, user).memberships.in_force(at))
