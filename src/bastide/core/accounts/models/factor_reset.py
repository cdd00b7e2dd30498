"""A second factor taken away by the pôle from somebody who lost it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FactorReset(models.Model):
    """How the pôle recognised the person. The note may name people: it stays here, out of the journal."""

    class Check(models.TextChoices):
        CALLED_BACK = "called_back", _("Rappel au numéro connu de l’organisme")
        IN_PERSON = "in_person", _("Rencontre en personne")
        BY_MAYOR = "by_mayor", _("Confirmation par le maire ou le président")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="factor_resets", verbose_name=_("personne")
    )
    check_made = models.CharField(_("vérification faite"), max_length=12, choices=Check)
    note = models.CharField(_("précision"), max_length=300)
    reset_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("par")
    )
    reset_at = models.DateTimeField(_("le"))

    class Meta:
        verbose_name = _("remise à zéro de la double vérification")
        verbose_name_plural = _("remises à zéro de la double vérification")
        ordering = ["-reset_at"]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_check_made_display()}"
