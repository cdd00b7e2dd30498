"""A meeting of a council, and what it examined."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, OwnedQuerySet

from ..deadlines import WEEK
from ..storage import private_path
from .acte import Acte


class SeanceQuerySet(OwnedQuerySet["Seance"]):
    pass


class Seance(models.Model):
    """One sitting of a deliberating assembly: its agenda, its list of deliberations examined, its minutes."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="seances", verbose_name=_("organisme"))
    body = models.CharField(_("assemblée"), max_length=120)
    held_on = models.DateField(_("tenue le"))
    members = models.PositiveSmallIntegerField(_("membres en exercice"), null=True, blank=True)
    presided_by = models.CharField(_("présidée par"), max_length=120, blank=True)
    minutes_approved_on = models.DateField(_("procès-verbal arrêté le"), null=True, blank=True)
    minutes_name = models.CharField(_("nom du procès-verbal"), max_length=200, blank=True)
    minutes = models.FileField(_("procès-verbal"), upload_to=private_path, max_length=200, blank=True)
    created_at = models.DateTimeField(_("créée le"))

    objects = SeanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "body", "held_on"], name="actes_seance_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.held_on:%d/%m/%Y}"

    @property
    def list_due_on(self) -> date:
        return self.held_on + WEEK


class AgendaItemQuerySet(OwnedQuerySet["AgendaItem"]):
    owner_path = "seance__organisation"


class AgendaItem(models.Model):
    """A point of the agenda and what became of it; an adopted one leads to an act."""

    class Outcome(models.TextChoices):
        PENDING = "", _("à examiner")
        ADOPTED = "adopted", _("adoptée")
        REJECTED = "rejected", _("rejetée")
        POSTPONED = "postponed", _("reportée")
        WITHDRAWN = "withdrawn", _("retirée de l’ordre du jour")
        NOTED = "noted", _("prise d’acte")

    #: What L2121-25 calls "examined": put to the vote or noted, rejected ones included.
    EXAMINED = (Outcome.ADOPTED, Outcome.REJECTED, Outcome.NOTED)

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="items", verbose_name=_("séance"))
    rank = models.PositiveSmallIntegerField(_("rang"))
    object = models.CharField(_("objet"), max_length=500)
    outcome = models.CharField(_("décision"), max_length=10, choices=Outcome, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("pour"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("contre"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    acte = models.OneToOneField(
        Acte, models.SET_NULL, null=True, blank=True, related_name="agenda_item", verbose_name=_("acte")
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("point de l’ordre du jour")
        verbose_name_plural = _("ordre du jour")
        ordering = ["seance", "rank"]
        constraints = [models.UniqueConstraint(fields=["seance", "rank"], name="actes_agendaitem_one_per_rank")]

    def __str__(self) -> str:
        return self.object
