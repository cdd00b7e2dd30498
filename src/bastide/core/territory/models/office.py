"""Where a body receives the public: contacts and opening hours, and what the body corrected in them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..hours import OpenState, WeeklyHours, open_state
from .organisation import Organisation


class OfficeQuerySet(models.QuerySet["Office"]):
    def with_public_values(self) -> OfficeQuerySet:
        """With all that `value`, `weekly_hours` and `state` need: three queries, whatever the number of offices."""
        standing = Correction.objects.filter(withdrawn_at__isnull=True)
        return self.select_related("organisation__commune").prefetch_related(
            models.Prefetch("corrections", standing), "closures"
        )


class Office(models.Model):
    """The town hall of a commune, the seat of an EPCI: reference values from open data.

    Read `value("phone")`, not `phone`: a correction by the body wins over the reference. Prefetch `corrections`.
    """

    #: What a body may correct.
    CORRECTABLE = ("address", "postcode", "city", "phone", "email", "website", "accessibility", "hours")

    class Accessibility(models.TextChoices):
        UNKNOWN = "", _("non renseignée")
        ACCESSIBLE = "accessible", _("accessible en fauteuil roulant")
        ON_REQUEST = "on_request", _("accessible sur demande")
        NOT_ACCESSIBLE = "not_accessible", _("non accessible")

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="office", verbose_name=_("organisme")
    )
    address = models.CharField(_("adresse"), max_length=250, blank=True)
    postcode = models.CharField(_("code postal"), max_length=5, blank=True)
    city = models.CharField(_("ville"), max_length=120, blank=True)
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    website = models.URLField(_("site"), blank=True)
    accessibility = models.CharField(_("accessibilité"), max_length=20, choices=Accessibility, blank=True)
    hours = models.JSONField(_("horaires"), null=True, blank=True, help_text=_("Vide : horaires inconnus."))
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    reference_hash = models.CharField(max_length=32, blank=True, editable=False)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("accueil du public")
        verbose_name_plural = _("accueils du public")

    def __str__(self) -> str:
        return self.organisation.name

    @classmethod
    def label_of(cls, field: str) -> str:
        """The French name of a field: "téléphone"."""
        return str(next(each.verbose_name for each in cls._meta.concrete_fields if each.name == field))

    def correction(self, field: str) -> Correction | None:
        """The correction in force for `field`. Uses the prefetched `corrections`."""
        standing = [c for c in self.corrections.all() if c.field == field and c.withdrawn_at is None]
        return standing[0] if standing else None

    def value(self, field: str) -> object:
        """What a visitor is shown for `field`."""
        correction = self.correction(field)
        return correction.value if correction else getattr(self, field)

    @property
    def weekly_hours(self) -> WeeklyHours | None:
        """The week as a visitor is shown it; None when nobody told."""
        told = self.value("hours")
        return WeeklyHours.from_json(told) if isinstance(told, dict) else None

    def state(self, at: datetime) -> OpenState:
        """Open or not at `at`, and until or from when. Without a query after `with_public_values`."""
        commune = getattr(self.organisation, "commune", None)
        department = commune.department_code if commune else ""
        return open_state(self.weekly_hours, self.closures.all(), at, department_code=department)


def office_label(field: str) -> str:
    """The French name of a field of an office."""
    return str(next(each for each in Office._meta.concrete_fields if each.name == field).verbose_name)


class Correction(models.Model):
    """A value that the body itself gave; it stands until it is withdrawn, whatever a later load brings."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="corrections", verbose_name=_("accueil"))
    field = models.CharField(_("champ"), max_length=20)
    value = models.JSONField(_("valeur"), null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("par")
    )
    made_at = models.DateTimeField(_("le"))
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "field"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="territory_correction_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.field}"

    @property
    def field_label(self) -> str:
        return office_label(self.field)

    def clean(self) -> None:
        if self.field not in Office.CORRECTABLE:
            raise ValidationError({"field": _("Ce champ ne se corrige pas.")})


class ExceptionalClosure(models.Model):
    """Days on which the office is closed whatever its weekly hours say, both ends included."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="closures", verbose_name=_("accueil"))
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    reason = models.CharField(_("motif"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("fermeture exceptionnelle")
        verbose_name_plural = _("fermetures exceptionnelles")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="territory_closure_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}, {self.starts_on} – {self.ends_on}"
