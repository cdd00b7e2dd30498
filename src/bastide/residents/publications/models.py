"""What a body publishes as a file."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bastide.core.media.models import MediaDocument
from bastide.core.workspace.models import Publishable, PublishableQuerySet
from bastide.kit.ui.typography import number


def _weight(size: int) -> str:
    """ "412 ko", "2,1 Mo"."""
    if size < 1_000_000:
        return _now("%(count)s ko") % {"count": number(max(1, round(size / 1000)))}
    return _now("%(count)s Mo") % {"count": number(Decimal(size) / 1_000_000, 1)}


class PublishedDocumentQuerySet(PublishableQuerySet["PublishedDocument"]):
    def newest_first(self) -> PublishedDocumentQuerySet:
        return self.order_by("-dated_on", "-pk")


class PublishedDocument(Publishable):
    """A document with its type and its date; the file itself is a MediaDocument, withheld while this is no public."""

    class Kind(models.TextChoices):
        BULLETIN = "bulletin", _("Bulletin")
        MINUTES = "minutes", _("Procès-verbal")
        DELIBERATIONS = "deliberations", _("Liste des délibérations")
        BUDGET = "budget", _("Budget et comptes")
        NOTICE = "notice", _("Avis et arrêté")
        PLANNING = "planning", _("Urbanisme")
        OTHER = "other", _("Autre document")

    kind = models.CharField(_("type"), max_length=15, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("titre"), max_length=200, blank=True)
    dated_on = models.DateField(_("date du document"), null=True, blank=True)
    document = models.OneToOneField(MediaDocument, models.PROTECT, related_name="published", verbose_name=_("fichier"))

    objects = PublishedDocumentQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        indexes = [
            *Publishable.Meta.indexes,
            models.Index(fields=["organisation", "state", "-dated_on"], name="publications_of_body"),
        ]

    def __str__(self) -> str:
        return self.title or self.document.title

    def get_absolute_url(self) -> str:
        return reverse("publications:publication", args=[self.pk])

    @property
    def file_words(self) -> str:
        """ "PDF, 412 ko, 3 pages": what the reader is about to open."""
        words = [self.document.file_extension.upper(), _weight(self.document.file_size or 0)]
        if self.document.page_count:
            pages = self.document.page_count
            words.append(ngettext("%(count)s page", "%(count)s pages", pages) % {"count": pages})
        return ", ".join(words)
