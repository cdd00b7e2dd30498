"""An act of a body, and its documents."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bastide.core.territory.models import Organisation, OwnedQuerySet

from ..documents.signatures import lines_of
from ..numbering import LONGEST, PATTERN
from ..storage import private_path, weight
from .software import SoftwareKey


class Nature(models.IntegerChoices):
    """The six natures of the protocol."""

    DELIBERATION = 1, _("Délibération")
    REGULATION = 2, _("Arrêté réglementaire")
    INDIVIDUAL = 3, _("Arrêté individuel")
    CONTRACT = 4, _("Contrat, convention ou avenant")
    BUDGET = 5, _("Document budgétaire ou financier")
    OTHER = 6, _("Autre acte")

    @property
    def letters(self) -> str:
        return ("DE", "AR", "AI", "CC", "BF", "AU")[self.value - 1]

    @property
    def main_type(self) -> str:
        """The usual code of the main document."""
        return ("99_DE", "99_AR", "99_AI", "99_DC", "99_BU", "99_AU")[self.value - 1]


class ActeQuerySet(OwnedQuerySet["Acte"]):
    def standing(self) -> ActeQuerySet:
        return self.exclude(state=Acte.State.ABANDONED)

    def real(self) -> ActeQuerySet:
        """Those that count: training reaches no figure, no register, no open data."""
        return self.filter(is_training=False)

    def exercises(self) -> ActeQuerySet:
        return self.filter(is_training=True)

    def of_organisation(self, organisation: Organisation) -> ActeQuerySet:
        return self.filter(organisation=organisation)

    def waiting_for_signatory(self) -> ActeQuerySet:
        return self.filter(state=Acte.State.READY)


class Acte(models.Model):
    """What a body decided. Its number belongs to it from the first day, whatever becomes of its transmission."""

    class State(models.TextChoices):
        DRAFT = "draft", _("En préparation")
        READY = "ready", _("À transmettre")
        SENDING = "sending", _("En cours de transmission")
        RECEIVED = "received", _("Reçu en préfecture")
        FAILED = "failed", _("Refusé à la transmission")
        CANCELLED = "cancelled", _("Transmission annulée")
        KEPT = "kept", _("Non soumis à transmission")
        ABANDONED = "abandoned", _("Abandonné")

    class Duty(models.TextChoices):
        UNKNOWN = "", _("à déterminer")
        REQUIRED = "required", _("doit être transmis")
        FREE = "free", _("n’a pas à être transmis")

    #: States in which its text and documents may still change.
    CHANGING = (State.DRAFT, State.READY, State.FAILED)
    TONES = {
        State.DRAFT: "",
        State.READY: "soon",
        State.SENDING: "info",
        State.RECEIVED: "open",
        State.FAILED: "closed",
        State.CANCELLED: "closed",
        State.KEPT: "open",
        State.ABANDONED: "",
    }

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="actes", verbose_name=_("organisme"))
    nature = models.PositiveSmallIntegerField(_("nature"), choices=Nature)
    year = models.PositiveSmallIntegerField(_("année"))
    number = models.CharField(_("numéro"), max_length=LONGEST)
    object = models.CharField(_("objet"), max_length=500, blank=True)
    decided_on = models.DateField(_("date de la décision"), null=True, blank=True)
    matiere_code = models.CharField(_("matière"), max_length=20, blank=True)
    matiere_label = models.CharField(_("intitulé de la matière"), max_length=250, blank=True)
    classification_on = models.DateField(_("classification du"), null=True, blank=True)
    author_body = models.CharField(_("pris par"), max_length=120, blank=True)
    author_name = models.CharField(_("signé par"), max_length=120, blank=True)
    author_capacity = models.CharField(_("en qualité de"), max_length=120, blank=True)
    model_key = models.CharField(_("modèle"), max_length=40, blank=True)
    model_values = models.JSONField(_("valeurs du modèle"), default=dict, blank=True)
    duty = models.CharField(_("transmission"), max_length=10, choices=Duty, default=Duty.UNKNOWN, blank=True)
    has_paper = models.BooleanField(_("une partie est envoyée sur papier"), default=False)
    names_people = models.BooleanField(_("cite des personnes"), null=True, blank=True)
    publishes_itself = models.BooleanField(_("publier dès l’accusé de réception"), default=False)
    members = models.PositiveSmallIntegerField(_("membres en exercice"), null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("pour"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("contre"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    presided_by = models.CharField(_("séance présidée par"), max_length=120, blank=True)
    is_training = models.BooleanField(_("formation"), default=False)
    exercise = models.CharField(_("ce que la préfecture simulée doit faire"), max_length=30, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.DRAFT)
    unique_id = models.CharField(_("identifiant unique"), max_length=60, blank=True)
    transmitted_at = models.DateTimeField(_("transmis le"), null=True, blank=True)
    received_on = models.DateField(_("reçu en préfecture le"), null=True, blank=True)
    created_at = models.DateTimeField(_("créé le"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("préparé par")
    )
    deposited_with = models.ForeignKey(
        SoftwareKey, models.PROTECT, null=True, blank=True, related_name="actes", verbose_name=_("déposé par")
    )

    objects = ActeQuerySet.as_manager()

    class Meta:
        verbose_name = _("acte")
        verbose_name_plural = _("actes")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "is_training", "year", "number"],
                condition=~models.Q(state="abandoned"),
                name="actes_acte_number_once_a_year",
            ),
            models.CheckConstraint(
                condition=models.Q(number__regex=PATTERN), name="actes_acte_number_as_the_state_takes"
            ),
            models.CheckConstraint(
                condition=models.Q(nature__gte=1, nature__lte=6), name="actes_acte_nature_of_the_protocol"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "abandoned"])
                | models.Q(object__gt="", decided_on__isnull=False),
                name="actes_acte_whole_before_it_leaves",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["received", "cancelled"])
                | models.Q(unique_id__gt="", received_on__isnull=False),
                name="actes_acte_received_with_its_proof",
            ),
            models.CheckConstraint(
                condition=models.Q(members__isnull=True)
                | models.Q(
                    members__gte=models.F("votes_for") + models.F("votes_against") + models.F("abstentions"),
                ),
                name="actes_acte_no_more_votes_than_members",
            ),
            models.CheckConstraint(
                condition=models.Q(exercise="") | models.Q(is_training=True), name="actes_acte_exercises_are_training"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "-created_at"], name="actes_acte_of_body"),
            models.Index(fields=["organisation", "-decided_on"], name="actes_acte_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("actes:acte", args=[self.organisation.slug, self.pk])

    @property
    def title(self) -> str:
        return self.object or str(_("Acte sans objet"))

    @property
    def tone(self) -> str:
        return self.TONES[Acte.State(self.state)]

    @property
    def may_change(self) -> bool:
        return self.state in self.CHANGING

    @property
    def is_individual(self) -> bool:
        return self.nature == Nature.INDIVIDUAL

    @property
    def voters(self) -> int | None:
        """How many voted, who abstained among them; None while it was not said."""
        if self.votes_for is None or self.votes_against is None or self.abstentions is None:
            return None
        return self.votes_for + self.votes_against + self.abstentions

    @property
    def vote_words(self) -> str:
        """« 10 pour, 0 contre, 1 abstention », "" while it was not said."""
        if self.voters is None:
            return ""
        said = ngettext(
            "%(for)s pour, %(against)s contre, %(abstentions)s abstention",
            "%(for)s pour, %(against)s contre, %(abstentions)s abstentions",
            self.abstentions or 0,
        )
        return said % {"for": self.votes_for, "against": self.votes_against, "abstentions": self.abstentions}

    def year_of(self, day: date | None) -> int:
        return day.year if day is not None else self.year


class ActeFileQuerySet(OwnedQuerySet["ActeFile"]):
    owner_path = "acte__organisation"


class Scan(models.TextChoices):
    """What the antivirus said of a file; empty where there is none."""

    CLEAN = "clean", _("Rien trouvé")
    SKIPPED = "skipped", _("Pas examiné : l’antivirus ne répondait pas")


class ActeFile(models.Model):
    """A document of an act: rank 1 is the act itself, the others are its annexes. What was sent never changes."""

    class Kind(models.TextChoices):
        PDF = "application/pdf", "PDF"
        XML = "text/xml", "XML"
        JPEG = "image/jpeg", "JPEG"
        PNG = "image/png", "PNG"

    acte = models.ForeignKey(Acte, models.CASCADE, related_name="files", verbose_name=_("acte"))
    rank = models.PositiveSmallIntegerField(_("rang"))
    type_code = models.CharField(_("type de document"), max_length=5, blank=True)
    original_name = models.CharField(_("nom d’origine"), max_length=200)
    content_type = models.CharField(_("format"), max_length=20, choices=Kind)
    size = models.PositiveBigIntegerField(_("taille"))
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64)
    wire_name = models.CharField(_("nom de transmission"), max_length=120, blank=True)
    is_signed = models.BooleanField(_("porte une signature électronique"), default=False)
    signatures = models.JSONField(_("signatures vérifiées"), null=True, blank=True)
    scan = models.CharField(_("antivirus"), max_length=8, choices=Scan, blank=True)
    content = models.FileField(_("fichier"), upload_to=private_path, max_length=200)
    added_at = models.DateTimeField(_("ajouté le"))

    objects = ActeFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("document d’acte")
        verbose_name_plural = _("documents d’actes")
        ordering = ["acte", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["acte", "rank"], name="actes_actefile_one_per_rank"),
            models.CheckConstraint(condition=models.Q(rank__gte=1), name="actes_actefile_rank_from_one"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="actes_actefile_not_empty"),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_main(self) -> bool:
        return self.rank == 1

    @property
    def size_words(self) -> str:
        return weight(self.size)

    @property
    def signature_lines(self) -> list[tuple[str, str]]:
        """(tone, sentence) for each signature inside, or that they could not be verified."""
        return lines_of(self.signatures, is_signed=self.is_signed)

    def read(self) -> bytes:
        with self.content.open("rb") as opened:
            return bytes(opened.read())

    def described(self) -> dict[str, Any]:
        """What a proof says of it."""
        return {
            "rank": self.rank,
            "type": self.type_code,
            "original_name": self.original_name,
            "wire_name": self.wire_name,
            "content_type": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
        }
