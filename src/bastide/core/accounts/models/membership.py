"""A person's place in a body, from one day to another."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, OwnedQuerySet, Role

#: Roles whose hand commits a body or reaches all of them: they sign in with a second factor.
STRONG_ROLES = (Role.SIGNATORY, Role.POLE_STAFF)
#: Roles that enter Wagtail's back office.
EDITING_ROLES = (Role.WEBMASTER, Role.POLE_STAFF)


def in_force_on(day: date, *, prefix: str = "") -> models.Q:
    """Memberships that hold on `day`, both ends included. `prefix` leads to them from another model."""
    return models.Q(**{f"{prefix}starts_on__lte": day}) & (
        models.Q(**{f"{prefix}ends_on__isnull": True}) | models.Q(**{f"{prefix}ends_on__gte": day})
    )


def in_force_from(day: date) -> models.Q:
    """Memberships that hold on `day` or later."""
    return models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day)


class MembershipQuerySet(OwnedQuerySet["Membership"]):
    def in_force(self, at: datetime | None = None) -> MembershipQuerySet:
        """Those that hold on the day of `at` (now), in local time."""
        return self.filter(in_force_on(timezone.localdate(at)))

    def to_hand_over(self, at: datetime) -> MembershipQuerySet:
        """Those that are over, whose waiting things must pass to a successor and did not yet."""
        return self.filter(ends_on__lt=timezone.localdate(at), successor__isnull=False, handed_over_at__isnull=True)

    def overlapping(self, starts_on: date, ends_on: date | None) -> MembershipQuerySet:
        """Those that share at least one day with the period; no end means for ever."""
        until_open = models.Q() if ends_on is None else models.Q(starts_on__lte=ends_on)
        return self.filter(until_open & (models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=starts_on)))


MembershipManager = models.Manager.from_queryset(MembershipQuerySet)


class Membership(models.Model):
    """`user` has `role` in `organisation` from `starts_on` to `ends_on`, both days included.

    Periods of the same person, body and role never share a day; ended ones stay, they are the history.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("personne")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisme")
    )
    role = models.CharField(_("rôle"), max_length=12, choices=Role)
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True, help_text=_("Dernier jour compris."))
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reprise par"),
        help_text=_("Qui reçoit ce qui attendait la personne le jour de son départ."),
    )
    handed_over_at = models.DateTimeField(_("reprise faite le"), null=True, blank=True)

    objects = MembershipManager()

    class Meta:
        verbose_name = _("appartenance")
        verbose_name_plural = _("appartenances")
        ordering = ["organisation__name", "role", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="accounts_membership_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=models.Q(ends_on__isnull=True),
                name="accounts_membership_one_open",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role", "ends_on"], name="accounts_membership_role")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.organisation}"

    def is_in_force(self, at: datetime | None = None) -> bool:
        day = timezone.localdate(at)
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    def is_over(self, at: datetime | None = None) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate(at)
