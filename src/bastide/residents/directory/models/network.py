"""What « Les TIC faciles » tells: mobile sites, fixed coverage, and the practical sheets."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class NetworkFile(models.Model):
    """One delivery of a producer, of which the rows of our communes are kept; the next of its kind replaces it."""

    class Kind(models.TextChoices):
        MOBILE = "mobile", _("Sites mobiles en service")
        PLANNED = "planned", _("Sites mobiles à venir")
        FIXED = "fixed", _("Couverture fixe")

    kind = models.CharField(_("nature"), max_length=8, choices=Kind, unique=True)
    title = models.CharField(_("jeu de données"), max_length=160)
    producer = models.CharField(_("producteur"), max_length=120)
    as_of = models.DateField(_("données du"), null=True, blank=True)
    received_at = models.DateTimeField(_("reçu le"))
    row_count = models.PositiveIntegerField(_("lignes gardées"), default=0)
    read_count = models.PositiveIntegerField(_("lignes lues"), default=0)
    problems = models.JSONField(_("anomalies"), default=list, blank=True)
    is_demonstration = models.BooleanField(_("démonstration"), default=False)

    class Meta:
        verbose_name = _("fichier de réseaux")
        verbose_name_plural = _("fichiers de réseaux")

    def __str__(self) -> str:
        return self.title


class MobileSite(models.Model):
    """An antenna of one operator in one commune, in service or promised."""

    file = models.ForeignKey(NetworkFile, models.CASCADE, related_name="sites", verbose_name=_("fichier"))
    insee_code = models.CharField(_("code INSEE"), max_length=10)
    operator = models.CharField(_("opérateur"), max_length=60)
    number = models.CharField(_("numéro"), max_length=40, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    technologies = models.JSONField(_("technologies"), default=list, blank=True)

    class Meta:
        verbose_name = _("site mobile")
        verbose_name_plural = _("sites mobiles")
        ordering = ["insee_code", "operator", "pk"]
        indexes = [models.Index(fields=["file", "insee_code"], name="directory_site_of_commune")]

    def __str__(self) -> str:
        return f"{self.operator}, {self.insee_code}"


class FixedCoverage(models.Model):
    """Which share of the premises of a commune a technology reaches."""

    file = models.ForeignKey(NetworkFile, models.CASCADE, related_name="coverages", verbose_name=_("fichier"))
    insee_code = models.CharField(_("code INSEE"), max_length=10)
    technology = models.CharField(_("technologie"), max_length=60)
    share = models.FloatField(_("part des locaux (%)"))

    class Meta:
        verbose_name = _("couverture fixe")
        verbose_name_plural = _("couvertures fixes")
        ordering = ["insee_code", "-share", "technology"]
        constraints = [
            models.UniqueConstraint(fields=["file", "insee_code", "technology"], name="directory_coverage_unique"),
            models.CheckConstraint(
                condition=models.Q(share__gte=0, share__lte=100), name="directory_coverage_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.insee_code}: {self.technology}"


class PracticalSheetQuerySet(models.QuerySet["PracticalSheet"]):
    def published(self) -> PracticalSheetQuerySet:
        return self.filter(is_published=True)


class PracticalSheet(models.Model):
    """A page of advice on digital life, with the day on which somebody last read it again."""

    #: A sheet that nobody read again for so long says so.
    FRESH_FOR = timedelta(days=365)

    slug = models.SlugField(_("adresse"), max_length=100, unique=True)
    title = models.CharField(_("titre"), max_length=160)
    summary = models.CharField(_("en une phrase"), max_length=280)
    body = models.TextField(
        _("texte"), help_text=_("Une ligne vide sépare les paragraphes ; « - » commence une liste.")
    )
    reviewed_on = models.DateField(_("relue le"))
    is_published = models.BooleanField(_("publiée"), default=True)
    is_demonstration = models.BooleanField(_("démonstration"), default=False)

    objects = PracticalSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("fiche pratique")
        verbose_name_plural = _("fiches pratiques")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("directory:sheet", args=[self.slug])

    def is_stale(self, day: date) -> bool:
        return self.reviewed_on < day - self.FRESH_FOR

    @property
    def blocks(self) -> list[tuple[str, list[str]]]:
        """ "list" with its items or "text" with its one paragraph, in order."""
        found: list[tuple[str, list[str]]] = []
        for block in self.body.replace("\r", "").split("\n\n"):
            lines = [line.strip() for line in block.split("\n") if line.strip()]
            if lines and all(line.startswith("- ") for line in lines):
                found.append(("list", [line.removeprefix("- ") for line in lines]))
            elif lines:
                found.append(("text", [" ".join(lines)]))
        return found
