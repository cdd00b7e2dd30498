"""The real samples that lie beside the checkout, each with what it gives."""

from pathlib import Path

import pytest

from bastide.residents.directory import values
from bastide.residents.directory.models import CATEGORIES
from bastide.residents.directory.sources import open_delivery

pytestmark = pytest.mark.one_database
SHARED = Path(__file__).resolve().parents[5].parent / "shared/data"
real_samples = pytest.mark.skipif(not SHARED.is_dir(), reason="the real samples are not beside the checkout")


@real_samples
def test_every_sample_of_the_national_directory_is_read_without_a_refusal():
    files_ = [
        *SHARED.glob("annuaire/v1-2017/24/*.json"),
        *SHARED.glob("annuaire/v4-dump/*"),
        *SHARED.glob("annuaire/api*/*"),
    ]
    found, codes = [], set()
    for path in sorted(files_):
        with open_delivery(path) as delivery:
            found += list(delivery.lines())
    for line in found:
        told, wrong = values.clean_all(line.record.values())
        assert not wrong
        assert told["category"] in CATEGORIES
        codes |= {note.code for note in line.remarks}

    assert len(found) == 557 + 2
    assert len({line.key for line in found}) == len(found)
    assert codes == {"hours", "contact"}


#: Sample → format, records, refusals, and the kinds of remarks.
MEDNUM = [
    ("standard/exemple-valide.csv", "mednum", 1, set()),
    ("sources/bus-france-services-charente.json", "mednum", 12, set()),
    ("sources/angers.json", "table", 63, {"category", "contact", "hours-text"}),
    ("sources/etapes-numerique.json", "table", 95, set()),
    ("sources/gironde-hors-metropole.json", "table", 86, {"category", "contact", "coordinates-swapped"}),
    ("sources/maine-et-loire.json", "table", 122, {"category", "contact", "date", "phone"}),
]


@real_samples
@pytest.mark.parametrize(("name", "format_", "number", "codes"), MEDNUM, ids=[row[0] for row in MEDNUM])
def test_every_sample_of_mediation_numerique_is_read(name, format_, number, codes):
    with open_delivery(SHARED / "mednum" / name) as delivery:
        found = list(delivery.lines())

    assert (delivery.format, len(found)) == (format_, number)
    assert all(line.record for line in found)
    assert {note.code for line in found for note in line.remarks} == codes
    assert all(not values.clean_all(line.record.values())[1] for line in found)
    assert sum(line.record.lon is not None for line in found) >= 0.9 * number
