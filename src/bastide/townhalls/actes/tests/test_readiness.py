"""What is said before anything leaves: what would be refused, and whose number it is."""

from datetime import timedelta

import pytest

from bastide.townhalls.actes import checks
from bastide.townhalls.actes.actions import drafting
from bastide.townhalls.actes.models import DocumentType
from bastide.townhalls.actes.testing import NOON, make_acte, make_file, pdf_of

SEALED = b"<?xml version='1.0'?><DocumentBudgetaire><Scellement/></DocumentBudgetaire>"


def test_two_agents_with_one_number_the_second_is_told_and_loses_nothing(body, people, clock):
    first = drafting.start_acte(organisation=body, nature=1, year=2026, by=people.secretary, at=clock())
    second = drafting.start_acte(
        organisation=body, nature=1, year=2026, object="Voirie", by=people.secretary, at=clock()
    )
    assert (first.number, second.number) == ("2026_001", "2026_002")

    with pytest.raises(drafting.NumberTaken) as taken:
        drafting.describe_acte(acte=second, number="2026_001", by=people.secretary, at=clock())

    assert taken.value.free == "2026_003"
    second.refresh_from_db()
    assert (second.number, second.object) == ("2026_002", "Voirie")
    drafting.abandon_acte(acte=first, by=people.secretary, at=clock())
    drafting.describe_acte(acte=second, number="2026_001", by=people.secretary, at=clock())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"object": ""}, None),
        ({"decided_on": NOON.date() + timedelta(days=2)}, "date_future"),
        ({"object": "x" * 500}, "object_long"),
        ({"matiere_code": "7"}, "matiere_missing"),
        ({"classification_on": NOON.date() - timedelta(days=900)}, "classification_old"),
        ({"duty": ""}, "duty"),
        ({"matiere_code": "7.10", "with_file": False}, "main_missing"),
    ],
)
def test_what_would_be_refused_is_said_before_sending(body, people, change, code):
    acte = make_acte(body, **change)

    found = {problem.code for problem in checks.blocking(acte, NOON)}

    assert found == {code or "object_missing"}
    with pytest.raises(drafting.NotReady):
        drafting.make_ready(acte=acte, by=people.secretary, at=NOON)


def test_the_whole_may_not_weigh_more_than_the_state_takes(body, people):
    acte = make_acte(body)
    make_file(acte, pdf_of(), rank=2, type_code="99_SE")
    acte.files.update(size=76 * 1024 * 1024)

    assert "too_large" in {problem.code for problem in checks.blocking(acte, NOON)}


def test_two_agents_at_the_very_same_moment_get_two_numbers(body, people, clock, monkeypatch):
    taken = make_acte(body, with_file=False)
    honest, asked = drafting.free_number, []

    def late(**scope):
        # The other agent's act was written between our look and our writing.
        asked.append(scope)
        return taken.number if len(asked) == 1 else honest(**scope)

    monkeypatch.setattr(drafting, "free_number", late)
    acte = drafting.start_acte(organisation=body, nature=1, year=2026, by=people.secretary, at=clock())

    assert (taken.number, acte.number) == ("2026_001", "2026_002")


@pytest.mark.parametrize(("content", "code"), [(b"<?xml version='1.0'?><a/>", "main_not_sealed"), (SEALED, None)])
def test_a_budget_in_xml_leaves_only_when_it_was_sealed(body, people, content, code):
    DocumentType.objects.create(version=body.acte_classifications.get(), nature=5, code="99_BU", label="Budget")
    acte = make_acte(body, nature=5, matiere_code="7.1", with_file=False)
    make_file(acte, content, name="budget.xml", content_type="text/xml")

    found = [problem.code for problem in checks.blocking(acte, NOON)]

    assert found == ([code] if code else [])
