"""Users: people of the town halls, of the pôle and of its partners."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, Role

from ..names import validate_person_name
from .membership import STRONG_ROLES, Membership


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User | AnonymousUser, *, at: datetime | None = None) -> UserQuerySet:
        """Oneself, and everybody who has or had a place in a body that `user` sees."""
        if not user.is_authenticated:
            return self.none()
        bodies = Organisation.objects.visible_to(user, at=at)
        return self.filter(models.Q(pk=user.pk) | models.Q(memberships__organisation__in=bodies)).distinct()

    def managed_by(self, user: User | AnonymousUser, *, at: datetime | None = None) -> UserQuerySet:
        """The people whose accounts `user` looks after: only the pôle does, for its whole territory."""
        bodies = Organisation.objects.overseen_by(user, at=at)
        return self.filter(memberships__organisation__in=bodies).distinct()

    def never_signed_in(self) -> UserQuerySet:
        return self.filter(last_login__isnull=True, is_active=True)

    def in_place(self, at: datetime | None = None) -> UserQuerySet:
        """People with a place in some body on the day of `at` (now)."""
        return self.filter(is_active=True, pk__in=Membership.objects.in_force(at).values("user"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        if not email:
            raise ValueError("A user needs a mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person who signs in with a mail address; there is no user name."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("adresse électronique"), unique=True)
    first_name = models.CharField(_("prénom"), max_length=80, blank=True, validators=[validate_person_name])
    last_name = models.CharField(_("nom"), max_length=80, blank=True, validators=[validate_person_name])

    #: Of the workspace and the back office; a public page speaks the language of its address.
    language = models.CharField(_("langue"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def holds(self, roles: Collection[Role], *, at: datetime | None = None) -> bool:
        """Whether one of `roles` is theirs, in any body, on the day of `at` (now)."""
        return self.memberships.in_force(at).filter(role__in=roles).exists()

    def proposes_pages(self, *, at: datetime | None = None) -> bool:
        """Whether they work in a town hall today, and a group of the back office has them for what they write there."""
        works = self.holds((Role.AGENT, Role.SIGNATORY), at=at)
        return works and self.groups.filter(permissions__codename="access_admin").exists()

    def needs_second_factor(self, *, at: datetime | None = None) -> bool:
        """Signatories, the pôle and superusers sign in with a second factor or reach nothing."""
        return self.is_superuser or self.holds(STRONG_ROLES, at=at)
