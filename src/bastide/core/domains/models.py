"""The names under which a site of the portal answers besides the portal's own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from bastide.core.territory.models import Organisation, OwnedQuerySet

from .names import origin_of


class DomainQuerySet(OwnedQuerySet["Domain"]):
    owner_path = "organisation"

    def of_owner(self, *, organisation: Organisation | None = None, page: Page | None = None) -> DomainQuerySet:
        """The names of one body or one section, the main one first."""
        owned = self.filter(organisation=organisation) if organisation else self.filter(page=page)
        return owned.order_by("pk")


class Domain(models.Model):
    """A host name that leads to one body's site or to one section.

    The oldest of an owner is its main name: the others redirect there.
    """

    host = models.CharField(_("nom de domaine"), max_length=253, unique=True)
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="domains",
        verbose_name=_("organisme"),
    )
    page = models.ForeignKey(
        Page, models.CASCADE, null=True, blank=True, related_name="domains", verbose_name=_("rubrique")
    )
    recorded_at = models.DateTimeField(_("enregistré le"))

    objects = DomainQuerySet.as_manager()

    class Meta:
        verbose_name = _("domaine")
        verbose_name_plural = _("domaines")
        ordering = ["host"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False, page__isnull=True)
                | models.Q(organisation__isnull=True, page__isnull=False),
                name="domains_domain_has_one_owner",
            )
        ]

    def __str__(self) -> str:
        return self.host

    @property
    def origin(self) -> str:
        """« https://www.eymet.fr »."""
        return origin_of(self.host)

    @property
    def owner_name(self) -> str:
        return str(self.organisation or self.page)
