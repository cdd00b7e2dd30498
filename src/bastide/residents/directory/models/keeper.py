"""The link by which a place corrects its own record, without an account."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext_lazy as _

from .place import Place


def new_nonce() -> str:
    return get_random_string(22)


class KeeperLinkQuerySet(models.QuerySet["KeeperLink"]):
    def of_token(self, token: str) -> KeeperLink | None:
        """The link of an address, whatever became of it; None for one that we never made."""
        number, _dash, proof = token.partition("-")
        try:
            found = self.select_related("place__organisation__territory").filter(pk=base36_to_int(number)).first()
        except (ValueError, OverflowError):
            return None
        return found if found and constant_time_compare(found.proof, proof) else None


class KeeperLink(models.Model):
    """One link, sent to one mail address, for one record, until a day. It may serve often: each change is reviewed.

    Made from the row and the installation's secret: a copy of the database alone opens nothing.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="keeper_links", verbose_name=_("lieu"))
    email = models.EmailField(_("adresse électronique"), blank=True)
    nonce = models.CharField(max_length=22, default=new_nonce, editable=False)
    sent_at = models.DateTimeField(_("envoyé le"))
    expires_at = models.DateTimeField(_("valable jusqu’au"), db_index=True)
    asks_to_confirm = models.BooleanField(_("demande annuelle"), default=False)
    used_at = models.DateTimeField(_("utilisé le"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("annulé le"), null=True, blank=True)

    objects = KeeperLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien de mise à jour")
        verbose_name_plural = _("liens de mise à jour")
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"{self.place}, {self.sent_at:%d/%m/%Y}"

    @property
    def token(self) -> str:
        return f"{int_to_base36(self.pk)}-{self.proof}"

    @property
    def proof(self) -> str:
        value = f"{self.pk}:{self.place_id}:{self.nonce}"
        return salted_hmac("bastide.directory.keeper", value, algorithm="sha256").hexdigest()[:43]

    def is_standing(self, at: datetime) -> bool:
        return self.cancelled_at is None and at < self.expires_at
