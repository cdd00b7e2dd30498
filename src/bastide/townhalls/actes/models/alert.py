"""What a body's people were told by mail, so that nobody is told twice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, OwnedQuerySet


class AlertQuerySet(OwnedQuerySet["Alert"]):
    pass


class Alert(models.Model):
    """One mail to the people of one body; `about` is what it speaks of: an exchange, a day."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("accusé de réception")
        REFUSED = "refused", _("refus")
        LETTER = "letter", _("courrier de la préfecture")
        SILENT = "silent", _("pas d’accusé de réception")
        CLASSIFICATION = "classification", _("classification dépassée")
        CERTIFICATE = "certificate", _("certificat bientôt fini")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="acte_alerts", verbose_name=_("organisme")
    )
    kind = models.CharField(_("sorte"), max_length=14, choices=Kind)
    about = models.CharField(_("à propos de"), max_length=20)
    told_at = models.DateTimeField(_("écrit le"))

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alerte sur un acte")
        verbose_name_plural = _("alertes sur des actes")
        ordering = ["-told_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "about"], name="actes_alert_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_kind_display()}"
