"""Which of Wagtail's collections belongs to which body: what lies in it is that body's, and nobody else's."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from bastide.core.territory.models import Organisation, OwnedQuerySet

#: From a picture or a document to the body that owns it.
OWNER_PATH = "collection__of_organisation__organisation"


class OrganisationCollectionQuerySet(OwnedQuerySet["OrganisationCollection"]):
    pass


class OrganisationCollection(models.Model):
    """Made with the body's first picture or document."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="media_collection", verbose_name=_("organisme")
    )
    collection = models.OneToOneField(
        Collection, models.PROTECT, related_name="of_organisation", verbose_name=_("collection")
    )

    objects = OrganisationCollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection d’un organisme")
        verbose_name_plural = _("collections des organismes")

    def __str__(self) -> str:
        return str(self.organisation)
