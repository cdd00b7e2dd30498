"""What the map is made of first: contours of communes and EPCI, names, town halls; made again when they change."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.core.territory.models import Commune, Correction, Epci, Office, Source, Territory
from bastide.kit.geostore.registry import LiveLayer, LiveRow, layers

COMMUNES, NAMES, EPCIS, TOWN_HALLS = "communes", "noms-des-communes", "intercommunalites", "mairies"
IGN, DILA = "IGN", "DILA, mairies du territoire"
LICENCE = "Licence Ouverte 2.0"


def _communes() -> Iterator[Commune]:
    found = Commune.objects.in_territory(Territory.objects.current()).select_related("contour", "epci")
    return found.order_by("pk").iterator(chunk_size=500)


def communes() -> Iterator[LiveRow]:
    for commune in _communes():
        if hasattr(commune, "contour"):
            yield commune.insee_code, bytes(commune.contour.wkb), _attributes(commune)


def commune_names() -> Iterator[LiveRow]:
    for commune in _communes():
        if commune.lon is not None and commune.lat is not None:
            yield commune.insee_code, shapely.Point(commune.lon, commune.lat), _attributes(commune)


def _attributes(commune: Commune) -> dict[str, object]:
    return {
        "name": commune.name,
        "url": commune.get_absolute_url(),
        "insee_code": commune.insee_code,
        "population": commune.population,
        "epci": commune.epci.siren if commune.epci else None,
    }


def epcis() -> Iterator[LiveRow]:
    """Each EPCI by the communes that the portal has of it."""
    territory = Territory.objects.current()
    for epci in Epci.objects.filter(organisation__territory=territory).order_by("pk"):
        members = Commune.objects.in_territory(territory).filter(epci=epci, contour__isnull=False)
        shapes = shapely.from_wkb([bytes(wkb) for wkb in members.values_list("contour__wkb", flat=True)])
        if len(shapes):
            attributes = {"name": epci.name, "url": epci.get_absolute_url(), "siren": epci.siren}
            yield epci.siren, shapely.union_all(shapes), attributes


def town_halls() -> Iterator[LiveRow]:
    offices = (
        Office.objects.with_public_values()
        .filter(
            organisation__territory=Territory.objects.current(),
            organisation__commune__type=Commune.Type.COMMUNE,
            organisation__commune__ended_on=None,
        )
        .select_related("organisation__commune")
        .order_by("pk")
    )
    for office in offices:
        commune = office.organisation.commune
        if office.lon is None or office.lat is None:
            continue
        place = f"{office.value('postcode')} {office.value('city')}".strip()
        yield (
            commune.insee_code,
            shapely.Point(office.lon, office.lat),
            {
                "name": _("Mairie %(of_commune)s") % {"of_commune": commune.of_name},
                "url": commune.get_absolute_url(),
                "insee_code": commune.insee_code,
                "address": ", ".join(filter(None, [str(office.value("address")), place])),
                "phone": str(office.value("phone")),
            },
        )


def reference_state() -> str:
    """Changes with each load of the reference, and when the portal serves another territory."""
    territory = Territory.objects.current()
    loads = Source.objects.order_by("slug").values_list("slug", "loaded_at")
    said = " ".join(f"{slug}:{loaded_at.timestamp():.3f}" for slug, loaded_at in loads)
    return f"{territory.pk if territory else 0} {said}"[-200:]


def contact_state() -> str:
    """Changes with the reference and with what town halls correct."""
    made = Correction.objects.aggregate(made=Max("made_at"), withdrawn=Max("withdrawn_at"), number=Count("pk"))
    moments = [f"{moment.timestamp():.3f}" for moment in (made["made"], made["withdrawn"]) if moment]
    return f"{' '.join([str(made['number']), *moments])} {reference_state()}"[:200]


_COMMUNE_COLUMNS = {"name": "text", "url": "text", "insee_code": "text", "population": "integer", "epci": "text"}

layers.plug(
    COMMUNES,
    LiveLayer(
        title=gettext_lazy("Contours des communes"),
        producer=IGN,
        licence=LICENCE,
        columns=_COMMUNE_COLUMNS,
        rows=communes,
        fingerprint=reference_state,
    ),
)
layers.plug(
    NAMES,
    LiveLayer(
        title=gettext_lazy("Noms des communes"),
        producer=IGN,
        licence=LICENCE,
        columns=_COMMUNE_COLUMNS,
        rows=commune_names,
        fingerprint=reference_state,
    ),
)
layers.plug(
    EPCIS,
    LiveLayer(
        title=gettext_lazy("Contours des intercommunalités"),
        description=gettext_lazy("Réunion des contours des communes du territoire."),
        producer=IGN,
        licence=LICENCE,
        columns={"name": "text", "url": "text", "siren": "text"},
        rows=epcis,
        fingerprint=reference_state,
    ),
)
layers.plug(
    TOWN_HALLS,
    LiveLayer(
        title=gettext_lazy("Mairies"),
        producer=DILA,
        licence=LICENCE,
        columns={"name": "text", "url": "text", "insee_code": "text", "address": "text", "phone": "text"},
        rows=town_halls,
        fingerprint=contact_state,
    ),
)
