"""What the workspace's screens read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from bastide.core.journal.models import JournalLine
from bastide.core.territory.models import Correction, Mandate, Office, Organisation, Territory, office_label

from .concerns import CONCERNS
from .models import Banner
from .registry import TONES, Gesture, Task, gestures, tiles

if TYPE_CHECKING:
    from bastide.core.accounts.models import User


def tasks_for(organisation: Organisation, user: User, at: datetime) -> list[Task]:
    """What waits in one body, for one person: what is late first, then by due date."""
    held = _roles_in(organisation, user, at)
    found = [
        task
        for _name, tile in tiles
        if (not tile.roles or tile.roles & held) and (task := tile.load(organisation, user, at)) is not None
    ]
    far = datetime.max.replace(tzinfo=at.tzinfo)
    return sorted(found, key=lambda task: (TONES.index(task.tone), task.due_at or far))


def gestures_for(organisation: Organisation, user: User, at: datetime) -> list[Gesture]:
    """What the person can do for this body, in the order of use."""
    held = _roles_in(organisation, user, at)
    offered = [gesture for _name, gesture in gestures if not gesture.roles or gesture.roles & held]
    return sorted(offered, key=lambda gesture: gesture.order)


def _roles_in(organisation: Organisation, user: User, at: datetime) -> frozenset[str]:
    """The person's roles for this body; the pôle's staff has its role in every body of the territory."""
    memberships = user.memberships.in_force(at).filter(
        models.Q(organisation=organisation)
        | models.Q(role="pole_staff", organisation__territory__isnull=False)
        & models.Q(organisation__territory=organisation.territory_id)
    )
    return frozenset(memberships.values_list("role", flat=True))


def bodies_named(user: User, asked: str, *, lacking: str = "", at: datetime) -> models.QuerySet[Organisation]:
    """The bodies a person can work for: with `asked`, those of that name or postcode; with `lacking`, a key of
    CONCERNS, the town halls concerned.
    """
    found = Organisation.objects.visible_to(user).order_by("name")
    if asked:
        found = found.filter(models.Q(name__icontains=asked) | models.Q(office__postcode__startswith=asked))
    if lacking in CONCERNS:
        offices = Office.objects.filter(organisation__kind=Organisation.Kind.COMMUNE)
        found = found.filter(office__in=CONCERNS[lacking].among(offices, at))
    return found


def has_several_bodies(user: User) -> bool:
    return len(Organisation.objects.visible_to(user).values_list("pk", flat=True)[:2]) > 1


def office_of(organisation: Organisation) -> Office:
    """The body's office with all that its values depend on.

    A body of which nothing was known has none yet: an unsaved one stands in, empty.
    """
    found = Office.objects.with_public_values().filter(organisation=organisation).first()
    return found or Office.objects.create(organisation=organisation)


def opening_of(organisation: Organisation, at: datetime) -> Any:
    """The state of the body's office now, or None when it has no office or no hours are known."""
    office = Office.objects.with_public_values().filter(organisation=organisation).first()
    return office.state(at) if office is not None else None


@dataclass(frozen=True)
class Side:
    """One field of the office, as the reference has it and as the body said, with who and when."""

    field: str
    label: str
    reference: Any
    correction: Correction | None

    @property
    def differs(self) -> bool:
        return self.correction is not None and self.correction.value != self.reference


def both_sides(office: Office, fields: Iterable[str]) -> list[Side]:
    corrections = {
        correction.field: correction
        for correction in office.corrections.select_related("made_by").filter(withdrawn_at__isnull=True)
    }
    return [Side(field, office_label(field), getattr(office, field), corrections.get(field)) for field in fields]


def labelled(values: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """(field, its French label, value) for each changed field."""
    return [(field, office_label(field), value) for field, value in values.items()]


def mandates_of(organisation: Organisation, day: date) -> models.QuerySet[Mandate]:
    """Those that visitors read on that day."""
    return organisation.mandates.in_force_on(day).order_by("rank", "last_name", "first_name")


def displaced_by(organisation: Organisation, function: str, day: date) -> Mandate | None:
    """Who leaves the list when somebody else takes a function that only one person holds."""
    if function not in Mandate.SINGLE:
        return None
    return organisation.mandates.in_force_on(day).filter(function=function).first()


def undoable_corrections(organisation: Organisation, user: User) -> models.QuerySet[Correction]:
    """The corrections in force that the person may take back, newest first."""
    managed = Organisation.objects.managed_by(user).filter(pk=organisation.pk)
    return (
        Correction.objects.filter(office__organisation__in=managed, withdrawn_at__isnull=True)
        .select_related("made_by")
        .order_by("-made_at", "-pk")
    )


def lines_of(organisation: Organisation) -> models.QuerySet[JournalLine]:
    """The journal of one body, newest first."""
    return JournalLine.objects.of_organisation(organisation.pk).order_by("-number")


def latest_lines(organisation: Organisation, *, limit: int) -> list[JournalLine]:
    return list(lines_of(organisation)[:limit])


def banners_on_site(organisation: Organisation, at: datetime) -> list[Banner]:
    """What a visitor of this body's pages must see now, the most serious first."""
    return list(Banner.objects.on_site_of(organisation).showing(at))


def banners_on_portal(territory: Territory | None, section: str, at: datetime) -> list[Banner]:
    """What a visitor of this section of the portal must see now."""
    return list(Banner.objects.on_portal(territory, section).showing(at))


def next_banner_change(at: datetime) -> datetime | None:
    """When the next banner begins or ends anywhere: no page may be kept longer than that."""
    moments = Banner.objects.standing().aggregate(
        start=models.Min("starts_at", filter=models.Q(starts_at__gt=at)),
        end=models.Min("ends_at", filter=models.Q(ends_at__gt=at)),
    )
    return min((moment for moment in moments.values() if moment is not None), default=None)
