"""A link by which a person enters for the first time."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation


def new_nonce() -> str:
    return get_random_string(22)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def standing(self, at: datetime) -> InvitationQuerySet:
        """Those whose link still works at `at`."""
        return self.filter(used_at__isnull=True, cancelled_at__isnull=True, expires_at__gt=at)

    def unanswered(self) -> InvitationQuerySet:
        """Those nobody used or took back, whether their link still works or not."""
        return self.filter(used_at__isnull=True, cancelled_at__isnull=True)

    def of_token(self, token: str) -> Invitation | None:
        """The invitation of a link, whatever became of it; None for a link that we never made."""
        number, _dash, proof = token.partition("-")
        try:
            invitation = self.select_related("user", "organisation").filter(pk=base36_to_int(number)).first()
        except ValueError:
            return None
        return invitation if invitation and constant_time_compare(invitation.proof, proof) else None


InvitationManager = models.Manager.from_queryset(InvitationQuerySet)


class Invitation(models.Model):
    """One link, for one person, that works once.

    The link is made from the row and the installation's secret: a copy of the database alone opens nothing, and the
    mail can be made again from the row's number.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations", verbose_name=_("personne")
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="invitations", verbose_name=_("organisme")
    )
    nonce = models.CharField(max_length=22, default=new_nonce, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="invitations_sent",
        verbose_name=_("envoyée par"),
    )
    sent_at = models.DateTimeField(_("envoyée le"))
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    used_at = models.DateTimeField(_("acceptée le"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("annulée le"), null=True, blank=True)

    objects = InvitationManager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["user", "-sent_at"], name="accounts_invitation_of_user")]

    def __str__(self) -> str:
        return f"{self.user}, {self.sent_at:%d/%m/%Y}"

    @property
    def token(self) -> str:
        return f"{int_to_base36(self.pk)}-{self.proof}"

    @property
    def proof(self) -> str:
        value = f"{self.pk}:{self.user_id}:{self.nonce}"
        return salted_hmac("bastide.accounts.invitation", value, algorithm="sha256").hexdigest()[:43]

    def is_standing(self, at: datetime) -> bool:
        return self.used_at is None and self.cancelled_at is None and at < self.expires_at
