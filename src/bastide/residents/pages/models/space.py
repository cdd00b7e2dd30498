"""Where the people of one body write."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from bastide.core.territory.models import Organisation, OwnedQuerySet

from .tree import BodyRoot


class EditingSpaceQuerySet(OwnedQuerySet["EditingSpace"]):
    owner_path = "organisation"


class EditingSpace(models.Model):
    """The root, the collection and the two groups of one body; made when somebody first writes for it.

    `writers` propose, `publishers` publish. Each group has rows on this root and this collection and nowhere else.
    """

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="editing_space", verbose_name=_("organisme")
    )
    root = models.OneToOneField(BodyRoot, models.PROTECT, related_name="space", verbose_name=_("racine"))
    collection = models.OneToOneField(Collection, models.PROTECT, related_name="+", verbose_name=_("collection"))
    writers = models.OneToOneField(Group, models.PROTECT, related_name="+", verbose_name=_("rédacteurs"))
    publishers = models.OneToOneField(Group, models.PROTECT, related_name="+", verbose_name=_("webmestres"))
    opened_at = models.DateTimeField(_("ouvert le"))

    objects = EditingSpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("espace de rédaction")
        verbose_name_plural = _("espaces de rédaction")

    def __str__(self) -> str:
        return str(self.organisation)
