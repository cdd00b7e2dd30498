"""How one body transmits and publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, OwnedQuerySet

if TYPE_CHECKING:
    from datetime import date


class TransmissionSettingsQuerySet(OwnedQuerySet["TransmissionSettings"]):
    def transmitting(self) -> TransmissionSettingsQuerySet:
        return self.exclude(tiers=TransmissionSettings.Tiers.NONE)


class TransmissionSettings(models.Model):
    """Who the body is for the State, through whom it transmits, and how it publishes. Secrets are sealed."""

    class Tiers(models.TextChoices):
        NONE = "", _("Pas encore de transmission électronique")
        S2LOW = "s2low", _("S2LOW")
        PASTELL = "pastell", _("Pastell")
        MANUAL = "manual", _("Dépôt à la main chez le prestataire")
        DIRECT = "direct", _("Directement (opérateur homologué)")
        SIMULATOR = "simulator", _("Simulateur : formation et démonstration")

    class Mode(models.TextChoices):
        ELECTRONIC = "electronic", _("Sur ce site")
        POSTER = "poster", _("Par affichage")
        PAPER = "paper", _("Sur papier, à la disposition du public")

    class Corner(models.TextChoices):
        TOP_LEFT = "top_left", _("En haut à gauche")
        TOP_RIGHT = "top_right", _("En haut à droite")
        BOTTOM_LEFT = "bottom_left", _("En bas à gauche")
        BOTTOM_RIGHT = "bottom_right", _("En bas à droite")

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="acte_settings", verbose_name=_("organisme")
    )
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[RegexValidator(r"^[0-9]{9}$")])
    department = models.CharField(
        _("département"), max_length=3, blank=True, validators=[RegexValidator(r"^[09][0-9][AB0-9]$")]
    )
    arrondissement = models.CharField(
        _("arrondissement"), max_length=1, blank=True, validators=[RegexValidator(r"^[0-9]$")]
    )
    body_nature = models.CharField(
        _("nature de la collectivité"), max_length=2, default="31", validators=[RegexValidator(r"^[0-9]{2}$")]
    )
    tiers = models.CharField(_("tiers de télétransmission"), max_length=12, choices=Tiers, blank=True)
    address = models.URLField(_("adresse du service"), blank=True, max_length=300)
    entity = models.CharField(_("identifiant de l’entité"), max_length=60, blank=True)
    login = models.CharField(_("identifiant"), max_length=120, blank=True)
    sealed_password = models.TextField(_("mot de passe (chiffré)"), blank=True, editable=False)
    sealed_certificate = models.TextField(_("certificat (chiffré)"), blank=True, editable=False)
    certificate_ends_on = models.DateField(_("fin du certificat"), null=True, blank=True)
    return_address = models.EmailField(_("adresse de retour"), blank=True)
    agreement_on = models.DateField(_("convention avec la préfecture du"), null=True, blank=True)
    is_training = models.BooleanField(_("l’organisme s’exerce"), default=False)
    mode = models.CharField(_("mode de publication"), max_length=10, choices=Mode, default=Mode.ELECTRONIC)
    mode_chosen_on = models.DateField(_("choisi par délibération du"), null=True, blank=True)
    stamp_corner = models.CharField(_("place du tampon"), max_length=12, choices=Corner, default=Corner.TOP_LEFT)
    default_author = models.CharField(_("signataire habituel"), max_length=120, blank=True)
    default_capacity = models.CharField(_("qualité du signataire"), max_length=120, blank=True)
    late_hours = models.PositiveSmallIntegerField(
        _("heures avant l’alerte sans accusé"), default=24, validators=[MaxValueValidator(720)]
    )
    newer_classification_on = models.DateField(
        _("classification plus récente annoncée"), null=True, blank=True, editable=False
    )
    collected_at = models.DateTimeField(_("réponses relevées le"), null=True, blank=True)

    objects = TransmissionSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = _("réglages de transmission")
        verbose_name_plural = _("réglages de transmission")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tiers="") | models.Q(siren__gt="", department__gt="", arrondissement__gt=""),
                name="actes_settings_known_to_the_state",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def transmits(self) -> bool:
        return bool(self.tiers)

    def certificate_ends_within(self, day: date, days: int) -> bool:
        return self.certificate_ends_on is not None and (self.certificate_ends_on - day).days <= days
