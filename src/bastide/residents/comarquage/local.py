"""What a commune answers to the contacts of a guide: which services serve it, where, how far, open or not."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from lxml import etree

from bastide.core.territory.models import Commune, Kind, Office, OpenState
from bastide.residents.directory.models import Place, ServedCommune

from .models import PivotRule
from .pivots import Names, Rule, code_of, plain, shipped
from .reading.xml import attribute, child, text_of

#: A service that says nothing of whom it serves is offered up to this distance.
NEAR_KM = 60
MOST = 3
#: Places looked at to find one of that name.
MOST_NEAR = 1_000


@dataclass(frozen=True)
class Contact:
    """A place where the visitor may go, as the page says it."""

    name: str
    url: str
    address: str
    phone: str
    state: OpenState | None
    distance_km: float | None = None
    #: Why it is this one: « La mairie de Monbazillac ne reçoit pas ces demandes. »
    reason: str = ""
    rows: tuple[tuple[str, list[str], bool], ...] = ()

    @property
    def status(self) -> str:
        """The state as the design system names it."""
        if self.state is None:
            return ""
        return {Kind.OPEN: "open", Kind.CLOSES_SOON: "soon", Kind.CLOSED: "closed"}.get(self.state.kind, "")

    @property
    def status_word(self) -> str:
        if self.state is None or self.state.kind is Kind.UNKNOWN:
            return _("Horaires non connus")
        words = {Kind.OPEN: _("Ouvert"), Kind.CLOSES_SOON: _("Ferme bientôt"), Kind.CLOSED: _("Fermé")}
        return words[self.state.kind]

    @property
    def status_note(self) -> str:
        if self.state is None:
            return ""
        if self.state.closes_at is not None:
            hour = {"hour": self.state.hour}
            return _("à %(hour)s") % hour if self.state.closes_soon else _("jusqu’à %(hour)s") % hour
        return _("ouvre %(moment)s") % {"moment": self.state.next_opening} if self.state.next_opening else ""

    @property
    def distance(self) -> str:
        """ "8 km", "moins d’un kilomètre", or nothing."""
        if self.distance_km is None:
            return ""
        if self.distance_km < 1:
            return _("moins d’un kilomètre")
        return _("%(count)d\N{NO-BREAK SPACE}km") % {"count": round(self.distance_km)}


@dataclass(frozen=True)
class Asked:
    """What a guide says of one contact."""

    title: str
    pivot: str

    @classmethod
    def of(cls, node: etree._Element) -> Asked | None:
        """None for a contact that is the same for the whole country."""
        if not attribute(node, "type").lower().startswith("local") and child(node, "pivotlocal") is None:
            return None
        return cls(text_of(child(node, "titre")), text_of(child(node, "pivotlocal")))


@dataclass
class Answer:
    """One contact of a guide with what the commune answers to it."""

    asked: Asked
    contacts: list[Contact] = field(default_factory=list)


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """As the crow flies, between two (longitude, latitude) in degrees."""
    (west, south), (east, north) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    chord = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 12_742 * math.asin(math.sqrt(chord))


def may_be_answered(asked: Asked) -> bool:
    """Whether a commune could answer: its town hall, or a kind of place that the directory knows."""
    rule = shipped(asked.pivot, asked.title)
    return rule is not None and (rule.is_town_hall or rule.needs_recueil_device or bool(rule.nearby_kinds))


class LocalAnswers:
    """The answers of one commune at one moment; at most six queries, whatever the number of contacts."""

    def __init__(self, commune: Commune, at: datetime) -> None:
        self.commune, self.at = commune, at
        self._answers: dict[Asked, list[Contact]] = {}

    def read(self, asked: Iterable[Asked]) -> list[Answer]:
        """The answers to each contact once, in order."""
        wanted = list(dict.fromkeys(asked))
        found = {each: self._rule(each) for each in wanted}
        rules = {each: rule for each, rule in found.items() if rule is not None and not rule.is_nobody}
        halls = [each for each, rule in rules.items() if rule.is_town_hall]
        rest = {each: rule for each, rule in rules.items() if each not in halls}
        if halls:
            hall = self._town_hall()
            self._answers |= {each: [hall] if hall else [] for each in halls}
        if rest:
            self._places(rest)
        return [Answer(each, self._answers.get(each, [])) for each in wanted]

    def of(self, node: etree._Element) -> list[Contact]:
        """What was read for one contact of the document."""
        asked = Asked.of(node)
        return self._answers.get(asked, []) if asked else []

    @property
    def contacts(self) -> list[Contact]:
        return [contact for contacts in self._answers.values() for contact in contacts]

    def _rule(self, asked: Asked) -> Rule | None:
        told = [self._own_rules.get(words) for words in (code_of(asked.pivot), plain(asked.title)) if words]
        own = next((each for each in told if each is not None), None)
        return own or shipped(asked.pivot, asked.title)

    @property
    def _own_rules(self) -> dict[str, Rule]:
        if not hasattr(self, "_rules"):
            organisation = self.commune.organisation
            territory = organisation.territory_id if organisation else None
            rows = PivotRule.objects.filter(organisation__territory=territory) if territory else ()
            self._rules: dict[str, Rule] = {}
            for row in rows:
                # A title is kept as it stands, a pivot by its code: whoever wrote the rule need not know which it is.
                self._rules |= {plain(row.pivot): row.rule, code_of(row.pivot): row.rule}
        return self._rules

    def _town_hall(self) -> Contact | None:
        if not self.commune.organisation_id:
            return None
        name = _("Mairie %(of_commune)s") % {"of_commune": self.commune.of_name}
        return self._office(self.commune.organisation_id, name, f"{self.commune.get_absolute_url()}#portal-town-hall")

    def _seat(self) -> list[Contact]:
        """The seat of the commune's own EPCI: no other, however near."""
        epci = self.commune.epci
        if epci is None or not epci.organisation_id:
            return []
        seat = self._office(epci.organisation_id, epci.organisation.name, epci.get_absolute_url())
        return [seat] if seat else []

    def _office(self, organisation_id: int, name: str, url: str) -> Contact | None:
        office = Office.objects.with_public_values().filter(organisation=organisation_id).first()
        if office is None:
            return None
        town = f"{office.value('postcode')} {office.value('city')}".strip()
        hours = office.weekly_hours
        state = office.state(self.at)
        return Contact(
            name=name,
            url=url,
            address=", ".join(part for part in (str(office.value("address") or ""), town) if part),
            phone=str(office.value("phone") or ""),
            state=state,
            rows=_rows(hours.week() if hours else (), state),
        )

    def _places(self, rules: dict[Asked, Rule]) -> None:
        territory = self.commune.organisation.territory if self.commune.organisation else None
        base = Place.objects.published().in_territory(territory).select_related("commune", "organisation")
        types = {each for rule in rules.values() for each in rule.types if not rule.needs_recueil_device}
        serving: dict[int, set[str]] = {}
        places: dict[int, Place] = {}
        if types:
            for place in base.filter(
                served__service_type__in=types, served__insee_code=self.commune.insee_code
            ).distinct():
                places[place.pk] = place
            told = Place.objects.filter(pk__in=places).values_list("pk", "served__service_type")
            for pk, service_type in told.filter(served__insee_code=self.commune.insee_code):
                serving.setdefault(pk, set()).add(service_type)
        loose: list[Place] = []
        # Only for what nobody said to serve here: a kind may hold hundreds of places.
        open_rules = [
            rule
            for rule in rules.values()
            if not rule.needs_recueil_device and not any(said & set(rule.types) for said in serving.values())
        ]
        kinds = {code for rule in open_rules for code in rule.nearby_kinds}
        devices = any(rule.needs_recueil_device for rule in rules.values())
        if kinds or devices:
            mute = ~Exists(ServedCommune.objects.filter(place=OuterRef("pk")))
            wanted: Any = self._is_near() & Q(category__in=kinds) & mute
            if devices:
                wanted |= Q(has_recueil_device=True)
            loose = list(base.filter(wanted).order_by(*self._by_distance())[:MOST_NEAR])
        for asked, rule in rules.items():
            if rule.needs_recueil_device:
                ranked = [(0, place) for place in loose if place.has_recueil_device]
            else:
                ranked = [
                    (min(rule.types.index(each) for each in serving[pk] & set(rule.types)), place)
                    for pk, place in places.items()
                    if serving.get(pk, set()) & set(rule.types)
                ]
                ranked = ranked or [(0, place) for place in self._nearby(loose, asked, rule)]
            far = {place.pk: self._distance(place) for _rank, place in ranked}
            ranked.sort(key=lambda each: (each[0], far[each[1].pk] is None, far[each[1].pk] or 0.0, each[1].pk))
            self._answers[asked] = self._contacts([place for _rank, place in ranked], rule)
            if not ranked and "epci" in rule.types:
                self._answers[asked] = self._seat()

    def _is_near(self) -> Q:
        """A box around the commune, read by the index of where places are."""
        lon, lat = self.commune.lon, self.commune.lat
        if lon is None or lat is None:
            return Q(pk__in=())
        down = NEAR_KM / 111.2
        across = down / max(0.2, math.cos(math.radians(lat)))
        return Q(lat__range=(lat - down, lat + down), lon__range=(lon - across, lon + across))

    def _by_distance(self) -> list[Any]:
        """The nearest first, near enough for a list that is cut."""
        lon, lat = self.commune.lon, self.commune.lat
        if lon is None or lat is None:
            return ["pk"]
        east: Any = (F("lon") - lon) * math.cos(math.radians(lat))
        north: Any = F("lat") - lat
        return [(east * east + north * north).asc(nulls_last=True), "pk"]

    def _nearby(self, loose: list[Place], asked: Asked, rule: Rule) -> list[Place]:
        """Places that say nothing of whom they serve, and are surely what is asked for."""
        names = Names.of(rule, asked.pivot, asked.title)
        named = rule.nearby_kinds - set(rule.kinds)
        return [
            each
            for each in loose
            if (each.category in rule.kinds or (each.category in named and names.are_in(each.name)))
            and (self._distance(each) or 0) <= NEAR_KM
        ]

    def _contacts(self, places: list[Place], rule: Rule) -> list[Contact]:
        reason = ""
        if rule.needs_recueil_device and places and places[0].insee_code != self.commune.insee_code:
            reason = _("La mairie %(of_commune)s ne recueille pas ces demandes. La plus proche\N{NO-BREAK SPACE}:") % {
                "of_commune": self.commune.of_name
            }
        return [self._contact(place, reason if rank == 0 else "") for rank, place in enumerate(places[:MOST])]

    def _contact(self, place: Place, reason: str) -> Contact:
        state = place.state(self.at)
        hours = place.weekly_hours
        return Contact(
            name=place.name,
            url=place.get_absolute_url(),
            address=place.where,
            phone=place.phone,
            state=state,
            distance_km=None if place.insee_code == self.commune.insee_code else self._distance(place),
            reason=reason,
            rows=_rows(hours.week() if hours else (), state),
        )

    def _distance(self, place: Place) -> float | None:
        here, there = (self.commune.lon, self.commune.lat), (place.lon, place.lat)
        if None in here or None in there:
            return None
        return distance_km(here, there)  # type: ignore[arg-type]


def _rows(week: Iterable, state: OpenState) -> tuple[tuple[str, list[str], bool], ...]:
    today = state.at.weekday()
    return tuple(
        (day.name.capitalize(), [str(span) for span in day.spans], place == today) for place, day in enumerate(week)
    )


def chosen_commune(slug: str) -> Commune | None:
    """The commune that an address names; None for none that has a site."""
    if not slug:
        return None
    return (
        Commune.objects.whole()
        .select_related("organisation__territory", "epci__organisation")
        .filter(slug=slug, organisation__isnull=False)
        .first()
    )
