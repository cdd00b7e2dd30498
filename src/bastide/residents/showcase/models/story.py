"""People who settled and say how it went."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .shown import Shown, ShownQuerySet


class StoryQuerySet(ShownQuerySet["Story"]):
    pass


class Story(Shown):
    """A success story; whoever it tells of agreed to it, which the person who publishes it says."""

    shelf = "stories"

    trade = models.CharField(_("métier ou activité"), max_length=80, blank=True)
    has_agreed = models.BooleanField(_("la personne est d’accord"), default=False)

    objects = StoryQuerySet.as_manager()

    class Meta(Shown.Meta):
        verbose_name = _("réussite")
        verbose_name_plural = _("réussites")

    @property
    def kind_words(self) -> str:
        return self.trade
