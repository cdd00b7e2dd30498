"""What the pôle says once about its portal; the legal pages are made from it."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from .accessibility import AccessibilityStatement
from .territory import Territory


@register_setting(icon="site")
class PortalSettings(AccessibilityStatement, BaseGenericSetting):
    """Settings of the whole installation, whatever domain a visitor came by."""

    #: Read together: every page needs both.
    select_related = ["territory"]

    territory = models.OneToOneField(
        Territory,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="portal_settings",
        verbose_name=_("territoire"),
    )
    publisher = models.CharField(_("éditeur"), max_length=200, blank=True)
    publisher_address = models.TextField(_("adresse de l’éditeur"), blank=True)
    publisher_phone = models.CharField(_("téléphone de l’éditeur"), max_length=20, blank=True)
    publisher_email = models.EmailField(_("adresse électronique de l’éditeur"), blank=True)
    publication_director = models.CharField(_("directeur de la publication"), max_length=200, blank=True)
    host_name = models.CharField(_("hébergeur"), max_length=200, blank=True)
    host_address = models.TextField(_("adresse de l’hébergeur"), blank=True)
    host_phone = models.CharField(_("téléphone de l’hébergeur"), max_length=20, blank=True)
    dpo_email = models.EmailField(_("délégué à la protection des données"), blank=True)
    accessibility_email = models.EmailField(_("contact accessibilité"), blank=True)
    is_demonstration = models.BooleanField(_("démonstration"), default=False)

    class Meta:
        verbose_name = _("réglages du portail")
        verbose_name_plural = _("réglages du portail")

    @classmethod
    def of_request(cls, request: HttpRequest) -> PortalSettings:
        """The settings, read once a request; their territory is the first one loaded when they name none."""
        settings: PortalSettings = cls.load(request_or_site=request)
        if settings.territory is None:
            settings.territory = Territory.objects.current()
        return settings

    def __str__(self) -> str:
        return str(self.territory or _("Portail"))
