"""Who tells what we know about places, and by which number they know them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation


class PlaceSource(models.Model):
    """One origin of values: the pôle, the places themselves, the national directory, a file that somebody imported."""

    class Kind(models.TextChoices):
        LOCAL = "local", _("Saisi ici")
        KEEPER = "keeper", _("Donné par le lieu lui-même")
        TERRITORY = "territory", _("Mairies du portail")
        ANNUAIRE = "annuaire", _("Annuaire de l’administration")
        MEDNUM = "mednum", _("Médiation numérique")
        SCDL = "scdl", _("Équipements (SCDL)")
        TABLE = "table", _("Tableau importé")

    #: Whose values win over any import: people of here said so.
    OURS = (Kind.LOCAL, Kind.KEEPER)

    #: Producers that number their places for good: two numbers are two places, however alike.
    NUMBERED = (Kind.ANNUAIRE, Kind.MEDNUM, Kind.SCDL, Kind.TERRITORY)

    slug = models.SlugField(_("identifiant"), max_length=80, unique=True)
    kind = models.CharField(_("nature"), max_length=12, choices=Kind)
    title = models.CharField(_("jeu de données"), max_length=160)
    producer = models.CharField(_("producteur"), max_length=160, blank=True)
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    url = models.URLField(_("adresse"), max_length=500, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="place_sources",
        verbose_name=_("organisme"),
        help_text=_("À qui appartiennent les lieux que cette source crée ; vide : au pôle."),
    )
    received_at = models.DateTimeField(_("reçu le"), null=True, blank=True)

    class Meta:
        verbose_name = _("source de lieux")
        verbose_name_plural = _("sources de lieux")
        ordering = ["title"]

    def __str__(self) -> str:
        return f"{self.producer}, {self.title}" if self.producer else self.title

    @property
    def is_ours(self) -> bool:
        return self.kind in self.OURS


class ExternalId(models.Model):
    """The number of a place at one source, what that source last said, and whether it still says it."""

    source = models.ForeignKey(PlaceSource, models.CASCADE, related_name="external_ids", verbose_name=_("source"))
    key = models.CharField(_("numéro"), max_length=120)
    place = models.ForeignKey(
        "directory.Place", models.CASCADE, related_name="external_ids", verbose_name=_("lieu"), db_index=True
    )
    digest = models.CharField(max_length=32, blank=True, editable=False)
    values = models.JSONField(_("dernières valeurs reçues"), default=dict, blank=True)
    extra = models.JSONField(_("autres valeurs"), default=dict, blank=True)
    as_of = models.DateField(_("valeurs du"), null=True, blank=True)
    seen_at = models.DateTimeField(_("vu le"))
    gone_at = models.DateTimeField(_("disparu le"), null=True, blank=True)

    class Meta:
        verbose_name = _("numéro d’origine")
        verbose_name_plural = _("numéros d’origine")
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="directory_external_id_unique")]

    def __str__(self) -> str:
        return f"{self.source.slug}:{self.key}"
