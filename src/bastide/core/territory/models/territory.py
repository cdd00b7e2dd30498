"""The perimeter of a pôle."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def current(self) -> Territory | None:
        """The territory of this portal: the one its settings name, else the first one loaded."""
        return self.filter(portal_settings__isnull=False).first() or self.order_by("pk").first()


class Territory(models.Model):
    """What one pôle serves: the bodies whose `territory` it is."""

    slug = models.SlugField(_("adresse"), unique=True)
    name = models.CharField(_("nom"), max_length=120, help_text=_("Par exemple : Pays du Grand Bergeracois."))
    short_name = models.CharField(_("nom court"), max_length=60, help_text=_("En tête de chaque page."))

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")

    def __str__(self) -> str:
        return self.short_name
