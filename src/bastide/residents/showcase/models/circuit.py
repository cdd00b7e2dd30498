"""Producers who sell close by, with the months of each product."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from bastide.residents.directory.models import Place

from ..months import ALL_YEAR, months_in_words
from .shown import Shown, ShownQuerySet


class ShortCircuitQuerySet(ShownQuerySet["ShortCircuit"]):
    def with_produce_in(self, month: int) -> ShortCircuitQuerySet:
        """Who sells something in `month` (1 to 12)."""
        ripe = Produce.objects.in_month(month).filter(circuit=models.OuterRef("pk"))
        return self.filter(models.Exists(ripe))


class ShortCircuit(Shown):
    """One producer's way to sell. Address, telephone and hours are those of `place`, its record in the directory."""

    shelf = "circuits"
    CATEGORY = "producer"

    class Sale(models.TextChoices):
        FARM = "ferme", _("À la ferme")
        MARKET = "marche", _("Au marché")
        BASKET = "panier", _("En panier")
        SHOP = "magasin", _("En magasin de producteurs")

    sale = models.CharField(_("où cela se vend"), max_length=8, choices=Sale, blank=True)
    place = models.ForeignKey(
        Place, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("fiche de l’annuaire")
    )

    objects = ShortCircuitQuerySet.as_manager()

    class Meta(Shown.Meta):
        verbose_name = _("circuit court")
        verbose_name_plural = _("circuits courts")

    @property
    def kind_words(self) -> str:
        return self.get_sale_display() if self.sale else ""

    @property
    def facts(self) -> list[tuple[Any, str]]:
        return [(_("Vente"), self.kind_words)] if self.sale else []


class ProduceQuerySet(models.QuerySet["Produce"]):
    def in_month(self, month: int) -> ProduceQuerySet:
        """In season in `month` (1 to 12)."""
        return self.annotate(ripe=F("months").bitand(1 << (month - 1))).filter(ripe__gt=0)


class Produce(models.Model):
    """Something a producer sells, and in which months: bit 0 of `months` is January."""

    circuit = models.ForeignKey(ShortCircuit, models.CASCADE, related_name="produce", verbose_name=_("circuit court"))
    name = models.CharField(_("produit"), max_length=60)
    months = models.PositiveSmallIntegerField(_("mois"))

    objects = ProduceQuerySet.as_manager()

    class Meta:
        verbose_name = _("produit de saison")
        verbose_name_plural = _("produits de saison")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["circuit", "name"], name="showcase_produce_once"),
            models.CheckConstraint(
                condition=models.Q(months__gte=1, months__lte=ALL_YEAR), name="showcase_produce_has_months"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def season(self) -> str:
        return months_in_words(self.months)
