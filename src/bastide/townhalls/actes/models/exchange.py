"""Conversations with the préfecture: transactions, their steps, what was sent and what came."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, OwnedQuerySet
from bastide.kit.tasks.models import DueWork, DueWorkQuerySet

from .. import states
from ..storage import private_path, weight
from .acte import Acte


class TransactionQuerySet(OwnedQuerySet["Transaction"]):
    def open(self) -> TransactionQuerySet:
        return self.filter(state__in=states.OPEN)

    def letters(self) -> TransactionQuerySet:
        """What the préfecture wrote about acts."""
        return self.filter(kind__in=Transaction.LETTERS, is_incoming=True)

    def stuck(self) -> TransactionQuerySet:
        """Sendings that were given up although nobody can say whether they arrived: a person looks."""
        return self.filter(dispatch__state=DueWork.State.FAILED, state__in=(states.State.POSTED, states.State.WAITING))

    def unread(self) -> TransactionQuerySet:
        return self.letters().filter(read_at__isnull=True)


class Transaction(models.Model):
    """One conversation: an act and its receipt, a letter, an answer, a cancellation. Its state is its last step's."""

    class Kind(models.IntegerChoices):
        ACTE = 1, _("Transmission d’un acte")
        LETTER = 2, _("Courrier simple")
        REQUEST = 3, _("Demande de pièces complémentaires")
        OBSERVATIONS = 4, _("Lettre d’observations")
        DEFERRAL = 5, _("Déféré au tribunal administratif")
        CANCELLATION = 6, _("Annulation de la transmission")
        CLASSIFICATION = 7, _("Demande de classification")

    class Sense(models.TextChoices):
        REFUSAL = "refusal", _("Refus")
        ANSWER = "answer", _("Réponse")

    LETTERS = (Kind.LETTER, Kind.REQUEST, Kind.OBSERVATIONS, Kind.DEFERRAL)
    #: To be read without delay: a request, observations or a deferral stop or open a legal delay.
    URGENT = (Kind.REQUEST, Kind.OBSERVATIONS, Kind.DEFERRAL)
    STATES = [(state.value, label) for state, label in states.LABELS.items()]

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="acte_transactions", verbose_name=_("organisme")
    )
    acte = models.ForeignKey(
        Acte, models.PROTECT, null=True, blank=True, related_name="transactions", verbose_name=_("acte")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="answers", verbose_name=_("fait suite à")
    )
    kind = models.PositiveSmallIntegerField(_("type"), choices=Kind)
    sense = models.CharField(_("sens de la réponse"), max_length=8, choices=Sense, blank=True)
    is_incoming = models.BooleanField(_("vient de la préfecture"), default=False)
    state = models.SmallIntegerField(_("état"), choices=STATES)
    tiers = models.CharField(_("tiers de télétransmission"), max_length=12, blank=True)
    reference = models.CharField(_("référence chez le tiers"), max_length=120, blank=True)
    anomaly_code = models.CharField(_("code de l’anomalie"), max_length=20, blank=True)
    detail = models.TextField(_("précision"), blank=True)
    letter_on = models.DateField(_("date du courrier"), null=True, blank=True)
    received_on = models.DateField(_("reçu le"), null=True, blank=True)
    read_at = models.DateTimeField(_("lu le"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("repris par un logiciel le"), null=True, blank=True)
    created_at = models.DateTimeField(_("ouverte le"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("par")
    )

    objects = TransactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("échange avec la préfecture")
        verbose_name_plural = _("échanges avec la préfecture")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["acte"],
                condition=models.Q(kind=1) & ~models.Q(state=-1),
                name="actes_transaction_one_transmission",
            ),
            models.UniqueConstraint(
                fields=["acte"],
                condition=models.Q(kind=6, state__in=[1, 2, 3]),
                name="actes_transaction_one_cancellation",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__gte=1, kind__lte=7), name="actes_transaction_kind_of_the_protocol"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=7) | models.Q(acte__isnull=False), name="actes_transaction_about_an_act"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "kind", "state"], name="actes_transaction_of_body"),
            models.Index(fields=["state", "created_at"], name="actes_transaction_waiting"),
            models.Index(fields=["tiers", "reference"], name="actes_transaction_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.acte or self.organisation}"

    @property
    def standing(self) -> states.State:
        return states.State(self.state)

    @property
    def is_urgent(self) -> bool:
        return self.kind in self.URGENT

    @property
    def may_be_answered(self) -> bool:
        return self.is_incoming and self.kind in (self.Kind.LETTER, self.Kind.REQUEST, self.Kind.OBSERVATIONS)


class Frozen(Exception):
    """A row that is a proof is never changed nor deleted."""


class StepQuerySet(OwnedQuerySet["Step"]):
    owner_path = "transaction__organisation"

    def update(self, **fields: Any) -> NoReturn:
        raise Frozen

    def delete(self) -> NoReturn:
        raise Frozen


class Step(models.Model):
    """One change of state, with what proves it. Rows are only ever added."""

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="steps", verbose_name=_("échange"))
    state = models.SmallIntegerField(_("état"), choices=Transaction.STATES)
    at = models.DateTimeField(_("le"))
    message = models.CharField(_("message"), max_length=500, blank=True)
    proof = models.TextField(_("pièce reçue"), blank=True)
    proof_sha256 = models.CharField(_("empreinte de la pièce"), max_length=64, blank=True)
    inbound = models.ForeignKey(
        "InboundMessage", models.PROTECT, null=True, blank=True, related_name="steps", verbose_name=_("message reçu")
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("étape")
        verbose_name_plural = _("étapes")
        ordering = ["transaction", "pk"]

    def __str__(self) -> str:
        return f"{self.transaction_id}: {states.State(self.state).name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise Frozen
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Frozen


class ExchangeFileQuerySet(OwnedQuerySet["ExchangeFile"]):
    owner_path = "transaction__organisation"


class ExchangeFile(models.Model):
    """A document of a letter of the préfecture, or of our answer."""

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="documents", verbose_name=_("échange"))
    rank = models.PositiveSmallIntegerField(_("rang"))
    type_code = models.CharField(_("type de document"), max_length=5, blank=True)
    original_name = models.CharField(_("nom d’origine"), max_length=200)
    content_type = models.CharField(_("format"), max_length=60)
    size = models.PositiveBigIntegerField(_("taille"))
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64)
    content = models.FileField(_("fichier"), upload_to=private_path, max_length=200)

    objects = ExchangeFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("document d’un échange")
        verbose_name_plural = _("documents d’échanges")
        ordering = ["transaction", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["transaction", "rank"], name="actes_exchangefile_one_per_rank"),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def size_words(self) -> str:
        return weight(self.size)

    def read(self) -> bytes:
        with self.content.open("rb") as opened:
            return bytes(opened.read())


