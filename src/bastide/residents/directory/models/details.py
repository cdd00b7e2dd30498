"""What only some places have: the offer of a public internet access point, the particulars of a Wi-Fi spot."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .place import Place


class PapiDetails(models.Model):
    """What one can do at a public internet access point.

    Lists hold the words of the national standard. Source: lieux de médiation numérique 1.0.2 (read 2026-11).
    """

    class Opening(models.TextChoices):
        UNKNOWN = "", _("non renseigné")
        FREE = "free", _("accès libre")
        APPOINTMENT = "appointment", _("sur rendez-vous")
        SESSIONS = "sessions", _("aux heures des ateliers")
        MEMBERS = "members", _("réservé aux adhérents")

    place = models.OneToOneField(Place, models.CASCADE, primary_key=True, related_name="papi", verbose_name=_("lieu"))
    is_working = models.BooleanField(_("en service"), default=True)
    opening = models.CharField(_("mode d’ouverture"), max_length=12, choices=Opening, blank=True)
    activities = models.JSONField(
        _("activités"), default=list, blank=True, help_text=_("Par exemple : ateliers photo.")
    )
    equipment = models.JSONField(_("équipement"), default=list, blank=True, help_text=_("Par exemple : 4 ordinateurs."))
    mediators = models.PositiveSmallIntegerField(_("médiateurs numériques"), null=True, blank=True)
    typologies = models.JSONField(_("typologie"), default=list, blank=True)
    services = models.JSONField(_("services"), default=list, blank=True)
    audiences = models.JSONField(_("publics"), default=list, blank=True)
    special_care = models.JSONField(_("prises en charge particulières"), default=list, blank=True)
    fees = models.JSONField(_("frais"), default=list, blank=True)
    programmes = models.JSONField(_("dispositifs nationaux"), default=list, blank=True)
    labels = models.JSONField(_("formations et labels"), default=list, blank=True)
    other_labels = models.JSONField(_("autres labels"), default=list, blank=True)
    access_modes = models.JSONField(_("modalités d’accès"), default=list, blank=True)
    support_modes = models.JSONField(_("modalités d’accompagnement"), default=list, blank=True)
    booking_url = models.URLField(_("prendre rendez-vous"), max_length=500, blank=True)
    acceslibre_url = models.URLField(_("fiche Acceslibre"), max_length=500, blank=True)
    parent_structure = models.CharField(_("structure parente"), max_length=200, blank=True)
    joined_on = models.DateField(_("entré dans le réseau le"), null=True, blank=True)

    class Meta:
        verbose_name = _("offre d’un PAPI")
        verbose_name_plural = _("offres des PAPI")

    def __str__(self) -> str:
        return str(self.place)


class WifiDetails(models.Model):
    """A public Wi-Fi spot. No national schema exists: fields after OpenStreetMap's `internet_access` (read 2026-11)."""

    class Where(models.TextChoices):
        UNKNOWN = "", _("non renseigné")
        INDOOR = "indoor", _("à l’intérieur")
        OUTDOOR = "outdoor", _("à l’extérieur")
        BOTH = "both", _("à l’intérieur et à l’extérieur")

    class SignIn(models.TextChoices):
        UNKNOWN = "", _("non renseigné")
        NONE = "none", _("sans inscription")
        CODE = "code", _("avec un code à demander")
        MAIL = "mail", _("avec une adresse électronique")
        ACCOUNT = "account", _("avec un compte")

    place = models.OneToOneField(Place, models.CASCADE, primary_key=True, related_name="wifi", verbose_name=_("lieu"))
    ssid = models.CharField(_("nom du réseau"), max_length=64, blank=True)
    where = models.CharField(_("où"), max_length=8, choices=Where, blank=True)
    is_free = models.BooleanField(_("gratuit"), null=True, blank=True)
    sign_in = models.CharField(_("connexion"), max_length=8, choices=SignIn, blank=True)
    provider = models.CharField(_("fournisseur"), max_length=120, blank=True)
    is_working = models.BooleanField(_("en service"), default=True)

    class Meta:
        verbose_name = _("borne Wi-Fi")
        verbose_name_plural = _("bornes Wi-Fi")

    def __str__(self) -> str:
        return self.ssid or str(self.place)
