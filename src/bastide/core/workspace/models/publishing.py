"""What a body writes, looks at, publishes and takes back: news, events, documents inherit it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, OwnedQuerySet, Territory

P = TypeVar("P", bound="Publishable")


class PublishableQuerySet(OwnedQuerySet[P]):
    def showing(self, at: datetime) -> Self:
        """Those that visitors read at `at`."""
        return self.filter(
            models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=at),
            state=Publishable.State.PUBLISHED,
            published_at__lte=at,
            organisation__closed_on__isnull=True,
        )

    def in_territory(self, territory: Territory | None) -> Self:
        return self.filter(organisation__territory=territory)

    def of_organisation(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def next_change(self, at: datetime) -> datetime | None:
        """When one of them begins or ceases to be shown by itself: no page may be kept longer."""
        published = self.filter(state=Publishable.State.PUBLISHED)
        moments = published.aggregate(
            start=models.Min("published_at", filter=models.Q(published_at__gt=at)),
            end=models.Min("expires_at", filter=models.Q(expires_at__gt=at)),
        )
        return min((moment for moment in moments.values() if moment is not None), default=None)


class Publishable(models.Model):
    """A draft may lack anything; what is published is whole. `version` counts the saves: two people who write at the
    same time are told.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        PUBLISHED = "published", _("Publié")
        WITHDRAWN = "withdrawn", _("Retiré")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="%(app_label)s_%(class)s_set", verbose_name=_("publié par")
    )
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(_("publié le"), null=True, blank=True)
    expires_at = models.DateTimeField(_("retiré de lui-même le"), null=True, blank=True)
    created_at = models.DateTimeField(_("commencé le"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("commencé par")
    )
    changed_at = models.DateTimeField(_("changé le"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("changé par")
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["state", "published_at"], name="%(class)s_when")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="%(app_label)s_%(class)s_published_when",
            )
        ]

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    def phase(self, at: datetime) -> str:
        """ "draft", "planned", "showing", "past" or "withdrawn"."""
        if self.state != self.State.PUBLISHED:
            return str(self.state)
        assert self.published_at is not None
        if self.published_at > at:
            return "planned"
        return "past" if self.expires_at is not None and self.expires_at <= at else "showing"

    @property
    def phase_now(self) -> str:
        return self.phase(timezone.now())

    @property
    def phase_word(self) -> Any:
        return PHASES[self.phase_now]


PHASES = {
    "draft": _("Brouillon"),
    "planned": _("Prévu"),
    "showing": _("Publié"),
    "past": _("Terminé"),
    "withdrawn": _("Retiré"),
}
