"""Three small invented communes, for the tests of the whole project. No real place, no real person."""

from dataclasses import dataclass

from shapely import MultiPolygon, box

from .models import Commune, CommuneContour, Epci, Mandate, Office, Organisation, PortalSettings, Territory

WEEK_HOURS = {
    "mon": [["08:30", "12:30"]],
    "tue": [["08:30", "12:30"], ["13:30", "17:00"]],
    "thu": [["08:30", "12:30"], ["13:30", "17:00"]],
}


@dataclass
class Valdorne:
    """An invented territory: one EPCI, three communes in a row, one commune déléguée, and the pôle."""

    territory: Territory
    pole: Organisation
    epci: Epci
    valbrune: Commune
    le_peyrat: Commune
    eyrenne: Commune
    saint_fort: Commune


def make_valdorne() -> Valdorne:
    territory = Territory.objects.create(slug="valdorne", name="Pays de Valdorne", short_name="Valdorne")
    settings = PortalSettings.load()
    settings.territory = territory
    settings.is_demonstration = True
    settings.save()
    pole = Organisation.objects.create(
        kind="pole", name="Pays de Valdorne", slug="pays-de-valdorne", territory=territory
    )
    epci = Epci.objects.create(
        siren="999000011",
        kind="CC",
        name="Communauté de communes du Valdorne",
        slug="valdorne",
        organisation=Organisation.objects.create(
            kind="epci",
            name="Communauté de communes du Valdorne",
            slug="cc-du-valdorne",
            siren="999000011",
            territory=territory,
        ),
    )
    valbrune = _commune(territory, epci, "99001", "Valbrune", 0, "valbrune", west=0.0, population=829)
    le_peyrat = _commune(territory, epci, "99002", "Peyrat", 2, "le-peyrat", west=0.1, population=312)
    eyrenne = _commune(territory, epci, "99003", "Eyrenne", 1, "eyrenne", west=0.2, population=94)
    valbrune.neighbours.add(le_peyrat)
    le_peyrat.neighbours.add(eyrenne)
    saint_fort = Commune.objects.create(
        type=Commune.Type.DELEGUEE,
        insee_code="99004",
        bare_name="Saint-Fort",
        slug="saint-fort",
        department_code="99",
        parent=eyrenne,
    )
    return Valdorne(territory, pole, epci, valbrune, le_peyrat, eyrenne, saint_fort)


def add_communes(valdorne: Valdorne, number: int) -> None:
    """More communes of the same EPCI, eastwards: to show that the number of queries does not follow theirs."""
    for rank in range(number):
        _commune(
            valdorne.territory,
            valdorne.epci,
            f"98{rank:03d}",
            f"Bourg-{rank}",
            0,
            f"bourg-{rank}",
            west=0.3 + rank / 10,
            population=100 + rank,
        )


def _commune(
    territory: Territory, epci: Epci, code: str, name: str, kind: int, slug: str, *, west: float, population: int
) -> Commune:
    organisation = Organisation.objects.create(
        kind="commune", name=f"Commune {code}", slug=f"commune-{slug}", territory=territory
    )
    commune = Commune.objects.create(
        insee_code=code,
        bare_name=name,
        name_kind=kind,
        slug=slug,
        department_code="99",
        postcodes=["99100"],
        organisation=organisation,
        epci=epci,
        population=population,
        population_counted_apart=4,
        lon=west + 0.05,
        lat=44.85,
    )
    organisation.name = f"Commune {commune.of_name}"
    organisation.save()
    shape = MultiPolygon([box(west, 44.8, west + 0.1, 44.9)])
    CommuneContour.objects.create(
        commune=commune,
        wkb=shape.wkb,
        area_ha=8790.0,
        min_lon=west,
        min_lat=44.8,
        max_lon=west + 0.1,
        max_lat=44.9,
        emblem_path="M0 0H100V100H0Z",
    )
    Office.objects.create(
        organisation=organisation,
        address="1 place de la Halle",
        postcode="99100",
        city=commune.name,
        phone="05 53 00 00 01",
        email=f"mairie@{slug}.example",
        hours=WEEK_HOURS,
        lon=west + 0.05,
        lat=44.85,
    )
    Mandate.objects.create(
        organisation=organisation, first_name="Aline", last_name="Dutilh", function="mayor", title="Maire", rank=1
    )
    return commune
