"""Communes and EPCI as the Code officiel géographique knows them, with their contours."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..names import of_place, short_epci_name, with_article
from .organisation import Organisation
from .territory import Territory


class Epci(models.Model):
    """A grouping of communes with its own taxes; code and type come from the reference, the rest is computed."""

    class Kind(models.TextChoices):
        CC = "CC", _("Communauté de communes")
        CA = "CA", _("Communauté d’agglomération")
        CU = "CU", _("Communauté urbaine")
        METROPOLE = "ME", _("Métropole")

    siren = models.CharField("SIREN", max_length=9, unique=True)
    kind = models.CharField(_("nature"), max_length=2, choices=Kind)
    name = models.CharField(_("nom"), max_length=200)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="epci", verbose_name=_("organisme"))
    population = models.PositiveIntegerField(
        _("population municipale"), null=True, blank=True, help_text=_("Somme de toutes ses communes.")
    )
    member_count = models.PositiveSmallIntegerField(
        _("nombre de communes"), default=0, help_text=_("Dans la référence, chargées ou non.")
    )
    reference_hash = models.CharField(max_length=32, blank=True, editable=False)
    elected_hash = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        verbose_name = _("intercommunalité")
        verbose_name_plural = _("intercommunalités")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:epci", args=[self.slug])

    @property
    def short_name(self) -> str:
        """The name without its kind: "Bastides Dordogne-Périgord"."""
        return short_epci_name(self.name)


class CommuneQuerySet(models.QuerySet["Commune"]):
    def whole(self) -> CommuneQuerySet:
        """Communes with a council, as they are today: no déléguée, no associée, none that ended."""
        return self.filter(type=Commune.Type.COMMUNE, ended_on__isnull=True)

    def in_territory(self, territory: Territory | None) -> CommuneQuerySet:
        return self.whole().filter(organisation__territory=territory)

    def in_epci(self, epci: Epci) -> CommuneQuerySet:
        return self.whole().filter(epci=epci)


class Commune(models.Model):
    """A commune, or a part of one; (type, insee_code) is its natural key.

    A commune déléguée may share its code with the commune nouvelle it belongs to.
    """

    class Type(models.TextChoices):
        COMMUNE = "COM", _("Commune")
        DELEGUEE = "COMD", _("Commune déléguée")
        ASSOCIEE = "COMA", _("Commune associée")
        ARRONDISSEMENT = "ARM", _("Arrondissement municipal")
        SECTEUR = "SRM", _("Secteur électoral")

    type = models.CharField(_("type"), max_length=4, choices=Type, default=Type.COMMUNE)
    insee_code = models.CharField(_("code INSEE"), max_length=10, db_index=True)
    bare_name = models.CharField(_("nom sans article"), max_length=200)
    name_kind = models.PositiveSmallIntegerField(_("genre du nom (TNCC)"), default=0)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    department_code = models.CharField(_("département"), max_length=3, db_index=True)
    postcodes = models.JSONField(_("codes postaux"), default=list, blank=True)
    organisation = models.OneToOneField(
        Organisation, models.PROTECT, null=True, blank=True, related_name="commune", verbose_name=_("organisme")
    )
    epci = models.ForeignKey(
        Epci, models.SET_NULL, null=True, blank=True, related_name="communes", verbose_name=_("intercommunalité")
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="parts", verbose_name=_("commune de rattachement")
    )
    neighbours = models.ManyToManyField("self", symmetrical=True, blank=True, verbose_name=_("communes voisines"))
    population = models.PositiveIntegerField(_("population municipale"), null=True, blank=True)
    population_counted_apart = models.PositiveIntegerField(_("population comptée à part"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True, help_text=_("Un point dans la commune, WGS 84."))
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    ended_on = models.DateField(_("disparue le"), null=True, blank=True)
    reference_hash = models.CharField(max_length=32, blank=True, editable=False)
    elected_hash = models.CharField(max_length=32, blank=True, editable=False)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["bare_name", "insee_code"]
        constraints = [
            models.UniqueConstraint(fields=["type", "insee_code"], name="territory_commune_natural_key"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:commune", args=[self.slug])

    @property
    def is_whole(self) -> bool:
        """Whether it has a council and still exists; see `CommuneQuerySet.whole`."""
        return self.type == Commune.Type.COMMUNE and self.ended_on is None

    @property
    def name(self) -> str:
        return with_article(self.bare_name, self.name_kind)

    @property
    def of_name(self) -> str:
        """ "d’Eymet", "du Fleix", "de Monbazillac"."""
        return of_place(self.bare_name, self.name_kind)


class CommuneContour(models.Model):
    """The outline of a commune, apart from it so that lists stay light."""

    commune = models.OneToOneField(Commune, models.CASCADE, primary_key=True, related_name="contour")
    wkb = models.BinaryField(_("contour"), help_text=_("MultiPolygon en WKB, WGS 84 (EPSG:4326)."))
    area_ha = models.FloatField(_("superficie (ha)"), help_text=_("Calculée d’après le contour."))
    min_lon = models.FloatField()
    min_lat = models.FloatField()
    max_lon = models.FloatField()
    max_lat = models.FloatField()
    emblem_path = models.TextField(_("emblème"), help_text=_("Tracé SVG du contour dans un carré de 100 unités."))
    reference_hash = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        verbose_name = _("contour de commune")
        verbose_name_plural = _("contours de communes")

    def __str__(self) -> str:
        return str(self.commune)


class FormerName(models.Model):
    """A name or code that a commune had, recorded by the pôle; its address redirects to the commune."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="former_names", verbose_name=_("commune"))
    name = models.CharField(_("ancien nom"), max_length=200, blank=True)
    slug = models.SlugField(_("ancienne adresse"), max_length=120, unique=True)
    insee_code = models.CharField(_("ancien code INSEE"), max_length=10, blank=True, db_index=True)
    ended_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        verbose_name = _("ancien nom")
        verbose_name_plural = _("anciens noms")

    def __str__(self) -> str:
        return self.name or self.insee_code
