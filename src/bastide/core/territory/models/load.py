"""Loads of reference data: what each changed, and the lease that lets only one run at a time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Load(models.Model):
    """One run of the loader. The running one holds the lease, by the constraint below.

    A run whose process died is found by its process number on the same machine, or by `renewed_at` growing old; the
    next run marks it as interrupted and takes over.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        FAILED = "failed", _("en échec")
        INTERRUPTED = "interrupted", _("interrompu")

    state = models.CharField(_("état"), max_length=12, choices=State, default=State.RUNNING)
    perimeter = models.CharField(_("périmètre"), max_length=250)
    version = models.CharField(_("version"), max_length=80)
    started_at = models.DateTimeField(_("commencé le"))
    finished_at = models.DateTimeField(_("terminé le"), null=True, blank=True)
    renewed_at = models.DateTimeField(_("vivant le"))
    host = models.CharField(_("machine"), max_length=255)
    process = models.PositiveIntegerField(_("processus"))
    counts = models.JSONField(_("comptes"), default=dict, help_text=_("Par sorte : nouveaux, modifiés, inchangés…"))
    problems = models.JSONField(_("anomalies"), default=list, help_text=_("Ce qui n’a pas pu être lu."))
    changed = models.BooleanField(_("a changé quelque chose"), default=False)
    listeners_told_at = models.DateTimeField(_("suites faites le"), null=True, blank=True)

    class Meta:
        verbose_name = _("chargement")
        verbose_name_plural = _("chargements")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="running"), name="territory_load_one_running"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.perimeter} ({self.get_state_display()})"
