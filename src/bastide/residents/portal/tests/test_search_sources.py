"""What the portal plugs into the search."""

import pytest
from django.utils import timezone

from bastide.core.search import actions, queries
from bastide.core.search.registry import search_sources
from bastide.core.territory import actions as territory
from bastide.core.territory.models import Commune


def test_the_invented_territory_is_found_by_its_portal_alone(valdorne):
    Commune.objects.create(
        insee_code="99500", bare_name="Valbrune-le-Loin", slug="valbrune-le-loin", department_code="99"
    )
    actions.rebuild_all(at=timezone.now())

    everywhere = [hit.title for hit in queries.search("valbrune").hits]
    here = [hit.title for hit in queries.search("valbrune", territory=valdorne.territory).hits]

    assert everywhere == ["Valbrune", "Valbrune-le-Loin", "Mairie de Valbrune"]
    assert here == ["Valbrune", "Mairie de Valbrune"]


@pytest.mark.parametrize("source", ["communes", "town_halls", "epci"])
def test_one_entry_alone_reads_as_in_the_whole_source(valdorne, source):
    plug = search_sources[source]
    entries = list(plug.entries())

    assert entries
    assert [plug.entry(entry.key) for entry in entries] == entries
    assert plug.entry("99999") is None


def test_a_source_reads_no_row_by_row(valdorne, django_assert_max_num_queries):
    with django_assert_max_num_queries(2 * len(list(search_sources))):
        for _name, plug in search_sources:
            list(plug.entries())


def test_a_corrected_address_is_found_at_once_and_the_former_one_no_more(valdorne):
    actions.rebuild_all(at=timezone.now())
    office = valdorne.valbrune.organisation.office

    correction = territory.correct_office(
        office=office, field="address", value="4 place du Foirail", by=None, at=timezone.now()
    )

    assert [hit.title for hit in queries.search("foirail").hits] == ["Mairie de Valbrune"]

    territory.withdraw_correction(correction=correction, by=None, at=timezone.now())

    assert queries.search("foirail").hits == []


def test_a_recorded_former_name_is_found_at_once(valdorne):
    actions.rebuild_all(at=timezone.now())

    territory.record_former_name(commune=valdorne.valbrune, name="Castelnègre", by=None, at=timezone.now())

    assert [hit.title for hit in queries.search("castelnegre").hits] == ["Valbrune"]
