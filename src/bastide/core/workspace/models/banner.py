"""Banners: a short message at the top of a body's site, for a time."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, Territory


class BannerQuerySet(models.QuerySet["Banner"]):
    def standing(self) -> BannerQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def showing(self, at: datetime) -> BannerQuerySet:
        """Those a visitor sees at `at`: begun, not ended, not withdrawn; the most serious first."""
        return self.standing().filter(starts_at__lte=at, ends_at__gt=at).order_by("-gravity", "starts_at", "pk")

    def planned(self, at: datetime) -> BannerQuerySet:
        return self.standing().filter(starts_at__gt=at).order_by("starts_at", "pk")

    def on_site_of(self, organisation: Organisation) -> BannerQuerySet:
        """On the pages of one body: aimed at it, or at every body of its territory."""
        return self.filter(
            models.Q(scope=Banner.Scope.BODIES, targets=organisation)
            | models.Q(scope=Banner.Scope.TERRITORY, organisation__territory=organisation.territory_id)
        ).distinct()

    def on_portal(self, territory: Territory | None, section: str) -> BannerQuerySet:
        """On the portal's own pages: aimed at all of the territory or at that section."""
        return self.filter(
            models.Q(scope=Banner.Scope.TERRITORY) | models.Q(scope=Banner.Scope.SECTION, section=section),
            organisation__territory=territory,
        )

    def of_territory(self, territory: Territory | None) -> BannerQuerySet:
        return self.filter(organisation__territory=territory)

    def of_organisation(self, organisation: Organisation) -> BannerQuerySet:
        return self.filter(organisation=organisation)


class Banner(models.Model):
    """A message with a beginning and an end; the clock takes it down, nobody has to."""

    class Level(models.IntegerChoices):
        INFORMATION = 1, _("Information")
        NOTICE = 2, _("À noter")
        WARNING = 3, _("Vigilance")
        ALERT = 4, _("Alerte")

    class Scope(models.TextChoices):
        BODIES = "bodies", _("Le site de certains organismes")
        TERRITORY = "territory", _("Tout le territoire")
        SECTION = "section", _("Une rubrique du portail")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="banners", verbose_name=_("publié par"))
    gravity = models.PositiveSmallIntegerField(_("niveau"), choices=Level, default=Level.INFORMATION)
    title = models.CharField(_("titre"), max_length=60)
    text = models.CharField(_("message"), max_length=240)
    link = models.URLField(_("lien"), blank=True)
    scope = models.CharField(_("où"), max_length=10, choices=Scope, default=Scope.BODIES)
    targets = models.ManyToManyField(Organisation, blank=True, related_name="+", verbose_name=_("organismes"))
    section = models.CharField(_("rubrique"), max_length=40, blank=True)
    starts_at = models.DateTimeField(_("du"))
    ends_at = models.DateTimeField(_("au"))
    created_at = models.DateTimeField(_("créé le"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("par")
    )
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = BannerQuerySet.as_manager()

    class Meta:
        verbose_name = _("bandeau")
        verbose_name_plural = _("bandeaux")
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["withdrawn_at", "ends_at", "starts_at"], name="workspace_banner_when")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="workspace_banner_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(scope="section", section__gt="")
                | (~models.Q(scope="section") & models.Q(section="")),
                name="workspace_banner_section_when_aimed_at_one",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """The tone of the design system for this level."""
        return ("info", "success", "warning", "error")[self.gravity - 1]

    def phase(self, at: datetime) -> str:
        """ "withdrawn", "planned", "showing" or "past"."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        if at < self.starts_at:
            return "planned"
        return "showing" if at < self.ends_at else "past"
