"""How each backup went."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BackupRun(models.Model):
    """One run of `bastide backup`: a row that stays « en cours » was killed."""

    class State(models.TextChoices):
        RUNNING = "running", _("En cours")
        DONE = "done", _("Faite")
        FAILED = "failed", _("Échouée")
        INTERRUPTED = "interrupted", _("Interrompue")

    state = models.CharField(_("état"), max_length=12, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(_("commencée le"))
    ended_at = models.DateTimeField(_("finie le"), null=True, blank=True)
    archive = models.CharField(_("nom"), max_length=40, blank=True)
    destination = models.CharField(_("destination"), max_length=300)
    is_encrypted = models.BooleanField(_("chiffrée"), default=False)
    files = models.PositiveBigIntegerField(_("fichiers"), default=0)
    total_bytes = models.PositiveBigIntegerField(_("taille"), default=0)
    added_bytes = models.PositiveBigIntegerField(_("taille ajoutée"), default=0)
    error = models.TextField(_("erreur"), blank=True)

    class Meta:
        verbose_name = _("sauvegarde")
        verbose_name_plural = _("sauvegardes")
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["state", "-ended_at"], name="backup_run_last")]

    def __str__(self) -> str:
        return self.archive or f"Backup {self.pk}"
