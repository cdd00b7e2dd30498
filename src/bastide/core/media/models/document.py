"""Documents, and their words page by page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.documents.models import Document as WagtailDocument

from bastide.core.territory.models import OwnedQuerySet
from bastide.kit.tasks.models import DueWork, DueWorkQuerySet

from ..fields import CheckedDocumentField
from .collection import OWNER_PATH


class MediaDocumentQuerySet(DocumentQuerySet, OwnedQuerySet["MediaDocument"]):
    owner_path = OWNER_PATH


class MediaDocument(AbstractDocument):
    """A file as it came. While it is withheld (a draft, something withdrawn), only its own body reads it."""

    file = CheckedDocumentField(upload_to="documents", verbose_name=_("fichier"))
    is_withheld = models.BooleanField(_("retenu"), default=False, editable=False)
    page_count = models.PositiveIntegerField(_("pages"), null=True, editable=False)

    admin_form_fields = WagtailDocument.admin_form_fields

    objects = MediaDocumentQuerySet.as_manager()

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")


class DocumentPage(models.Model):
    """The words of one page; of a text without pages, the whole is page one."""

    document = models.ForeignKey(MediaDocument, models.CASCADE, related_name="pages", verbose_name=_("document"))
    number = models.PositiveIntegerField(_("page"))
    text = models.TextField(_("texte"), blank=True)

    class Meta:
        verbose_name = _("page d’un document")
        verbose_name_plural = _("pages des documents")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="media_documentpage_once")]

    def __str__(self) -> str:
        return f"{self.document}, {self.number}"


class DocumentReadingQuerySet(DueWorkQuerySet["DocumentReading"]):
    pass


class DocumentReading(DueWork):
    """The reading of one document's words: due, done, or given up."""

    #: A file that kills its reader thrice will not be read.
    max_attempts = 3

    document = models.OneToOneField(MediaDocument, models.CASCADE, related_name="reading", verbose_name=_("document"))
    file_hash = models.CharField(max_length=40, blank=True, editable=False)
    used_ocr = models.BooleanField(_("lu par reconnaissance"), default=False)

    objects = DocumentReadingQuerySet.as_manager()

    class Meta(DueWork.Meta):
        verbose_name = _("lecture d’un document")
        verbose_name_plural = _("lectures des documents")

    def __str__(self) -> str:
        return str(self.document)
