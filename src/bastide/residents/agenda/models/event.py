"""Events, their dates, their places, and who else shows them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Commune, Organisation, OwnedQuerySet, Territory
from bastide.core.workspace.models import Publishable, PublishableQuerySet
from bastide.kit.ui import typography


class EventQuerySet(PublishableQuerySet["Event"]):
    def shown_by(self, organisation: Organisation) -> EventQuerySet:
        """The body's own, and those of others that it shows too."""
        return self.filter(models.Q(organisation=organisation) | models.Q(shares__organisation=organisation)).distinct()

    def coming(self, at: datetime) -> EventQuerySet:
        return self.filter(models.Exists(EventDate.objects.filter(event=models.OuterRef("pk"), ends_at__gt=at)))


class Event(Publishable):
    """What happens. Its dates are rows, made from the rule each time it is saved; exceptions stay on them."""

    class Category(models.TextChoices):
        COUNCIL = "conseil", _("Conseil municipal ou communautaire")
        MARKET = "marche", _("Marché et foire")
        FESTIVAL = "fete", _("Fête")
        CULTURE = "culture", _("Spectacle, exposition, cinéma")
        HERITAGE = "patrimoine", _("Visite et patrimoine")
        SPORT = "sport", _("Sport")
        YOUTH = "jeunesse", _("Enfance et jeunesse")
        MEETING = "reunion", _("Réunion et permanence")
        WORKSHOP = "atelier", _("Atelier et formation")

    title = models.CharField(_("titre"), max_length=120, blank=True)
    text = models.TextField(_("texte"), max_length=4000, blank=True)
    category = models.CharField(_("catégorie"), max_length=15, choices=Category, blank=True)
    starts_at = models.DateTimeField(_("début"), null=True, blank=True)
    ends_at = models.DateTimeField(_("fin"), null=True, blank=True)
    is_all_day = models.BooleanField(_("toute la journée"), default=False)
    rule = models.CharField(_("répétition"), max_length=200, blank=True)
    repeats = models.CharField(max_length=15, blank=True, editable=False)
    repeats_until = models.DateField(_("répété jusqu’au"), null=True, blank=True)
    is_cut = models.BooleanField(_("répétition bornée par l’agenda"), default=False)
    last_ends_at = models.DateTimeField(_("fin de la dernière date"), null=True, editable=False, db_index=True)

    objects = EventQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("événement")
        verbose_name_plural = _("événements")

    def __str__(self) -> str:
        return self.title or Truncator(self.text).words(6) or str(_("Sans titre"))

    def get_absolute_url(self) -> str:
        return reverse("agenda:event", args=[self.pk])

    @property
    def summary(self) -> str:
        return Truncator(" ".join(self.text.split())).chars(180)

    @property
    def place_words(self) -> str:
        """ "Salle des fêtes, Monbazillac"; needs `places` with their communes."""
        return " ; ".join(str(place) for place in self.places.all())


class EventPlace(models.Model):
    """One of the places of an event; an event may go from one commune to another."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="places", verbose_name=_("événement"))
    order = models.PositiveSmallIntegerField(_("rang"), default=0)
    name = models.CharField(_("lieu"), max_length=120, blank=True)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    commune = models.ForeignKey(
        Commune, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )

    class Meta:
        verbose_name = _("lieu d’un événement")
        verbose_name_plural = _("lieux des événements")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.address, self.commune.name if self.commune else "") if part)


class EventDateQuerySet(models.QuerySet["EventDate"]):
    def of_shown_events(self, at: datetime) -> EventDateQuerySet:
        return self.filter(event__in=Event.objects.showing(at))

    def coming(self, at: datetime) -> EventDateQuerySet:
        return self.filter(ends_at__gt=at).order_by("starts_at", "pk")

    def without_echoes(self, at: datetime) -> EventDateQuerySet:
        """Of what comes again and again, the next date and those of two weeks: a market does not fill the agenda."""
        earlier = EventDate.objects.filter(
            event=models.OuterRef("event"), ends_at__gt=at, starts_at__lt=models.OuterRef("starts_at")
        )
        return self.filter(models.Q(starts_at__lt=at + timedelta(days=14)) | ~models.Exists(earlier))

    def in_territory(self, territory: Territory | None) -> EventDateQuerySet:
        return self.filter(event__organisation__territory=territory)

    def shown_by(self, organisation: Organisation) -> EventDateQuerySet:
        """Those of the body's own events, and of those it shows too."""
        shared = EventShare.objects.filter(organisation=organisation).values("event")
        return self.filter(models.Q(event__organisation=organisation) | models.Q(event__in=shared))


class EventDate(models.Model):
    """One time that an event happens. `planned_at` is when the rule says; moved or cancelled, it keeps its row."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="dates", verbose_name=_("événement"))
    planned_at = models.DateTimeField(_("prévu le"))
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"), db_index=True)
    is_cancelled = models.BooleanField(_("annulé"), default=False)
    is_exception = models.BooleanField(_("exception"), default=False)
    note = models.CharField(_("précision"), max_length=200, blank=True)

    objects = EventDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("date d’un événement")
        verbose_name_plural = _("dates des événements")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="agenda_eventdate_when")]
        constraints = [
            models.UniqueConstraint(fields=["event", "planned_at"], name="agenda_eventdate_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")), name="agenda_date_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}, {typography.full_date(timezone.localtime(self.starts_at))}"

    @property
    def is_moved(self) -> bool:
        return not self.is_cancelled and self.starts_at != self.planned_at

    @property
    def day(self) -> date:
        return timezone.localtime(self.starts_at).date()

    @property
    def words(self) -> str:
        """ "mercredi 25 novembre, 20 h", "du vendredi 4 au dimanche 6 décembre"."""
        start, end = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        today = timezone.localdate()
        first = typography.announced(start.date(), today)
        if end.date() != start.date():
            return _now("du %(first)s au %(last)s") % {"first": first, "last": typography.announced(end.date(), today)}
        if self.event.is_all_day:
            return first
        if end == start:
            return f"{first}, {typography.clock(start)}"
        return f"{first}, {typography.clock(start)}{typography.NBSP}–{typography.NBSP}{typography.clock(end)}"


class EventShareQuerySet(OwnedQuerySet["EventShare"]):
    pass


class EventShare(models.Model):
    """A body shows another one's event on its own pages: no copy, one source."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="shares", verbose_name=_("événement"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="event_shares", verbose_name=_("montré aussi par")
    )
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("par")
    )
    shared_at = models.DateTimeField(_("depuis le"))

    objects: Any = EventShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("reprise d’un événement")
        verbose_name_plural = _("reprises d’événements")
        constraints = [models.UniqueConstraint(fields=["event", "organisation"], name="agenda_eventshare_once")]

    def __str__(self) -> str:
        return f"{self.event}, {self.organisation}"
