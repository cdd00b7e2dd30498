"""A file of places that somebody sent: what it holds, what would happen, how far it has come in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, OwnedQuerySet
from bastide.kit.tasks.models import DueWork, DueWorkQuerySet

from .source import PlaceSource


class PlaceImportQuerySet(DueWorkQuerySet["PlaceImport"], OwnedQuerySet["PlaceImport"]):  # type: ignore[override]
    def to_be_checked(self) -> PlaceImportQuerySet:
        """Long lists whose report nobody could wait for."""
        return self.filter(is_to_be_checked=True, confirmed_at__isnull=True)

    def confirmed(self) -> PlaceImportQuerySet:
        """Those that somebody asked for: nothing else is ever brought in."""
        return self.filter(confirmed_at__isnull=False)


class PlaceImport(DueWork):
    """One file. It waits for its columns and the words of its kinds to be named, then for its report to be made and
    read, then comes in by batches.

    `position` is how many of its lines were read for good: killed half-way, it goes on from there.
    """

    class Step(models.TextChoices):
        COLUMNS = "columns", _("colonnes à nommer")
        KINDS = "kinds", _("genres à dire")
        CHECKING = "checking", _("en cours de lecture")
        REPORT = "report", _("rapport à lire")
        RUNNING = "running", _("en cours")
        DONE = "done", _("fait")
        FAILED = "failed", _("abandonné")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="place_imports", verbose_name=_("organisme")
    )
    source = models.ForeignKey(
        PlaceSource, models.SET_NULL, null=True, blank=True, related_name="imports", verbose_name=_("source")
    )
    title = models.CharField(_("nom de la liste"), max_length=120)
    file_name = models.CharField(_("fichier"), max_length=200)
    content = models.BinaryField(_("contenu"), default=bytes)
    format = models.CharField(_("format"), max_length=30)
    columns = models.JSONField(_("colonnes"), default=list)
    mapping = models.JSONField(_("correspondance"), null=True, blank=True)
    #: Words of the list for its kinds that we know no meaning of, each with its number of lines, the commonest first.
    kind_words = models.JSONField(_("genres inconnus"), default=list)
    is_to_be_checked = models.BooleanField(_("à lire"), default=False)
    checked = models.PositiveIntegerField(_("lignes lues pour le rapport"), default=0)
    report = models.JSONField(_("rapport"), null=True, blank=True)
    total = models.PositiveIntegerField(_("lignes"), default=0)
    is_complete = models.BooleanField(_("liste complète"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("par")
    )
    made_at = models.DateTimeField(_("reçu le"))
    confirmed_at = models.DateTimeField(_("confirmé le"), null=True, blank=True)
    position = models.PositiveIntegerField(_("lignes lues"), default=0)
    counts = models.JSONField(_("ce qui a été fait"), default=dict)
    said = models.JSONField(_("ce qui a été dit"), default=list)

    objects = PlaceImportQuerySet.as_manager()

    class Meta(DueWork.Meta):
        verbose_name = _("import de lieux")
        verbose_name_plural = _("imports de lieux")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("directory:space_import", args=[self.organisation.slug, self.pk])

    @property
    def step(self) -> Step:
        if self.state == DueWork.State.FAILED:
            return self.Step.FAILED
        if self.confirmed_at is not None:
            return self.Step.DONE if self.state == DueWork.State.DONE else self.Step.RUNNING
        if self.report is not None:
            return self.Step.REPORT
        if self.is_to_be_checked:
            return self.Step.CHECKING
        return self.Step.KINDS if self.unnamed_words else self.Step.COLUMNS

    @property
    def unnamed_words(self) -> list[tuple[str, int]]:
        """Words whose kind nobody has said yet, not even that they mean none."""
        said = (self.mapping or {}).get("kinds", {})
        return [(word, count) for word, count in self.kind_words if word not in said]

    @property
    def step_label(self) -> str:
        return str(self.step.label)
