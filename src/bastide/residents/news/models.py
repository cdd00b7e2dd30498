"""News: what happened or is about to, told by a body."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from bastide.core.media.models import MediaImage
from bastide.core.workspace.models import Publishable, PublishableQuerySet


class NewsItemQuerySet(PublishableQuerySet["NewsItem"]):
    def newest_first(self) -> NewsItemQuerySet:
        return self.order_by("-published_at", "-pk")


class NewsItem(Publishable):
    """A piece of news. Its text is plain: blank lines make paragraphs, addresses become links."""

    class Theme(models.TextChoices):
        COUNCIL = "conseil", _("Vie municipale")
        WORKS = "travaux", _("Travaux et circulation")
        SCHOOL = "ecole", _("École et jeunesse")
        CULTURE = "culture", _("Culture et fêtes")
        SPORT = "sport", _("Sport et associations")
        SOLIDARITY = "solidarite", _("Santé et solidarité")
        ENVIRONMENT = "environnement", _("Environnement et déchets")
        ECONOMY = "economie", _("Économie et commerce")

    theme = models.CharField(_("thème"), max_length=15, choices=Theme, blank=True)
    title = models.CharField(_("titre"), max_length=120, blank=True)
    text = models.TextField(_("texte"), max_length=6000, blank=True)
    picture = models.ForeignKey(
        MediaImage, models.SET_NULL, null=True, blank=True, related_name="news", verbose_name=_("photo")
    )
    picture_words = models.CharField(_("ce que montre la photo"), max_length=250, blank=True)

    objects = NewsItemQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("actualité")
        verbose_name_plural = _("actualités")

    def __str__(self) -> str:
        return self.title or Truncator(self.text).words(6) or str(_("Sans titre"))

    def get_absolute_url(self) -> str:
        return reverse("news:item", args=[self.pk])

    @property
    def summary(self) -> str:
        return Truncator(" ".join(self.text.split())).chars(180)
