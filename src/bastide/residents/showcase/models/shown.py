"""What every thing of the showcase has: a title, words, a commune, a picture."""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from bastide.core.media.models import MediaImage
from bastide.core.territory.models import Commune
from bastide.core.workspace.models import Publishable, PublishableQuerySet

S = TypeVar("S", bound="Shown")


class ShownQuerySet(PublishableQuerySet[S]):
    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def for_pages(self) -> Self:
        """With all that a line of a list shows, in the same query."""
        return self.select_related("commune", "picture", "organisation__commune", "organisation__epci")


class Shown(Publishable):
    """`shelf` names its addresses and its mails: `showcase:<shelf>`, `showcase:<shelf>_item`."""

    shelf: ClassVar[str]

    title = models.CharField(_("titre"), max_length=120, blank=True)
    text = models.TextField(_("texte"), max_length=6000, blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    picture = models.ForeignKey(
        MediaImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    picture_words = models.CharField(_("ce que montre la photo"), max_length=250, blank=True)

    class Meta(Publishable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title or Truncator(self.text).words(6) or str(_("Sans titre"))

    def get_absolute_url(self) -> str:
        return reverse(f"showcase:{self.shelf}_item", args=[self.pk])

    @property
    def search_key(self) -> str:
        """Its name in the search: the four kinds share one source."""
        return f"{self.shelf}-{self.pk}"

    @property
    def summary(self) -> str:
        return Truncator(" ".join(self.text.split())).chars(180)

    @property
    def about(self) -> str:
        """Small words in a list: its kind and its commune."""
        return " · ".join(word for word in (self.kind_words, self.commune.name if self.commune else "") if word)

    @property
    def kind_words(self) -> str:
        return ""

    @property
    def facts(self) -> list[tuple[Any, str]]:
        """(what, value) for its own page, known ones only."""
        return []
