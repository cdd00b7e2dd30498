"""Pages of the portal in other languages, and whether they still say what the French page says."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation

from .editorial import EditorialPage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from bastide.core.accounts.models import User


class TranslationQuerySet(models.QuerySet["Translation"]):
    def managed_by(self, user: User | AnonymousUser, *, at: datetime | None = None) -> TranslationQuerySet:
        """Those of the portal's pages: only the pôle looks after them."""
        poles = Organisation.objects.overseen_by(user, at=at).filter(kind=Organisation.Kind.POLE)
        return self if poles.exists() else self.none()

    visible_to = managed_by

    def stale(self) -> TranslationQuerySet:
        """Read by everybody, while the French page was published again since somebody last compared the two."""
        return self.filter(page__live=True, source__last_published_at__gt=models.F("compared_with"))

    def not_reminded(self) -> TranslationQuerySet:
        """Nobody was told of this change yet; the next one begins again."""
        return self.exclude(reminded_of__isnull=False, reminded_of__gte=models.F("source__last_published_at"))


class Translation(models.Model):
    """One page in another language. It is fresh as long as its French page was not published since `compared_with`."""

    page = models.OneToOneField(
        EditorialPage, models.CASCADE, related_name="translation", verbose_name=_("page traduite")
    )
    source = models.ForeignKey(
        EditorialPage, models.CASCADE, related_name="translations_made", verbose_name=_("page en français")
    )
    made_at = models.DateTimeField(_("commencée le"))
    #: When the French page that the translation says was published.
    compared_with = models.DateTimeField(_("page française du"))
    compared_at = models.DateTimeField(_("comparée le"))
    compared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("par")
    )
    #: When the French page of the last reminder was published.
    reminded_of = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("traduction d’une page")
        verbose_name_plural = _("traductions de pages")
        ordering = ["source__path", "pk"]

    def __str__(self) -> str:
        return str(self.page)

    @property
    def is_stale(self) -> bool:
        last = self.source.last_published_at
        return bool(self.page.live and last is not None and last > self.compared_with)
