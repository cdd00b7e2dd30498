"""Workshops of art crafts."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.residents.directory.models import Place

from .shown import Shown, ShownQuerySet


class WorkshopQuerySet(ShownQuerySet["Workshop"]):
    def in_english(self) -> WorkshopQuerySet:
        """Those of which something was said in English."""
        return self.exclude(text_en="")


class Workshop(Shown):
    """What a craftsperson makes. Address, telephone and hours are those of `place`, its record in the directory."""

    shelf = "workshops"
    #: The kind of places among which it is chosen.
    CATEGORY = "shop.art_craft"

    class Craft(models.TextChoices):
        CERAMICS = "ceramique", _("Céramique")
        GLASS = "verre", _("Verre")
        METAL = "metal", _("Métal")
        WOOD = "bois", _("Bois")
        TEXTILE = "textile", _("Textile")
        LEATHER = "cuir", _("Cuir")
        PAPER = "papier", _("Papier et reliure")
        STONE = "pierre", _("Pierre")
        JEWELLERY = "bijou", _("Bijou")
        MUSIC = "musique", _("Instruments de musique")
        OTHER = "autre", _("Autre savoir-faire")

    craft = models.CharField(_("savoir-faire"), max_length=12, choices=Craft, blank=True)
    text_en = models.TextField(_("texte en anglais"), max_length=6000, blank=True)
    visits = models.CharField(_("se visite"), max_length=120, blank=True, help_text=_("« Sur rendez-vous »."))
    jobs = models.PositiveSmallIntegerField(_("emplois"), null=True, blank=True)
    place = models.ForeignKey(
        Place, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("fiche de l’annuaire")
    )

    objects = WorkshopQuerySet.as_manager()

    class Meta(Shown.Meta):
        verbose_name = _("atelier d’art")
        verbose_name_plural = _("ateliers d’art")

    @property
    def kind_words(self) -> str:
        return self.get_craft_display() if self.craft else ""

    @property
    def english_url(self) -> str:
        """Its page in English; empty as long as nothing was said in English."""
        return reverse("showcase:workshops_item_en", args=[self.pk]) if self.text_en.strip() else ""

    @property
    def facts(self) -> list[tuple[Any, str]]:
        rows = [(_("Savoir-faire"), self.kind_words), (_("Visites"), self.visits)]
        return [(label, value) for label, value in rows if value]


ENGLISH_CRAFTS = {
    Workshop.Craft.CERAMICS: "Ceramics",
    Workshop.Craft.GLASS: "Glass",
    Workshop.Craft.METAL: "Metalwork",
    Workshop.Craft.WOOD: "Woodwork",
    Workshop.Craft.TEXTILE: "Textiles",
    Workshop.Craft.LEATHER: "Leather",
    Workshop.Craft.PAPER: "Paper and bookbinding",
    Workshop.Craft.STONE: "Stone",
    Workshop.Craft.JEWELLERY: "Jewellery",
    Workshop.Craft.MUSIC: "Musical instruments",
    Workshop.Craft.OTHER: "Other craft",
}
