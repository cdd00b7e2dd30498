"""What the territory adds to the State's texts: who answers, notes, its own online services, its own sheets."""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, OwnedQuerySet

from ..pivots import Rule
from .guide import Audience

M = TypeVar("M", bound=models.Model)


class StandingQuerySet(OwnedQuerySet[M]):
    """What a body wrote and may take back."""

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class LocalNoteQuerySet(StandingQuerySet["LocalNote"]):
    pass


class LocalServiceQuerySet(StandingQuerySet["LocalService"]):
    pass


class LocalSheetQuerySet(StandingQuerySet["LocalSheet"]):
    pass


class PivotRuleQuerySet(OwnedQuerySet["PivotRule"]):
    pass


class PivotRule(models.Model):
    """Which places answer to a pivot of the State's texts, or to a title where a contact has no pivot.

    A rule of the pôle wins over the one we ship (`pivots.py`).
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="pivot_rules", verbose_name=_("décidé par")
    )
    pivot = models.CharField(
        _("pivot ou intitulé"), max_length=160, help_text=_("Tel que les guides le disent : « mairie », « caf »…")
    )
    service_types = models.JSONField(_("types de services"), default=list)
    kinds = models.JSONField(_("genres de lieux"), default=list)
    #: Only places of the kinds that are called one of these, or as the guide says; empty: all of the kinds.
    names = models.JSONField(_("mots du nom"), default=list)
    is_nobody = models.BooleanField(_("personne ici"), default=False)
    needs_recueil_device = models.BooleanField(_("avec dispositif de recueil"), default=False)

    objects = PivotRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("règle de pivot")
        verbose_name_plural = _("règles de pivot")
        ordering = ["pivot"]
        constraints = [models.UniqueConstraint(fields=["organisation", "pivot"], name="comarquage_one_rule_per_pivot")]

    def __str__(self) -> str:
        return self.pivot

    @property
    def rule(self) -> Rule:
        return Rule(
            tuple(self.service_types),
            kinds=() if self.names else tuple(self.kinds),
            among=tuple(self.kinds) if self.names else (),
            names=tuple(self.names),
            needs_recueil_device=self.needs_recueil_device,
            is_nobody=self.is_nobody,
        )


class LocalNote(models.Model):
    """A few words of a body above a guide: they never change the State's text."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="guide_notes", verbose_name=_("par"))
    audience = models.CharField(_("public"), max_length=4, choices=Audience, default=Audience.PART)
    code = models.CharField(_("guide"), max_length=20)
    text = models.TextField(_("votre mot"), max_length=1200)
    link_label = models.CharField(_("nom du lien"), max_length=80, blank=True)
    link_url = models.URLField(_("lien"), max_length=500, blank=True)
    written_at = models.DateTimeField(_("écrit le"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("par")
    )
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = LocalNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("mot local")
        verbose_name_plural = _("mots locaux")
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["code", "audience"], name="comarquage_note_of_a_guide")]

    def __str__(self) -> str:
        return f"{self.code}, {self.organisation}"


class LocalService(models.Model):
    """An online service of a body, shown where the State's text names a general one (its code: R1406)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="guide_services", verbose_name=_("par"))
    code = models.CharField(_("service remplacé"), max_length=20)
    title = models.CharField(_("nom de votre démarche"), max_length=160)
    url = models.URLField(_("adresse de votre démarche"), max_length=500)
    written_at = models.DateTimeField(_("écrit le"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("par")
    )
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = LocalServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("démarche locale")
        verbose_name_plural = _("démarches locales")
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["code"], name="comarquage_service_code")]

    def __str__(self) -> str:
        return self.title


class LocalSheet(models.Model):
    """A guide written here, beside the State's: « Carte de stationnement à Bergerac »."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="guide_sheets", verbose_name=_("par"))
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    title = models.CharField(_("titre"), max_length=160)
    summary = models.CharField(_("en une phrase"), max_length=280, blank=True)
    text = models.TextField(_("texte"), max_length=20_000)
    #: The dossier or theme beside whose guides it is listed.
    beside = models.CharField(_("rangé avec"), max_length=20, blank=True)
    audience = models.CharField(_("public"), max_length=4, choices=Audience, default=Audience.PART)
    review_on = models.DateField(_("à relire le"), null=True, blank=True)
    written_at = models.DateTimeField(_("écrit le"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("par")
    )
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = LocalSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("fiche locale")
        verbose_name_plural = _("fiches locales")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("comarquage:sheet", args=[self.slug])
