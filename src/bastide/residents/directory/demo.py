"""The demonstration's directory: 841 invented records of the pôle over all kinds and communes; the town halls are real.

The number is the founding report's (W33, P03): 841 records kept by the pôle at the end of 2010, three PAPI joined that
year. Names, numbers and addresses are invented; the same ones come each time.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.territory import actions as territory
from bastide.core.territory.models import Commune, Organisation, PortalSettings, Territory
from bastide.kit.registry.demo import Scene, scenes

from . import completeness, demo_tic, town_halls, writing
from .models import CATEGORIES, PAPI, TOWN_HALL, WIFI, PapiDetails, Place, PlaceSource, RoundStop, WifiDetails

NUMBER = 841
#: How many of each kind; a kind that is not named has FEW.
FEW = 4
COUNTS = {
    "public.france_services": 9, "public.remote_desk": 5, "public.post": 22, "public.waste": 14, "public.other": 3,
    "health.doctor": 34, "health.nurse": 30, "health.pharmacy": 22, "health.centre": 8, "health.dentist": 14,
    "health.physiotherapist": 18, "health.paramedical": 20, "health.ambulance": 8, "health.vet": 7,
    "social.early_childhood": 20, "social.elderly": 18, "social.alzheimer": 6, "social.help": 12,
    "social.home_help": 14, "social.youth": 10, "education.nursery_school": 10, "education.primary_school": 44,
    "education.middle_school": 8,
    "digital.papi": 24, "digital.wifi": 26, "digital.coworking": 6, "association.sport": 26, "association.culture": 22,
    "association.solidarity": 14, "association.festivities": 30, "association.elders": 18, "association.other": 10,
    "shop.bakery": 26, "shop.grocery": 22, "shop.butcher": 10, "shop.cafe": 22, "shop.restaurant": 24,
    "shop.hairdresser": 16, "shop.building_craft": 24, "shop.art_craft": 18, "shop.market": 14, "producer.wine": 30,
    "producer.vegetable": 16, "producer.animal": 18, "producer.other": 10, "lodging.guest_room": 14,
    "lodging.cottage": 18, "culture.library": 22, "culture.heritage": 10, "culture.tourist_office": 6,
    "leisure.sport": 14, "leisure.hall": 30, "leisure.playground": 10, "mobility.taxi": 10, "mobility.charging": 10,
}  # fmt: skip
CALLED = {PAPI: "Espace numérique", WIFI: "Wi-Fi public", "mobility.charging": "Borne de recharge"}
#: Town halls, and what comes from the State, are real data on top: none is invented here.
NEVER = {TOWN_HALL, "public.prefecture", "public.taxes", "public.police", "public.justice", "public.epci",
         "public.fire", "public.department", "public.employment", "public.social_security",
         "public.housing", "public.business"}  # fmt: skip
# fmt: off
OF = ["du Moulin", "de la Halle", "des Tilleuls", "du Vieux Puits", "de la Fontaine", "des Remparts", "du Lavoir",
      "de la Bastide",
      "du Grand Chêne", "des Noyers", "de la Vigne", "du Pont Neuf", "des Cornières", "du Pigeonnier",
      "de l’Ancienne École", "de la Source", "du Coteau", "des Trois Chemins", "de la Treille", "du Four à Pain"]
STREETS = ["rue du Moulin", "place de la Halle", "rue des Tilleuls", "route de la Fontaine", "chemin du Lavoir",
           "allée des Noyers", "rue de la Bastide", "place du Foirail",
           "impasse du Puits", "route du Coteau"]
# fmt: on
MORNING, AFTERNOON = ["09:00", "12:30"], ["14:00", "18:00"]
WEEKS: list[dict[str, Any] | None] = [
    {day: [MORNING, AFTERNOON] for day in ("mon", "tue", "wed", "thu", "fri")},
    {day: [["08:30", "12:30"], ["14:00", "19:00"]] for day in ("tue", "wed", "thu", "fri", "sat")},
    {day: [["07:00", "13:00"], ["15:30", "19:30"]] for day in ("tue", "wed", "thu", "fri", "sat", "sun")},
    {day: [MORNING] for day in ("mon", "wed", "fri")},
    {"mon": [AFTERNOON], "thu": [AFTERNOON], "sat": [["10:00", "12:00"]]},
    {day: [["09:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat")},
    None,
]  # fmt: skip
SERVICES = ["Accès internet et matériel informatique", "Aide aux démarches administratives",
            "Maîtrise des outils numériques du quotidien", "Utilisation sécurisée du numérique"]  # fmt: skip
SINCE = date(2004, 3, 1)
#: Of nobody: its key is right, so that the pôle's places go out by the national schema.
SIRET = "99900002900010"


@dataclass
class _Invented:
    place: Place
    papi: PapiDetails | None = None
    wifi: WifiDetails | None = None
    stops: tuple[RoundStop, ...] = ()


def counts() -> dict[str, int]:
    """How many of each kind, 841 in all, each kind once at least."""
    wished = {code: COUNTS.get(code, FEW) for code in CATEGORIES if code not in NEVER}
    total = sum(wished.values())
    wanted = {code: max(1, count * NUMBER // total) for code, count in wished.items()}
    # What the rounding left over goes to the kind that there is most of.
    wanted["education.primary_school"] += NUMBER - sum(wanted.values())
    return wanted


def load(say: Callable[[str], None]) -> None:
    at = timezone.now()
    pole = Organisation.objects.filter(kind=Organisation.Kind.POLE).order_by("pk").first()
    if not PortalSettings.load().is_demonstration or pole is None:
        say(_("Pas une démonstration : aucun lieu inventé."))
        return
    halls = town_halls.follow_all(at)
    if not pole.siret:
        territory.name_siret(organisation=pole, siret=SIRET, by=None, at=at)
    if Place.objects.filter(is_demonstration=True).exists():
        say(_("Annuaire : les lieux inventés sont déjà là, %(halls)s mairies mises à jour.") % {"halls": halls})
        return
    number = _load(pole, at)
    # The search index is made by the scene after all others.
    say(_("Annuaire : %(number)s lieux inventés, %(halls)s mairies.") % {"number": number, "halls": halls})


@transaction.atomic
def _load(pole: Organisation, at: datetime) -> int:
    source, _new = PlaceSource.objects.get_or_create(
        slug="pole",
        defaults={"kind": PlaceSource.Kind.LOCAL, "title": "Fiches du pôle (inventées)", "organisation": pole},
    )
    invented = list(_invent(pole, source, at))
    writing.insert([each.place for each in invented])
    PapiDetails.objects.bulk_create([each.papi for each in invented if each.papi])
    WifiDetails.objects.bulk_create([each.wifi for each in invented if each.wifi])
    RoundStop.objects.bulk_create([stop for each in invented for stop in each.stops])
    return len(invented)


def _invent(pole: Organisation, source: PlaceSource, at: datetime) -> Iterator[_Invented]:
    chance = random.Random(841)  # noqa: S311 - the same each time, nothing is secret
    communes = list(
        Commune.objects.in_territory(Territory.objects.current()).select_related("organisation").order_by("insee_code")
    )
    weights = list(accumulate((commune.population or 50) ** 0.5 for commune in communes))
    today = timezone.localdate(at)
    wanted = [code for code, count in counts().items() for _each in range(count)]
    chance.shuffle(wanted)
    papi_total = wanted.count(PAPI)
    slugs: set[str] = set(Place.objects.values_list("slug", flat=True))
    papi_seen = 0
    for number, code in enumerate(wanted):
        # Each commune has one at least; the others follow the number of inhabitants.
        commune = communes[number] if number < len(communes) else chance.choices(communes, cum_weights=weights)[0]
        papi_seen += code == PAPI
        # Three of the PAPI joined in 2010 (P03); everything else was there before.
        joined = (
            date(2010, 2 + 4 * (papi_total - papi_seen), 15) if code == PAPI and papi_total - papi_seen < 3 else None
        )
        yield _one(code, commune, pole, source, chance, today, at, joined, slugs, number)


def _one(
    code: str,
    commune: Commune,
    pole: Organisation,
    source: PlaceSource,
    chance: random.Random,
    today: date,
    at: datetime,
    joined: date | None,
    slugs: set[str],
    number: int,
) -> _Invented:
    kind = CATEGORIES[code]
    name = f"{CALLED.get(code, kind.label)} {chance.choice(OF)}"
    if code in ("leisure.hall", "education.primary_school", "association.festivities", "culture.library"):
        name = f"{kind.label} {commune.of_name}"
    slug = writing.slug_of(f"{name} {commune.slug}")
    while slug in slugs:
        slug = f"{writing.slug_of(f'{name} {commune.slug}')}-{chance.randint(2, 9999)}"
    slugs.add(slug)
    first = joined or SINCE + timedelta(days=chance.randint(0, (date(2009, 12, 20) - SINCE).days))
    owner = commune.organisation if code in ("leisure.hall", "culture.library", "leisure.playground") else pole
    is_known = chance.random() < 0.8
    place = Place(
        organisation=owner or pole,
        slug=slug,
        name=name,
        category=code,
        status=Place.Status.PUBLISHED,
        source=source,
        source_on=today - timedelta(days=chance.randint(5, 420)),
        is_demonstration=True,
        summary=_("Lieu inventé pour la démonstration : %(kind)s.") % {"kind": str(kind.label)},
        address=f"{chance.randint(1, 60)} {chance.choice(STREETS)}",
        postcode=commune.postcodes[0] if commune.postcodes else "",
        city=commune.name,
        insee_code=commune.insee_code,
        commune=commune,
        lon=round((commune.lon or 0.48) + chance.gauss(0, 0.006), 6),
        lat=round((commune.lat or 44.85) + chance.gauss(0, 0.004), 6),
        # The south-west's range of numbers for fiction, after Arcep's numbering plan.
        phones=[{"value": f"05 36 49 {number // 100 % 100:02d} {number % 100:02d}", "label": ""}],
        emails=[{"value": f"contact@{slug[:50].strip('-')}.example", "label": ""}] if chance.random() < 0.5 else [],
        hours=chance.choice(WEEKS) if is_known else None,
        hours_comment="" if is_known or chance.random() < 0.5 else _("Sur rendez-vous."),
        accessibility=chance.choice(["accessible", "accessible", "on_request", "not_accessible", ""]),
        languages=["en", "fr"] if chance.random() < 0.15 else [],
        keeper_email=f"tenancier-{number}@lieu.example" if chance.random() < 0.3 else "",
        published_on=first,
        changed_at=at,
    )
    place.confirmed_on = place.source_on
    place.completeness = completeness.score(place)
    details: dict[str, Any] = {}
    if code == PAPI:
        details["papi"] = _papi(place, chance, first)
    if code == WIFI or (code == PAPI and chance.random() < 0.4):
        details["wifi"] = WifiDetails(
            place=place,
            ssid="pays-de-demonstration",
            where=chance.choice(["indoor", "outdoor", "both"]),
            is_free=True,
            sign_in=chance.choice(["none", "code", "mail"]),
        )
    if code == "public.france_services" and chance.random() < 0.4:
        place.is_itinerant, place.hours = True, None
        place.name = f"{name} ({_('bus')})"
        details["stops"] = tuple(_round(place, commune, chance))
    return _Invented(place, **details)


def _papi(place: Place, chance: random.Random, joined: date) -> PapiDetails:
    return PapiDetails(
        place=place,
        is_working=chance.random() < 0.92,
        opening=chance.choice(["free", "free", "appointment", "sessions"]),
        activities=chance.sample(["Atelier photo", "Généalogie", "Démarches en ligne", "Initiation tablette"], 2),
        equipment=[f"{chance.randint(2, 8)} ordinateurs", "Imprimante", "Scanner"][: chance.randint(1, 3)],
        mediators=chance.randint(0, 2) or None,
        services=SERVICES[: chance.randint(1, 4)],
        fees=[chance.choice(["Gratuit", "Gratuit", "Gratuit sous condition"])],
        access_modes=["Se présenter", "Téléphoner"],
        support_modes=chance.sample(["En autonomie", "Accompagnement individuel", "Dans un atelier collectif"], 2),
        joined_on=joined,
    )


def _round(place: Place, commune: Commune, chance: random.Random) -> Iterator[RoundStop]:
    for day in chance.sample(["mon", "tue", "wed", "thu", "fri"], 2):
        yield RoundStop(
            place=place,
            days=[day],
            weeks=chance.choice(["every", "odd", "even"]),
            opens=time(9, 30),
            closes=time(12, 0),
            where=_("Place de la mairie"),
            commune=commune,
            lon=place.lon,
            lat=place.lat,
        )


scenes.plug("directory", Scene("Annuaire", load, order=50))
scenes.plug("directory.tic", Scene("Les TIC faciles", demo_tic.load, order=52))
