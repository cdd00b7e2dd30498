"""The lines of the journal and the head of their chain."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import chain
from .registry import verbs


class LineIsFixed(TypeError):
    """A line of the journal is written once, by `actions.record`, and never changed."""

    def __init__(self) -> None:
        super().__init__("A line of the journal is added by actions.record() and never changed or deleted.")


class JournalLineQuerySet(models.QuerySet["JournalLine"]):
    def of_organisation(self, organisation: models.Model | int) -> JournalLineQuerySet:
        """Lines about one body. Who may read them is the caller's question."""
        return self.filter(organisation=organisation)

    def of_target(self, target: models.Model) -> JournalLineQuerySet:
        return self.filter(target_type=target._meta.label_lower, target_pk=str(target.pk))

    def of_actor(self, user: models.Model | int) -> JournalLineQuerySet:
        return self.filter(actor=user)

    def before(self, at: datetime) -> JournalLineQuerySet:
        return self.filter(at__lt=at)

    def with_actor_label(self) -> JournalLineQuerySet:
        return self.exclude(actor_label="", actor_salt="")

    def with_target_label(self) -> JournalLineQuerySet:
        return self.exclude(target_label="", target_salt="")

    def erase_actor_labels(self) -> int:
        """Blank the names of actors: with `erase_target_labels` the one change the database lets through.

        Called by `actions.erase_labels` only, which leaves the line that `verify_journal` asks for.
        """
        return super().update(actor_label="", actor_salt="")

    def erase_target_labels(self) -> int:
        return super().update(target_label="", target_salt="")

    def create(self, **kwargs: Any) -> NoReturn:
        raise LineIsFixed

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LineIsFixed

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LineIsFixed

    def get_or_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LineIsFixed

    def update_or_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LineIsFixed

    def update(self, **kwargs: Any) -> NoReturn:
        raise LineIsFixed

    def delete(self) -> NoReturn:
        raise LineIsFixed


class JournalLine(models.Model):
    """Something that happened. Read `sentence`; write with `actions.record`.

    Relations carry no constraint in the database and nothing happens on delete: a body or a person that disappears
    leaves its lines as they are. The names of the actor and of the target are frozen on the day, outside the hash,
    each with a salt; the hash holds their digests.
    """

    number = models.BigIntegerField(_("numéro"), primary_key=True)
    at = models.DateTimeField(_("le"))
    verb = models.CharField(_("action"), max_length=80)
    organisation = models.ForeignKey(
        "territory.Organisation",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("organisme"),
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("par"),
    )
    actor_label = models.CharField(_("nom de l’auteur"), max_length=200, blank=True)
    actor_salt = models.CharField(max_length=32, blank=True, editable=False)
    actor_digest = models.CharField(max_length=64, blank=True, editable=False)
    target_type = models.CharField(_("nature de l’objet"), max_length=100, blank=True)
    target_pk = models.CharField(_("clé de l’objet"), max_length=64, blank=True)
    target_label = models.CharField(_("objet"), max_length=200, blank=True)
    target_salt = models.CharField(max_length=32, blank=True, editable=False)
    target_digest = models.CharField(max_length=64, blank=True, editable=False)
    data_json = models.TextField(_("données"), default="{}", help_text=_("JSON canonique, sans donnée personnelle."))
    previous_hash = models.CharField(_("empreinte précédente"), max_length=64)
    hash = models.CharField(_("empreinte"), max_length=64)

    objects = JournalLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("ligne du journal")
        verbose_name_plural = _("lignes du journal")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["organisation", "-number"], name="journal_line_organisation"),
            models.Index(fields=["actor", "-number"], name="journal_line_actor"),
            models.Index(fields=["target_type", "target_pk", "-number"], name="journal_line_target"),
            models.Index(fields=["at"], name="journal_line_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LineIsFixed

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LineIsFixed

    @property
    def data(self) -> dict[str, Any]:
        return json.loads(self.data_json)

    @property
    def actor_name(self) -> str:
        """Who did it, in words; a name that was erased reads as such."""
        if self.actor_id is None:
            return str(_("Le portail"))
        return self.actor_label or str(_("Une personne dont le nom est effacé"))

    @property
    def target_name(self) -> str:
        return self.target_label or ("" if not self.target_type else str(_("un objet dont le nom est effacé")))

    @property
    def sentence(self) -> str:
        """What happened, in French; a verb whose app is gone reads as its code."""
        if self.verb not in verbs:
            return str(_("%(actor)s : %(verb)s")) % {"actor": self.actor_name, "verb": self.verb}
        return verbs[self.verb].say(actor=self.actor_name, target=self.target_name, data=self.data)

    def computed_hash(self) -> str:
        return chain.line_hash(
            number=self.number,
            previous_hash=self.previous_hash,
            at=self.at,
            verb=self.verb,
            organisation_id=self.organisation_id,
            actor_id=self.actor_id,
            actor_digest=self.actor_digest,
            target_type=self.target_type,
            target_pk=self.target_pk,
            target_digest=self.target_digest,
            data_json=self.data_json,
        )


class JournalHead(models.Model):
    """The one row that every writer locks: how many lines there are, and the hash of the last."""

    ONLY = 1

    count = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=chain.GENESIS)

    class Meta:
        verbose_name = _("tête du journal")
        verbose_name_plural = _("tête du journal")

    def __str__(self) -> str:
        return f"{self.count} · {self.hash[:12]}"
