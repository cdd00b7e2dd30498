"""The legal register: what was published, when, by whom, and what was withdrawn."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, OwnedQuerySet, Territory
from bastide.kit.ui import typography

from ..deadlines import plus_months
from ..storage import private_path, weight
from .acte import Acte, Nature
from .exchange import Frozen
from .seance import Seance

#: Shortest time an act stays published. Source: CGCT, art. R2131-1 (read 2026-11).
SHORTEST_MONTHS = 2


def subject_of(matiere_code: str) -> int:
    """The first level of a matière, by which the register is searched: 7 of "7.10"; 0 of none."""
    first = matiere_code.partition(".")[0]
    return int(first) if first.isdecimal() and len(first) < 4 else 0


class RegisterEntryQuerySet(OwnedQuerySet["RegisterEntry"]):
    def public(self) -> RegisterEntryQuerySet:
        """What everybody reads: electronic entries, withdrawn ones included (their address stays, with a notice)."""
        return self.filter(mode=RegisterEntry.Mode.ELECTRONIC)

    def shown(self) -> RegisterEntryQuerySet:
        """What lists and searches show."""
        return self.filter(shown=1)

    def in_territory(self, territory: Territory | None) -> RegisterEntryQuerySet:
        return self.filter(organisation__territory=territory)

    def of_organisation(self, organisation: Organisation) -> RegisterEntryQuerySet:
        return self.filter(organisation=organisation)

    def newest_first(self) -> RegisterEntryQuerySet:
        return self.order_by("-published_at", "-pk")

    def latest_decided(self) -> RegisterEntryQuerySet:
        """By the day of the decision: the order of the indexes by which the register is narrowed."""
        return self.order_by("-decided_on", "-pk")


class RegisterEntry(models.Model):
    """One publication. Nothing of it changes but its withdrawal: a mended act is a new act."""

    class Mode(models.TextChoices):
        ELECTRONIC = "electronic", _("Sur ce site")
        POSTER = "poster", _("Par affichage")
        PAPER = "paper", _("Sur papier, à la disposition du public")
        NOTIFIED = "notified", _("Notifié à l’intéressé")

    class Kind(models.TextChoices):
        ACTE = "acte", _("Acte")
        EXAMINED = "examined", _("Liste des délibérations examinées")
        MINUTES = "minutes", _("Procès-verbal")

    WITHDRAWAL = frozenset({"withdrawn_at", "withdrawn_by", "withdrawal_reason", "shown"})

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="register_entries", verbose_name=_("organisme")
    )
    kind = models.CharField(_("sorte"), max_length=8, choices=Kind, default=Kind.ACTE)
    acte = models.OneToOneField(
        Acte, models.PROTECT, null=True, blank=True, related_name="register_entry", verbose_name=_("acte")
    )
    seance = models.ForeignKey(
        Seance, models.PROTECT, null=True, blank=True, related_name="register_entries", verbose_name=_("séance")
    )
    mode = models.CharField(_("mode de publication"), max_length=10, choices=Mode)
    nature = models.PositiveSmallIntegerField(_("nature"), default=0)
    number = models.CharField(_("numéro"), max_length=15, blank=True)
    object = models.CharField(_("objet"), max_length=500)
    decided_on = models.DateField(_("date de la décision"))
    matiere_code = models.CharField(_("matière"), max_length=20, blank=True)
    matiere_label = models.CharField(_("intitulé de la matière"), max_length=250, blank=True)
    subject = models.PositiveSmallIntegerField(_("sujet"), default=0)
    author_name = models.CharField(_("signé par"), max_length=120, blank=True)
    author_capacity = models.CharField(_("en qualité de"), max_length=120, blank=True)
    unique_id = models.CharField(_("identifiant unique"), max_length=60, blank=True)
    received_on = models.DateField(_("reçu en préfecture le"), null=True, blank=True)
    published_at = models.DateTimeField(_("publié le"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("publié par")
    )
    redaction = models.CharField(
        _("occultations"), max_length=300, blank=True, help_text=_("Ce qui a été masqué, et pourquoi.")
    )
    name = models.CharField(_("nom du fichier"), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("taille"), default=0)
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64, blank=True)
    document = models.FileField(_("document publié"), upload_to=private_path, max_length=200, blank=True)
    text = models.TextField(_("texte"), blank=True)
    #: 1 while lists show it: a number that equals, for PostgreSQL does not follow the order of an index past "is null".
    shown = models.PositiveSmallIntegerField(_("montré"), default=0, editable=False)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("retiré par")
    )
    withdrawal_reason = models.CharField(_("motif du retrait"), max_length=300, blank=True)

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entrée au registre")
        verbose_name_plural = _("registre des actes")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="acte", acte__isnull=False) | models.Q(seance__isnull=False),
                name="actes_register_of_something",
            ),
            models.CheckConstraint(
                condition=~models.Q(mode="electronic") | models.Q(document__gt="", sha256__gt=""),
                name="actes_register_electronic_in_full",
            ),
            models.CheckConstraint(
                condition=~models.Q(nature=3) | ~models.Q(mode="electronic") | models.Q(redaction__gt=""),
                name="actes_register_individual_not_by_default",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(withdrawal_reason__gt=""),
                name="actes_register_withdrawn_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["seance", "kind"],
                condition=models.Q(acte__isnull=True, withdrawn_at__isnull=True),
                name="actes_register_one_list_per_seance",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "shown", "-published_at", "-id"], name="actes_register_of_body"),
            models.Index(fields=["organisation", "shown", "-decided_on", "-id"], name="actes_register_body_by_day"),
            models.Index(fields=["shown", "-published_at", "-id"], name="actes_register_newest"),
            models.Index(fields=["shown", "-decided_on", "-id"], name="actes_register_by_day"),
            models.Index(fields=["shown", "subject", "-decided_on", "-id"], name="actes_register_by_subject"),
            models.Index(fields=["shown", "nature", "-decided_on", "-id"], name="actes_register_by_nature"),
        ]

    def __str__(self) -> str:
        return self.object

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only a withdrawal may be written on an entry that stands."""
        changed = kwargs.get("update_fields")
        if self.pk is not None and (changed is None or not set(changed) <= self.WITHDRAWAL):
            raise Frozen
        self.subject = subject_of(self.matiere_code)
        self.shown = int(self.mode == self.Mode.ELECTRONIC and self.withdrawn_at is None)
        if changed is not None and "withdrawn_at" in changed:
            kwargs["update_fields"] = {*changed, "shown"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("register:entry", args=[self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Frozen

    @property
    def sort(self) -> str:
        """What it is, in a word: a deliberation, an order, a list."""
        return str(Nature(self.nature).label if self.nature else self.get_kind_display())

    @property
    def public_facts(self) -> list[tuple[str, str]]:
        """What the law wants to be read beside the act: author, capacity, dates."""
        author = ", ".join(part for part in (self.author_name, self.author_capacity) if part)
        facts = [
            (_("Auteur"), author),
            (_("Décidé le"), typography.day(self.decided_on)),
            (_("Publié le"), typography.day(timezone.localdate(self.published_at))),
            (_("Reçu en préfecture le"), typography.day(self.received_on) if self.received_on else ""),
            (_("Identifiant en préfecture"), self.unique_id),
            (_("Sujet"), f"{self.matiere_code} {self.matiere_label}".strip()),
            (_("Vote"), self.acte.vote_words if self.acte is not None else ""),
            (_("Séance présidée par"), self.acte.presided_by if self.acte is not None else ""),
        ]
        return [(str(label), value) for label, value in facts if value]

    @property
    def stays_until(self) -> date:
        """The first day on which a withdrawal is not early."""
        return plus_months(timezone.localdate(self.published_at), SHORTEST_MONTHS)

    @property
    def appeal_ends_on(self) -> date:
        """Last day to bring the act before the administrative court: two clear months after publication."""
        return plus_months(timezone.localdate(self.published_at), SHORTEST_MONTHS)

    def is_within_appeal(self, at: datetime) -> bool:
        return timezone.localdate(at) <= self.appeal_ends_on

    @property
    def size_words(self) -> str:
        return weight(self.size)

    def read(self) -> bytes:
        with self.document.open("rb") as opened:
            return bytes(opened.read())
