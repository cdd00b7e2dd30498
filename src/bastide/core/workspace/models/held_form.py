"""What somebody typed when their session had ended: kept a day, given back after they sign in."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

#: How long a form is kept for the person who comes back.
KEPT = timedelta(hours=24)
#: No page of ours has a longer address.
LONGEST_PAGE = 300


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class HeldFormQuerySet(models.QuerySet["HeldForm"]):
    def opened_by(self, token: str, *, path: str, at: datetime) -> HeldForm | None:
        """The form that `token` gives access to, for the page it was typed on, while it is kept."""
        return self.filter(token_digest=digest(token), path=path, expires_at__gt=at).first()


class HeldForm(models.Model):
    """Typed values of one form. Only the browser that typed them holds the token; the table keeps its digest."""

    token_digest = models.CharField(max_length=64, unique=True)
    path = models.CharField(_("page"), max_length=LONGEST_PAGE)
    values = models.JSONField(_("valeurs saisies"))
    expires_at = models.DateTimeField(_("gardé jusqu’au"), db_index=True)

    objects = HeldFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("saisie gardée")
        verbose_name_plural = _("saisies gardées")

    def __str__(self) -> str:
        return self.path
