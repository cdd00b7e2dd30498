"""What the portal lets people find: communes, their town halls, EPCI."""

from __future__ import annotations

from collections.abc import Iterator
from math import log10

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.core.search.registry import OUTSIDE, Entry, SearchSource, in_batches, search_sources
from bastide.core.territory.models import Commune, Epci, Office, Organisation


def _territory(organisation: Organisation | None) -> str:
    return organisation.territory.slug if organisation and organisation.territory else OUTSIDE


def _inhabitants(number: int | None) -> str:
    if number is None:
        return ""
    return _("%(number)s habitants") % {"number": f"{number:,}".replace(",", "\u202f")}


def _communes() -> QuerySet[Commune]:
    return (
        Commune.objects.whole()
        .select_related("organisation__territory", "epci")
        .prefetch_related("parts", "former_names")
    )


def _commune(commune: Commune) -> Entry:
    facts = [_("Commune"), _inhabitants(commune.population), commune.epci.name if commune.epci else ""]
    names = [part.name for part in commune.parts.all()]
    names += [former.name for former in commune.former_names.all() if former.name]
    codes = [commune.insee_code, *(part.insee_code for part in commune.parts.all())]
    codes += [former.insee_code for former in commune.former_names.all() if former.insee_code]
    return Entry(
        key=commune.insee_code,
        kind="commune",
        title=commune.name,
        url=commune.get_absolute_url(),
        summary=" · ".join(fact for fact in facts if fact),
        keywords=list(dict.fromkeys([*names, *commune.postcodes, *codes])),
        commune_code=commune.insee_code,
        territory=_territory(commune.organisation),
        weight=700 + min(250, round(50 * log10((commune.population or 0) + 1))),
    )


def _all_communes() -> Iterator[Entry]:
    return (_commune(commune) for commune in in_batches(_communes()))


def _one_commune(key: str) -> Entry | None:
    commune = _communes().filter(insee_code=key).first()
    return _commune(commune) if commune else None


def _town_halls() -> QuerySet[Office]:
    return (
        Office.objects.filter(organisation__commune__type=Commune.Type.COMMUNE, organisation__commune__ended_on=None)
        .select_related("organisation__territory", "organisation__commune")
        .prefetch_related("corrections")
    )


def _town_hall(office: Office) -> Entry:
    commune = office.organisation.commune
    place = f"{office.value('postcode')} {office.value('city')}".strip()
    return Entry(
        key=commune.insee_code,
        kind="town-hall",
        title=_("Mairie %(of_commune)s") % {"of_commune": commune.of_name},
        url=f"{commune.get_absolute_url()}#portal-town-hall",
        summary=", ".join(line for line in (str(office.value("address")), place) if line),
        keywords=[_("Hôtel de ville"), *commune.postcodes],
        body=str(office.value("phone")),
        commune_code=commune.insee_code,
        territory=_territory(office.organisation),
        weight=500,
    )


def _all_town_halls() -> Iterator[Entry]:
    return (_town_hall(office) for office in in_batches(_town_halls()))


def _one_town_hall(key: str) -> Entry | None:
    office = _town_halls().filter(organisation__commune__insee_code=key).first()
    return _town_hall(office) if office else None


def _epci(epci: Epci) -> Entry:
    return Entry(
        key=epci.siren,
        kind="epci",
        title=epci.name,
        url=epci.get_absolute_url(),
        summary=str(epci.get_kind_display()),
        keywords=[epci.short_name, epci.siren],
        territory=_territory(epci.organisation),
        weight=600,
    )


def _epcis() -> QuerySet[Epci]:
    return Epci.objects.select_related("organisation__territory")


def _all_epcis() -> Iterator[Entry]:
    return (_epci(epci) for epci in in_batches(_epcis()))


def _one_epci(key: str) -> Entry | None:
    epci = _epcis().filter(siren=key).first()
    return _epci(epci) if epci else None


search_sources.plug(
    "communes",
    SearchSource(
        title=gettext_lazy("Communes"),
        kinds={"commune": gettext_lazy("Communes")},
        entries=_all_communes,
        entry=_one_commune,
    ),
)
search_sources.plug(
    "town_halls",
    SearchSource(
        title=gettext_lazy("Mairies"),
        kinds={"town-hall": gettext_lazy("Mairies")},
        entries=_all_town_halls,
        entry=_one_town_hall,
    ),
)
search_sources.plug(
    "epci",
    SearchSource(
        title=gettext_lazy("Intercommunalités"),
        kinds={"epci": gettext_lazy("Intercommunalités")},
        entries=_all_epcis,
        entry=_one_epci,
    ),
)
