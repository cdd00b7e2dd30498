"""Elected people: name and function, nothing else."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_force_on(self, day: date) -> MandateQuerySet:
        """Those held on `day`; one without dates is held.

        What the body said wins: its mayor hides the reference's, and a person whom both know is there once.
        """
        held = self.exclude(started_on__gt=day).exclude(ended_on__lte=day)
        said = (
            Mandate.objects.filter(
                origin=Mandate.Origin.LOCAL,
                organisation=models.OuterRef("organisation"),
                function=models.OuterRef("function"),
            )
            .exclude(started_on__gt=day)
            .exclude(ended_on__lte=day)
        )
        same_person = said.filter(
            last_name__iexact=models.OuterRef("last_name"), first_name__iexact=models.OuterRef("first_name")
        )
        hidden = models.Q(models.Exists(same_person)) | models.Q(models.Exists(said), function__in=Mandate.SINGLE)
        return held.exclude(models.Q(hidden, origin=Mandate.Origin.REFERENCE))


class Mandate(models.Model):
    """A public mandate held in a body. Never a birth date, a profession or an address.

    `origin` tells reference rows, which a load replaces, from those that the body gave, which it never touches. On a
    reference row the body may only set `ended_on`, and a load leaves that alone.
    """

    class Function(models.TextChoices):
        MAYOR = "mayor", _("Maire")
        DEPUTY_MAYOR = "deputy_mayor", _("Adjoint au maire")
        DELEGATE_MAYOR = "delegate_mayor", _("Maire délégué")
        COUNCILLOR = "councillor", _("Conseiller municipal")
        PRESIDENT = "president", _("Président")
        VICE_PRESIDENT = "vice_president", _("Vice-président")

    #: Held by one person at a time.
    SINGLE = (Function.MAYOR, Function.PRESIDENT)

    class Origin(models.TextChoices):
        REFERENCE = "reference", _("Répertoire national des élus")
        LOCAL = "local", _("Saisi par l’organisme")

    # No index of its own: the one on (organisation, rank) serves.
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="mandates", verbose_name=_("organisme"), db_index=False
    )
    first_name = models.CharField(_("prénom"), max_length=100)
    last_name = models.CharField(_("nom"), max_length=100)
    function = models.CharField(_("fonction"), max_length=20, choices=Function)
    title = models.CharField(_("titre"), max_length=250, help_text=_("Tel qu’affiché : « Maire »."))
    rank = models.PositiveSmallIntegerField(_("rang"), default=0, help_text=_("Ordre d’affichage, le maire d’abord."))
    started_on = models.DateField(_("depuis le"), null=True, blank=True)
    ended_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    origin = models.CharField(_("origine"), max_length=10, choices=Origin, default=Origin.REFERENCE)
    reference_id = models.CharField(max_length=20, blank=True, editable=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandat")
        verbose_name_plural = _("mandats")
        ordering = ["rank", "last_name", "first_name"]
        indexes = [models.Index(fields=["organisation", "rank"], name="territory_mandate_rank")]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.title}"

    @property
    def is_local(self) -> bool:
        return self.origin == Mandate.Origin.LOCAL

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"
