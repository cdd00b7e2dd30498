"""How far each body is on the way to its first act."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, OwnedQuerySet


class FollowupQuerySet(OwnedQuerySet["Followup"]):
    pass


class Followup(models.Model):
    """Dates of one body: interest, deliberation, equipment, agreement, training; its first act is counted."""

    STEPS = (
        ("interest_on", _("a exprimé son souhait")),
        ("deliberated_on", _("a délibéré")),
        ("equipped_on", _("est équipé")),
        ("agreement_on", _("a signé la convention avec la préfecture")),
        ("trained_on", _("a suivi la formation")),
    )

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="acte_followup", verbose_name=_("organisme")
    )
    interest_on = models.DateField(_("souhait exprimé le"), null=True, blank=True)
    deliberated_on = models.DateField(_("délibéré le"), null=True, blank=True)
    equipped_on = models.DateField(_("équipé le"), null=True, blank=True)
    agreement_on = models.DateField(_("convention du"), null=True, blank=True)
    trained_on = models.DateField(_("formé le"), null=True, blank=True)
    first_act_on = models.DateField(_("premier acte reçu le"), null=True, blank=True)
    note = models.CharField(_("remarque"), max_length=300, blank=True)

    objects = FollowupQuerySet.as_manager()

    class Meta:
        verbose_name = _("suivi de télétransmission")
        verbose_name_plural = _("suivis de télétransmission")
        ordering = ["organisation__name"]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def reached(self) -> list[tuple[str, date]]:
        """The steps taken, with their day."""
        days = [(str(label), getattr(self, field)) for field, label in self.STEPS]
        days.append((str(_("a transmis son premier acte")), self.first_act_on))
        return [(label, day) for label, day in days if day is not None]

    @property
    def next_step(self) -> str:
        """What is still to do, "" when the first act was sent."""
        if self.first_act_on is not None:
            return ""
        todo = {
            "interest_on": _("exprimer son souhait"),
            "deliberated_on": _("délibérer"),
            "equipped_on": _("s’équiper"),
            "agreement_on": _("signer la convention avec la préfecture"),
            "trained_on": _("suivre la formation"),
        }
        for field, words in todo.items():
            if getattr(self, field) is None:
                return str(words)
        return str(_("transmettre un premier acte"))
