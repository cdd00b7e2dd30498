"""Photographs and films told by theme: an album of a commune, a reportage of the territory."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from .editorial import EditorialManager, EditorialPage

#: Purged with any page that shows in the list of reportages.
REPORTAGES_TAG = "pages:reportages"


class ReportagePage(EditorialPage):
    """Below a body's root it is that body's album; below a section, the pôle's. All of them stand in /reportages/."""

    class Theme(models.TextChoices):
        NATURE = "nature", _("Nature et paysages")
        HERITAGE = "patrimoine", _("Patrimoine bâti")
        CRAFT = "savoir-faire", _("Savoir-faire")
        LAND = "terre", _("Vigne et terre")
        FEAST = "fetes", _("Fêtes et marchés")
        DAILY = "vie-quotidienne", _("Vie quotidienne")

    theme = models.CharField(_("thème"), max_length=16, choices=Theme)
    shot_on = models.DateField(_("date des prises de vue"), null=True, blank=True)
    template = "pages/reportage_page.html"

    content_panels = [
        *EditorialPage.content_panels[:2],
        FieldRowPanel([FieldPanel("theme"), FieldPanel("shot_on")]),
        FieldPanel("body"),
    ]
    parent_page_types = ["pages.SectionPage", "pages.BodyRoot"]
    subpage_types: list[str] = []

    objects = EditorialManager()

    class Meta:
        verbose_name = _("reportage ou album")
        verbose_name_plural = _("reportages et albums")
