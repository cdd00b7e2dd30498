"""Businesses to take over."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.kit.ui.typography import day

from .shown import Shown, ShownQuerySet


class TakeoverQuerySet(ShownQuerySet["Takeover"]):
    pass


class Takeover(Shown):
    """An offer to take over. Who answers is the body that shows it: no private person's address is asked for."""

    shelf = "takeovers"

    class Kind(models.TextChoices):
        SHOP = "commerce", _("Commerce")
        CRAFT = "artisanat", _("Artisanat")
        FARM = "agriculture", _("Agriculture")
        HEALTH = "sante", _("Santé")

    kind = models.CharField(_("genre"), max_length=12, choices=Kind, blank=True)
    terms = models.CharField(
        _("conditions"), max_length=200, blank=True, help_text=_("Loyer, prix, reprise du matériel.")
    )
    available_on = models.DateField(_("disponible à partir du"), null=True, blank=True)

    objects = TakeoverQuerySet.as_manager()

    class Meta(Shown.Meta):
        verbose_name = _("offre de reprise")
        verbose_name_plural = _("offres de reprise")

    @property
    def kind_words(self) -> str:
        return self.get_kind_display() if self.kind else ""

    @property
    def facts(self) -> list[tuple[Any, str]]:
        rows = [
            (_("Genre"), self.kind_words),
            (_("Conditions"), self.terms),
            (_("Disponible"), _("à partir du %(day)s") % {"day": day(self.available_on)} if self.available_on else ""),
        ]
        return [(label, value) for label, value in rows if value]