class EnvelopeQuerySet(OwnedQuerySet["Envelope"]):
    pass


class Envelope(models.Model):
    """An archive exactly as it was handed over, named once a day for each body."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="acte_envelopes", verbose_name=_("organisme")
    )
    transaction = models.OneToOneField(Transaction, models.PROTECT, related_name="envelope", verbose_name=_("échange"))
    day = models.DateField(_("jour"))
    serial = models.PositiveIntegerField(_("rang du jour"))
    name = models.CharField(_("nom"), max_length=120)
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("taille"))
    archive = models.FileField(_("archive"), upload_to=private_path, max_length=200)

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("enveloppe")
        verbose_name_plural = _("enveloppes")
        ordering = ["-day", "-serial"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "day", "serial"], name="actes_envelope_serial_once"),
            models.CheckConstraint(
                condition=models.Q(serial__gte=1, serial__lt=10_000), name="actes_envelope_serial_in_bounds"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def read(self) -> bytes:
        with self.archive.open("rb") as opened:
            return bytes(opened.read())


class DispatchQuerySet(DueWorkQuerySet["Dispatch"]):
    pass


class Dispatch(DueWork):
    """The sending of one transaction: what was done of it, so that a killed process begins again in the right place.

    `handed_at` is written before the archive leaves. Found set, the act is looked up before it is sent again.
    """

    #: With the delays of DueWork, about two days.
    max_attempts = 16

    transaction = models.OneToOneField(Transaction, models.PROTECT, related_name="dispatch", verbose_name=_("échange"))
    handed_at = models.DateTimeField(_("remis le"), null=True, blank=True)
    times_handed = models.PositiveSmallIntegerField(_("remises"), default=0)

    objects = DispatchQuerySet.as_manager()

    class Meta(DueWork.Meta):
        verbose_name = _("envoi")
        verbose_name_plural = _("envois")

    def __str__(self) -> str:
        return f"Dispatch {self.transaction_id}"


class InboundMessageQuerySet(OwnedQuerySet["InboundMessage"]):
    def quarantined(self) -> InboundMessageQuerySet:
        return self.filter(outcome=InboundMessage.Outcome.QUARANTINED)


class InboundMessage(models.Model):
    """What came, exactly as it came, and what was made of it. One body takes the same bytes once."""

    class Outcome(models.TextChoices):
        PENDING = "pending", _("À traiter")
        APPLIED = "applied", _("Rattaché")
        QUARANTINED = "quarantined", _("À examiner")
        DISMISSED = "dismissed", _("Classé sans suite")

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="acte_messages",
        verbose_name=_("organisme"),
    )
    transaction = models.ForeignKey(
        Transaction, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("échange")
    )
    origin = models.CharField(_("provenance"), max_length=12)
    reference = models.CharField(_("référence chez le tiers"), max_length=200, blank=True)
    name = models.CharField(_("nom"), max_length=200)
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("taille"))
    raw = models.FileField(_("message brut"), upload_to=private_path, max_length=200)
    arrived_at = models.DateTimeField(_("arrivé le"))
    outcome = models.CharField(_("suite"), max_length=12, choices=Outcome, default=Outcome.PENDING)
    reasons = models.JSONField(_("motifs"), default=list, blank=True)

    objects = InboundMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message reçu")
        verbose_name_plural = _("messages reçus")
        ordering = ["-arrived_at", "-pk"]
        indexes = [models.Index(fields=["outcome", "arrived_at"], name="actes_inbound_outcome")]
        constraints = [
            models.UniqueConstraint(fields=["sha256", "organisation"], name="actes_inbound_once_for_a_body"),
            models.UniqueConstraint(
                fields=["sha256"], condition=models.Q(organisation__isnull=True), name="actes_inbound_once_for_nobody"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def read(self) -> bytes:
        with self.raw.open("rb") as opened:
            return bytes(opened.read())
