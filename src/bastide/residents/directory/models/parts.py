"""What hangs on a place: its round when it moves, its pictures, what was changed in it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.media.models import MediaImage
from bastide.core.territory.models import DAYS, Commune, OwnedQuerySet, Span

from .place import Place


class RoundStop(models.Model):
    """One halt of a place that moves: where, on which days, from when to when."""

    class Weeks(models.TextChoices):
        EVERY = "every", _("toutes les semaines")
        ODD = "odd", _("les semaines impaires")
        EVEN = "even", _("les semaines paires")
        FIRST = "1", _("le premier du mois")
        SECOND = "2", _("le deuxième du mois")
        THIRD = "3", _("le troisième du mois")
        FOURTH = "4", _("le quatrième du mois")
        FIFTH = "5", _("le cinquième du mois")

    place = models.ForeignKey(Place, models.CASCADE, related_name="stops", verbose_name=_("lieu"))
    days = models.JSONField(_("jours"), default=list)
    weeks = models.CharField(_("semaines"), max_length=5, choices=Weeks, default=Weeks.EVERY)
    opens = models.TimeField(_("de"))
    closes = models.TimeField(_("à"))
    where = models.CharField(_("où"), max_length=200, blank=True)
    commune = models.ForeignKey(
        Commune, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    comment = models.CharField(_("précision"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("halte d’une tournée")
        verbose_name_plural = _("haltes d’une tournée")
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="directory_stop_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.where or self.commune}"

    @property
    def span(self) -> Span:
        return Span(self.opens.hour * 60 + self.opens.minute, self.closes.hour * 60 + self.closes.minute)

    def holds_on(self, day: date) -> bool:
        """Whether the round halts here on that day; weeks are numbered after ISO 8601."""
        if DAYS[day.weekday()] not in self.days:
            return False
        match self.weeks:
            case RoundStop.Weeks.EVERY:
                return True
            case RoundStop.Weeks.ODD:
                return day.isocalendar().week % 2 == 1
            case RoundStop.Weeks.EVEN:
                return day.isocalendar().week % 2 == 0
        return (day.day - 1) // 7 + 1 == int(self.weeks)


class PlacePicture(models.Model):
    """A picture of a place. Who made it and under which licence is said once, with the picture itself."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="pictures", verbose_name=_("lieu"))
    image = models.ForeignKey(MediaImage, models.CASCADE, related_name="+", verbose_name=_("image"))
    description = models.CharField(_("description"), max_length=250, help_text=_("Pour qui ne la voit pas."))
    order = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("image d’un lieu")
        verbose_name_plural = _("images d’un lieu")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.description


class PlaceChangeQuerySet(OwnedQuerySet["PlaceChange"]):
    owner_path = "place__organisation"


class PlaceChange(models.Model):
    """One gesture on a place: what stood before, so that it can be taken back. The journal says who saw what when."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="changes", verbose_name=_("lieu"))
    made_at = models.DateTimeField(_("fait le"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("par")
    )
    #: Field → value, and field → line of `provenance` (None: there was none), as they were.
    before = models.JSONField(_("valeurs d’avant"), default=dict)
    origins_before = models.JSONField(_("origines d’avant"), default=dict)
    undone_at = models.DateTimeField(_("annulé le"), null=True, blank=True)

    objects = PlaceChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("modification d’un lieu")
        verbose_name_plural = _("modifications de lieux")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.place}, {self.made_at:%d/%m/%Y}"
