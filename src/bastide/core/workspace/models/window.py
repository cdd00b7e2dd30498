"""What a body shows in front: the latest of what it publishes, kept ready beside it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation


class Window(models.Model):
    """One row a body, joined to it: its site shows news, agenda and documents without a query of their own.

    `lines` holds, by the name of a panel, what `queries.WindowLine` reads. Whoever changes what a body publishes fills
    it again, in the same transaction.
    """

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="window", verbose_name=_("organisme"), primary_key=True
    )
    lines = models.JSONField(_("lignes"), default=dict)

    class Meta:
        verbose_name = _("vitrine")
        verbose_name_plural = _("vitrines")

    def __str__(self) -> str:
        return str(self.organisation)
