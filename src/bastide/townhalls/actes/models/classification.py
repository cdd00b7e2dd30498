"""The préfecture's classification: matières and types of documents, as one body received them, dated."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, OwnedQuerySet

from ..storage import private_path


class ClassificationVersionQuerySet(OwnedQuerySet["ClassificationVersion"]):
    def current_for(self, organisation: Organisation, *, is_training: bool = False) -> ClassificationVersion | None:
        """The one an act must quote: the last received; in training the simulator's, where there is one."""
        found = self.filter(organisation=organisation)
        if not is_training:
            return found.filter(is_training=False).order_by("-dated_on").first()
        return found.order_by("-is_training", "-dated_on").first()


class ClassificationVersion(models.Model):
    """One classification with its date; an act quotes the date of the one it used."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="acte_classifications", verbose_name=_("organisme")
    )
    is_training = models.BooleanField(_("formation"), default=False)
    dated_on = models.DateField(_("classification du"))
    received_at = models.DateTimeField(_("reçue le"))
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64)
    raw = models.FileField(_("fichier reçu"), upload_to=private_path, max_length=200)

    objects = ClassificationVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("classification")
        verbose_name_plural = _("classifications")
        ordering = ["organisation", "-dated_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "is_training", "dated_on"], name="actes_classification_one_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.dated_on:%d/%m/%Y}"


class MatiereQuerySet(OwnedQuerySet["Matiere"]):
    owner_path = "version__organisation"


class Matiere(models.Model):
    """A subject of the classification: "7.10" and its label. Codes are compared number by number: 7.10 follows 7.9."""

    version = models.ForeignKey(
        ClassificationVersion, models.CASCADE, related_name="matieres", verbose_name=_("classification")
    )
    code = models.CharField(_("code"), max_length=20)
    depth = models.PositiveSmallIntegerField(_("niveau"))
    rank = models.PositiveIntegerField(_("rang"))
    label = models.CharField(_("intitulé"), max_length=250)
    trail = models.CharField(_("intitulés de tous les niveaux"), max_length=600, blank=True)
    words = models.TextField(_("mots"), blank=True, help_text=_("Intitulés de tous les niveaux, sans accents."))

    objects = MatiereQuerySet.as_manager()

    class Meta:
        verbose_name = _("matière")
        verbose_name_plural = _("matières")
        ordering = ["version", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="actes_matiere_code_once"),
            models.CheckConstraint(condition=models.Q(depth__gte=1, depth__lte=5), name="actes_matiere_five_levels"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def parts(self) -> list[int]:
        return [int(part) for part in self.code.split(".")]


class DocumentTypeQuerySet(OwnedQuerySet["DocumentType"]):
    owner_path = "version__organisation"

    def offered(self, nature: int, matiere_code: str) -> DocumentTypeQuerySet:
        """Those that fit an act: of its nature, for its matière (`ab`, `a0`) or for any (`99`)."""
        numbers = matiere_code.split(".")
        starts = models.Q(code__startswith="99")
        if len(numbers) >= 2 and all(len(number) == 1 for number in numbers[:2]):
            starts |= models.Q(code__startswith="".join(numbers[:2]))
        if numbers and len(numbers[0]) == 1:
            starts |= models.Q(code__startswith=f"{numbers[0]}0")
        return self.filter(starts, nature=nature).order_by("code")


class DocumentType(models.Model):
    """What a document of an act of one nature may be, by its code of five signs."""

    version = models.ForeignKey(
        ClassificationVersion, models.CASCADE, related_name="document_types", verbose_name=_("classification")
    )
    nature = models.PositiveSmallIntegerField(_("nature"))
    code = models.CharField(_("code"), max_length=5)
    label = models.CharField(_("intitulé"), max_length=250)

    objects = DocumentTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("type de document")
        verbose_name_plural = _("types de documents")
        ordering = ["version", "nature", "code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "nature", "code"], name="actes_documenttype_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


def is_out_of_date(used: date | None, current: date | None) -> bool:
    """Whether an act quotes a classification that is no longer the last."""
    return used is not None and current is not None and used < current
