"""A place that serves people, and what is known of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import (
    Commune,
    HoursError,
    OpenState,
    Organisation,
    OwnedQuerySet,
    Span,
    Territory,
    WeeklyHours,
    open_state,
)

from ..categories import CATEGORIES, GROUPS, Category, Group
from ..week import SpecialPeriods
from .source import PlaceSource

#: The fields whose origin is kept, one by one. Everything of another source that differs from one is flagged.
TRACKED = (
    "name",
    "category",
    "summary",
    "description",
    "complement",
    "address",
    "postcode",
    "city",
    "insee_code",
    "lon",
    "lat",
    "phones",
    "emails",
    "websites",
    "hours",
    "periods",
    "hours_comment",
    "accessibility",
    "accessibility_note",
    "languages",
    "is_itinerant",
    "stops",
    "has_recueil_device",
    "siret",
    "pivots",
    "papi",
    "wifi",
)
#: A record that nobody confirmed for so long is listed as stale.
FRESH_FOR = timedelta(days=365)


class PlaceQuerySet(OwnedQuerySet["Place"]):
    def published(self) -> PlaceQuerySet:
        return self.filter(status=Place.Status.PUBLISHED)

    def in_territory(self, territory: Territory | None) -> PlaceQuerySet:
        return self.filter(organisation__territory=territory)

    def in_category(self, code: str) -> PlaceQuerySet:
        """Of one kind, or of all kinds of a family."""
        return self.filter(category=code) if "." in code else self.filter(category__startswith=f"{code}.")

    def serving(self, insee_code: str) -> PlaceQuerySet:
        """Those that say they serve a commune, and those that stand there and say nothing of the kind."""
        told = ServedCommune.objects.filter(place=models.OuterRef("pk"))
        there = told.filter(insee_code=insee_code)
        return self.filter(models.Exists(there) | (~models.Exists(told) & models.Q(insee_code=insee_code)))

    def stale(self, day: date) -> PlaceQuerySet:
        """Published, and confirmed by nobody for a year."""
        return self.published().filter(confirmed_on__lt=day - FRESH_FOR)

    def for_lists(self) -> PlaceQuerySet:
        """With all that one line of a list needs."""
        return self.select_related("commune", "organisation", "source").defer("description", "provenance")


class Place(models.Model):
    """One place. What is shown stands in its columns; `provenance` says where each value comes from.

    The record as a whole comes from `source`, of the day `source_on`; a field that comes from elsewhere has its line in
    `provenance`: `{"phones": {"source": "pole", "on": "2026-11-24", "by": 12, "ours": true}}`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        PUBLISHED = "published", _("publié")
        WITHDRAWN = "withdrawn", _("retiré")

    class Accessibility(models.TextChoices):
        UNKNOWN = "", _("non renseignée")
        ACCESSIBLE = "accessible", _("accessible en fauteuil roulant")
        ON_REQUEST = "on_request", _("accessible sur demande")
        NOT_ACCESSIBLE = "not_accessible", _("non accessible")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="places", verbose_name=_("fiche tenue par")
    )
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    name = models.CharField(_("nom"), max_length=200)
    category = models.CharField(_("genre"), max_length=40)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.DRAFT)
    source = models.ForeignKey(PlaceSource, models.PROTECT, related_name="places", verbose_name=_("source"))
    source_on = models.DateField(_("valeurs du"))
    provenance = models.JSONField(_("origine des valeurs"), default=dict, blank=True)
    is_demonstration = models.BooleanField(_("démonstration"), default=False)

    summary = models.CharField(_("en une phrase"), max_length=280, blank=True)
    description = models.TextField(_("description"), blank=True)
    complement = models.CharField(_("complément d’adresse"), max_length=200, blank=True)
    address = models.CharField(_("adresse postale"), max_length=250, blank=True)
    postcode = models.CharField(_("code postal"), max_length=5, blank=True)
    city = models.CharField(_("ville"), max_length=120, blank=True)
    insee_code = models.CharField(_("code INSEE"), max_length=10, blank=True)
    commune = models.ForeignKey(
        Commune,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("commune"),
        help_text=_("Vide : hors des communes du portail."),
    )
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    phones = models.JSONField(_("téléphones"), default=list, blank=True)
    emails = models.JSONField(_("adresses électroniques"), default=list, blank=True)
    websites = models.JSONField(_("sites"), default=list, blank=True)
    hours = models.JSONField(_("horaires"), null=True, blank=True, help_text=_("Vide : horaires inconnus."))
    periods = models.JSONField(_("périodes particulières"), default=list, blank=True)
    hours_comment = models.TextField(_("précisions sur les horaires"), blank=True)
    accessibility = models.CharField(_("accessibilité"), max_length=20, choices=Accessibility, blank=True)
    accessibility_note = models.CharField(_("précisions sur l’accès"), max_length=250, blank=True)
    languages = models.JSONField(_("langues parlées"), default=list, blank=True)
    is_itinerant = models.BooleanField(_("itinérant"), default=False)
    has_recueil_device = models.BooleanField(
        _("dispositif de recueil"),
        default=False,
        help_text=_("Reçoit les demandes de carte d’identité et de passeport."),
    )
    siret = models.CharField("SIRET", max_length=14, blank=True)

    keeper_email = models.EmailField(
        _("qui tient la fiche"), blank=True, help_text=_("Reçoit le lien de mise à jour ; n’est jamais publiée.")
    )
    confirmed_on = models.DateField(_("vérifié le"))
    asked_on = models.DateField(_("demande de vérification envoyée le"), null=True, blank=True)
    published_on = models.DateField(_("première publication"), null=True, blank=True)
    completeness = models.PositiveSmallIntegerField(_("complétude"), default=0, help_text=_("Sur 100."))
    changed_at = models.DateTimeField(_("modifié le"))
    change = models.BigIntegerField(_("numéro du changement"), default=0, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("lieu")
        verbose_name_plural = _("lieux")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["insee_code", "category"], name="directory_place_commune"),
            models.Index(fields=["category", "status"], name="directory_place_category"),
            models.Index(fields=["change"], name="directory_place_change"),
            models.Index(fields=["changed_at"], name="directory_place_changed_at"),
            models.Index(fields=["lat", "lon"], name="directory_place_where"),
            models.Index(fields=["postcode"], name="directory_place_postcode"),
            models.Index(fields=["organisation", "status", "confirmed_on"], name="directory_place_kept"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lon__isnull=True, lat__isnull=True)
                | models.Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="directory_place_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:place", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.status == Place.Status.PUBLISHED

    @property
    def kind(self) -> Category | None:
        """Its category; None for a code that this version does not know."""
        return CATEGORIES.get(self.category)

    @property
    def kind_label(self) -> str:
        return str(self.kind.label) if self.kind else self.category

    @property
    def group(self) -> Group | None:
        return GROUPS.get(self.category.partition(".")[0])

    @property
    def where(self) -> str:
        """ "12 rue des Halles, 24500 Eymet"."""
        town = f"{self.postcode} {self.city}".strip()
        return ", ".join(part for part in (self.complement, self.address, town) if part)

    @property
    def has_point(self) -> bool:
        return self.lon is not None and self.lat is not None

    @property
    def phone(self) -> str:
        """The first number, or nothing."""
        return str(self.phones[0]["value"]) if self.phones else ""

    @property
    def is_wheelchair_accessible(self) -> bool:
        return self.accessibility == Place.Accessibility.ACCESSIBLE

    @property
    def weekly_hours(self) -> WeeklyHours | None:
        """The usual week; None when it is unknown, or was stored by a version that wrote it otherwise."""
        try:
            return WeeklyHours.from_json(self.hours) if isinstance(self.hours, dict) else None
        except HoursError:
            return None

    @property
    def special_periods(self) -> SpecialPeriods:
        try:
            return SpecialPeriods.from_json(self.periods)
        except HoursError:
            return SpecialPeriods([])

    def state(self, at: datetime) -> OpenState:
        """Open or not at `at`, and until or from when. Without a query when `commune` was read with the place."""
        department = self.commune.department_code if self.commune else ""
        special = self._opens_on if self.periods or self.is_itinerant else None
        hours = self.weekly_hours or (WeeklyHours.from_json({}) if self.is_itinerant and self.stops.all() else None)
        return open_state(hours, [], at, department_code=department, special=special)

    def _opens_on(self, day: date, usual: tuple[Span, ...]) -> tuple[Span, ...]:
        """What opens on a day: the period that holds, and the halts of a round. Uses prefetched `stops`."""
        spans = self.special_periods.get(day, usual)
        if self.is_itinerant:
            spans = tuple(sorted({*spans, *(stop.span for stop in self.stops.all() if stop.holds_on(day))}))
        return spans

    def origin_of(self, field: str) -> dict[str, Any]:
        """Where a value comes from: `source` (a slug), `on` (a day), `by` (number of an account, or None), `ours`."""
        told = self.provenance.get(field)
        if told is not None:
            return dict(told)
        return {"source": self.source.slug, "on": self.source_on.isoformat(), "by": None, "ours": self.source.is_ours}

    def is_stale(self, day: date) -> bool:
        return self.confirmed_on < day - FRESH_FOR


class ServedCommune(models.Model):
    """One service of a place for one commune: type of the national directory × INSEE code.

    The code and not a row: a service of the préfecture serves communes that the portal never loaded.
    """

    place = models.ForeignKey(Place, models.CASCADE, related_name="served", verbose_name=_("lieu"), db_index=False)
    service_type = models.CharField(_("type de service"), max_length=60)
    insee_code = models.CharField(_("code INSEE"), max_length=10)

    class Meta:
        verbose_name = _("commune desservie")
        verbose_name_plural = _("communes desservies")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "service_type", "insee_code"], name="directory_served_commune_unique"
            ),
        ]
        indexes = [models.Index(fields=["insee_code", "service_type"], name="directory_served_by_commune")]

    def __str__(self) -> str:
        return f"{self.place}: {self.service_type}, {self.insee_code}"
