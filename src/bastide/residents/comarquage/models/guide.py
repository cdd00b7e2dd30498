"""Sets of documents as they were imported, and what each document says of itself."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..reading.head import ASSO, PART, PRO, Place


class Audience(models.TextChoices):
    PART = PART, _("Particuliers")
    PRO = PRO, _("Entreprises")
    ASSO = ASSO, _("Associations")


class GuideSetQuerySet(QuerySet["GuideSet"]):
    def live(self) -> GuideSetQuerySet:
        return self.filter(state=GuideSet.State.LIVE)


class GuideSet(models.Model):
    """One delivery of documents for one public; the live one is served, two more stay in reserve."""

    class State(models.TextChoices):
        BUILDING = "building", _("en préparation")
        LIVE = "live", _("en ligne")
        KEPT = "kept", _("en réserve")

    audience = models.CharField(_("public"), max_length=4, choices=Audience)
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.BUILDING)
    #: What the licence asks for: where it was downloaded, the file's name, its date.
    address = models.CharField(_("adresse de téléchargement"), max_length=300, blank=True)
    file_name = models.CharField(_("fichier"), max_length=200)
    file_date = models.DateField(_("date du fichier"), null=True, blank=True)
    edition = models.CharField(
        _("édition"), max_length=60, blank=True, help_text=_("Dit sur chaque page, par exemple « textes de 2020 ».")
    )
    digest = models.CharField(_("empreinte"), max_length=64, blank=True, editable=False)
    started_at = models.DateTimeField(_("commencé le"))
    went_live_at = models.DateTimeField(_("mis en ligne le"), null=True, blank=True)
    documents = models.PositiveIntegerField(_("documents"), default=0)
    report = models.JSONField(_("compte rendu"), default=dict, blank=True)

    objects = GuideSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("jeu de guides")
        verbose_name_plural = _("jeux de guides")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["audience"], condition=models.Q(state="live"), name="comarquage_one_live_set_per_public"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_audience_display()}, {self.file_name}"


class GuideQuerySet(QuerySet["Guide"]):
    def live(self) -> GuideQuerySet:
        return self.filter(guide_set__state=GuideSet.State.LIVE)

    def shown(self) -> GuideQuerySet:
        """What menus and searches may name."""
        return self.live().filter(is_hidden=False)

    def of(self, audience: str) -> GuideQuerySet:
        return self.filter(guide_set__audience=audience)

    def fiches(self) -> GuideQuerySet:
        return self.filter(code__startswith="F")


class Guide(models.Model):
    """One document of a set; its text lies on the shelf under its digest."""

    guide_set = models.ForeignKey(GuideSet, models.CASCADE, related_name="guides", verbose_name=_("jeu"))
    code = models.CharField(_("code"), max_length=20)
    kind = models.CharField(_("nature"), max_length=80, blank=True)
    title = models.CharField(_("titre"), max_length=400)
    description = models.TextField(_("en quelques mots"), blank=True)
    over_title = models.CharField(_("surtitre"), max_length=120, blank=True)
    verified_on = models.DateField(_("vérifié le"), null=True, blank=True)
    changed_on = models.DateField(_("changement important"), null=True, blank=True)
    theme = models.CharField(_("thème"), max_length=20, blank=True)
    theme_title = models.CharField(_("nom du thème"), max_length=200, blank=True)
    dossier = models.CharField(_("dossier"), max_length=20, blank=True)
    dossier_title = models.CharField(_("nom du dossier"), max_length=300, blank=True)
    acronyms = models.JSONField(_("sigles"), default=list, blank=True)
    pivots = models.JSONField(_("pivots locaux"), default=list, blank=True)
    is_hidden = models.BooleanField(_("hors des menus"), default=False)
    digest = models.CharField(_("empreinte"), max_length=64)
    unknown = models.JSONField(_("éléments inconnus"), default=dict, blank=True)
    is_new = models.BooleanField(_("nouveau dans ce jeu"), default=False)
    is_changed = models.BooleanField(_("modifié dans ce jeu"), default=False)

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["guide_set", "code"], name="comarquage_code_once_in_a_set")]
        indexes = [
            models.Index(fields=["code"], name="comarquage_guide_code"),
            models.Index(fields=["guide_set", "-verified_on"], name="comarquage_guide_lately"),
            models.Index(fields=["guide_set", "kind"], name="comarquage_guide_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("comarquage:guide", args=[self.guide_set.audience, self.code])

    @property
    def places(self) -> list[Place]:
        """Where it stands: its theme, its dossier."""
        named = (Place(self.theme, self.theme_title), Place(self.dossier, self.dossier_title))
        return [place for place in named if place.code]

    def copied_into(self, guide_set: GuideSet) -> Guide:
        """The same document in another set, not saved."""
        values: dict[str, Any] = {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.name not in ("id", "guide_set", "is_new", "is_changed")
        }
        return Guide(guide_set=guide_set, **values)


class Redirection(models.Model):
    """A code that was retired, and the one that took its place."""

    guide_set = models.ForeignKey(GuideSet, models.CASCADE, related_name="redirections", verbose_name=_("jeu"))
    old = models.CharField(_("ancien code"), max_length=20)
    new = models.CharField(_("nouveau code"), max_length=20)

    class Meta:
        verbose_name = _("redirection de guide")
        verbose_name_plural = _("redirections de guides")
        constraints = [models.UniqueConstraint(fields=["guide_set", "old"], name="comarquage_one_way_per_code")]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
