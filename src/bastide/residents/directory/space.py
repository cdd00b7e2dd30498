"""What a body sees of its records in the workspace: lists by concern, counts, what a proposal says in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.core.media.models import Licence, MediaImage
from bastide.core.territory.models import DAY_NAMES, DAYS, Organisation

from . import typed, values
from .models import Place, PlaceSource, Proposal, label_of

#: A record below this is listed as incomplete.
ENOUGH = 70
CONCERNS = {
    "": gettext_lazy("Toutes"),
    "stale": gettext_lazy("À confirmer"),
    "thin": gettext_lazy("Incomplètes"),
    "draft": gettext_lazy("Brouillons"),
    "withdrawn": gettext_lazy("Retirées"),
}


@dataclass(frozen=True)
class Tab:
    code: str
    label: Any
    count: int
    is_here: bool


def places_of(organisation: Organisation, user: Any) -> QuerySet[Place]:
    """The records that a person works on for a body: its own; for the pôle, all of the territory."""
    managed = Place.objects.managed_by(user)
    return managed if organisation.kind == Organisation.Kind.POLE else managed.filter(organisation=organisation)


def proposals_of(organisation: Organisation, user: Any) -> QuerySet[Proposal]:
    managed = Proposal.objects.managed_by(user).waiting()
    return managed if organisation.kind == Organisation.Kind.POLE else managed.filter(organisation=organisation)


def concerned(places: QuerySet[Place], concern: str, at: datetime) -> QuerySet[Place]:
    match concern:
        case "stale":
            return places.stale(timezone.localdate(at)).order_by("confirmed_on", "pk")  # type: ignore[attr-defined]
        case "thin":
            return places.filter(status=Place.Status.PUBLISHED, completeness__lt=ENOUGH).order_by("completeness", "pk")
        case "draft":
            return places.filter(status=Place.Status.DRAFT)
        case "withdrawn":
            return places.filter(status=Place.Status.WITHDRAWN)
    return places.exclude(status=Place.Status.WITHDRAWN)


def tabs(places: QuerySet[Place], here: str, at: datetime) -> list[Tab]:
    return [Tab(code, label, concerned(places, code, at).count(), code == here) for code, label in CONCERNS.items()]


def named(places: QuerySet[Place], text: str) -> QuerySet[Place]:
    """Those whose name, town or kind has these words."""
    for word in text.split()[:8]:
        places = places.filter(Q(name__icontains=word) | Q(city__icontains=word) | Q(category__icontains=word))
    return places


def is_of_the_town_hall(place: Place) -> bool:
    """A town hall's own values are corrected where the town hall corrects them, not here a second time."""
    return place.source.kind == PlaceSource.Kind.TERRITORY


def in_words(field: str, value: Any) -> str:
    """A value of a record as a person reads it."""
    if values.is_empty(value) and field not in ("hours",):
        return _("non") if value is False else _("rien")
    match field:
        case "category":
            return label_of(value)
        case "phones" | "emails" | "websites":
            return ", ".join(f"{one['value']} ({one['label']})" if one.get("label") else one["value"] for one in value)
        case "hours":
            return _week_words(value)
        case "periods":
            return " ; ".join(typed.period_line(each) for each in value)
        case "stops":
            return " ; ".join(typed.stop_line(each, "") for each in value)
        case "accessibility":
            return str(Place.Accessibility(value).label)
        case "pivots":
            return ", ".join(f"{name} ({len(codes)})" for name, codes in value.items())
        case "papi" | "wifi":
            return ", ".join(_detail_words(value))
        case "languages":
            return ", ".join(value)
    return _("oui") if value is True else str(value)


def _week_words(week: Mapping[str, Any] | None) -> str:
    if week is None:
        return _("non connus")
    said = [f"{name} {typed.spans_text(week[day])}" for day, name in zip(DAYS, DAY_NAMES, strict=True) if week.get(day)]
    return " ; ".join(said) or _("fermé")


def _detail_words(value: Mapping[str, Any]) -> Iterator[str]:
    for each in value.values():
        if isinstance(each, list):
            yield from (str(one) for one in each)
        elif each not in (None, "", False, True):
            yield str(each)


@dataclass(frozen=True)
class Offered:
    """What a place says of the picture that it sends."""

    description: str
    rows: list[tuple[str, str]]


def offered_picture(proposal: Proposal) -> Offered | None:
    if proposal.kind != Proposal.Kind.PICTURE:
        return None
    told = {name: str(value) for name, value in (proposal.record or {}).items()}
    rows = [
        (_("Prise par"), told.get("author", "")),
        (_("Licence"), str(dict(Licence.choices).get(told.get("licence", ""), ""))),
        (_("Personnes"), str(dict(MediaImage.People.choices).get(told.get("people", ""), ""))),
    ]
    return Offered(told.get("description", ""), [(term, text) for term, text in rows if text])


@dataclass(frozen=True)
class Pair:
    """A field of a proposal: what stands now, and what is said instead."""

    field: str
    label: str
    ours: str
    theirs: str


def pairs(proposal: Proposal) -> list[Pair]:
    """Ours is read anew: it may have changed since."""
    place = proposal.place
    return [
        Pair(
            field,
            values.label_of_field(field).capitalize(),
            in_words(field, values.read(place, field) if place else None),
            in_words(field, both["theirs"]),
        )
        for field, both in proposal.values.items()
    ]
