"""What a public site says about its accessibility, shared by the portal and by each body's site."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessibilityStatement(models.Model):
    """The declaration and the multi-year plan.

    Source: loi n° 2005-102, art. 47; décret n° 2019-768, art. 2 (audit), 3 (plan of three years at most) and 4
    (declaration). Read 2026-11.
    """

    class Conformity(models.TextChoices):
        NONE = "none", _("non conforme")
        PARTIAL = "partial", _("partiellement conforme")
        TOTAL = "total", _("totalement conforme")

    #: The plan covers three years at most.
    LONGEST_PLAN = 3

    conformity = models.CharField(
        _("état de conformité"),
        max_length=10,
        choices=Conformity,
        default=Conformity.NONE,
        help_text=_("Sans audit, la loi veut «\u00a0non conforme\u00a0»."),
    )
    audited_on = models.DateField(_("date de l’audit"), null=True, blank=True)
    audited_by = models.CharField(_("qui a fait l’audit"), max_length=200, blank=True)
    exceptions = models.TextField(
        _("ce qui n’est pas accessible"),
        blank=True,
        max_length=4000,
        help_text=_("D’après l’audit\u00a0: une chose par ligne, avec la raison quand la loi l’admet."),
    )
    plan_from = models.PositiveSmallIntegerField(
        _("plan\u00a0: première année"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2019), MaxValueValidator(2200)],
    )
    plan_to = models.PositiveSmallIntegerField(
        _("plan\u00a0: dernière année"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2019), MaxValueValidator(2200)],
    )
    plan = models.TextField(
        _("plan pluriannuel"),
        blank=True,
        max_length=8000,
        help_text=_(
            "Qui s’en occupe, avec quels moyens, ce qui sera fait et quand. Une ligne vide fait un paragraphe."
        ),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        wrong: dict[str, Any] = {}
        if self.conformity != self.Conformity.NONE and self.audited_on is None:
            wrong["audited_on"] = _("Sans date d’audit, le site ne peut pas se dire conforme, même en partie.")
        if (self.plan_from is None) != (self.plan_to is None):
            wrong["plan_to" if self.plan_to is None else "plan_from"] = _("Donnez la première et la dernière année.")
        elif self.plan_from is not None and self.plan_to is not None:
            if self.plan_to < self.plan_from:
                wrong["plan_to"] = _("La dernière année est avant la première.")
            elif self.plan_to - self.plan_from >= self.LONGEST_PLAN:
                wrong["plan_to"] = _("Le plan couvre trois années au plus.")
        if wrong:
            raise ValidationError(wrong)

    @property
    def plan_years(self) -> str:
        """ "2026 à 2028", "2026", or "" without years."""
        if self.plan_from is None or self.plan_to is None:
            return ""
        if self.plan_from == self.plan_to:
            return str(self.plan_from)
        return _("%(first)s à %(last)s") % {"first": self.plan_from, "last": self.plan_to}
