"""Bodies: town halls, EPCI, the pôle, its partners."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..scope import OwnedQuerySet
from .territory import Territory


class OrganisationQuerySet(OwnedQuerySet["Organisation"]):
    owner_path = ""

    def in_territory(self, territory: Territory) -> OrganisationQuerySet:
        return self.filter(territory=territory)

    def open_on(self, day: object) -> OrganisationQuerySet:
        """Those that exist on `day` (a date): bodies keep their name and get a closing date."""
        return self.exclude(closed_on__lte=day)


class Organisation(models.Model):
    """A body that owns things and has people in it."""

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("Commune")
        EPCI = "epci", _("Intercommunalité")
        SYNDICAT = "syndicat", _("Syndicat")
        POLE = "pole", _("Pôle de ressources numériques")
        PARTNER = "partner", _("Partenaire")
        STATE_SERVICE = "state_service", _("Service de l’État")
        SUPPLIER = "supplier", _("Prestataire")
        ASSOCIATION = "association", _("Association")

    kind = models.CharField(_("nature"), max_length=20, choices=Kind)
    name = models.CharField(_("nom"), max_length=200)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    siren = models.CharField("SIREN", max_length=9, blank=True, db_index=True)
    siret = models.CharField("SIRET", max_length=14, blank=True, db_index=True)
    territory = models.ForeignKey(
        Territory, models.SET_NULL, null=True, blank=True, related_name="organisations", verbose_name=_("territoire")
    )
    parents = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="members", verbose_name=_("membre de")
    )
    #: Its own domain, written by `core.domains` so that its pages name it without a query; "" on the portal alone.
    own_host = models.CharField(_("nom de domaine"), max_length=253, blank=True, editable=False)
    opened_on = models.DateField(_("créé le"), null=True, blank=True)
    closed_on = models.DateField(_("fermé le"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisme")
        verbose_name_plural = _("organismes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def public_url(self) -> str:
        """Its site on the portal; "" for a body that has none."""
        for site in ("commune", "epci"):
            if (found := getattr(self, site, None)) is not None:
                return str(found.get_absolute_url())
        return ""
