import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bastide.core.territory.models import (
    Commune,
    Correction,
    Epci,
    Load,
    Mandate,
    Office,
    Organisation,
    Source,
    Territory,
)

from .reference_files import BOW_TIE, contour, valdorne_rows, write_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    return valdorne_rows()


@pytest.fixture
def load(tmp_path, rows):
    """Load the rows as they are when called, and give the load back."""

    def run(*options):
        folder = write_reference(tmp_path / "data", rows)
        call_command("load_territory", *(options or ("--epci", "999000011")), "--data", str(folder))
        return Load.objects.first()

    return run


def test_a_load_brings_in_the_communes_of_the_perimeter_and_their_parts(load):
    done = load()

    assert [commune.name for commune in Commune.objects.whole()] == ["Eyrenne", "Le Peyrat", "Valbrune"]
    assert Commune.objects.get(type="COMD").parent.name == "Eyrenne"
    assert done.counts["communes"] == {"new": 3, "changed": 0, "unchanged": 0, "gone": 0}
    assert done.counts["parts"]["new"] == 1


def test_a_commune_has_its_body_its_office_its_contour_and_its_neighbours(load):
    load()

    commune = Commune.objects.get(slug="le-peyrat")
    assert commune.organisation.name == "Commune du Peyrat"
    assert commune.organisation.territory == Territory.objects.get()
    assert commune.organisation.office.hours["fri"] == [["08:30", "12:00"]]
    assert commune.contour.area_ha == pytest.approx(8782, rel=0.005)
    assert commune.lon == pytest.approx(0.15)
    assert {each.name for each in commune.neighbours.all()} == {"Valbrune", "Eyrenne"}


def test_an_epci_has_its_members_its_population_and_its_president(load):
    load()

    epci = Epci.objects.get()
    president = epci.organisation.mandates.get()
    assert (epci.slug, epci.member_count, epci.population) == ("valdorne", 3, 1029)
    assert (president.full_name, president.title) == ("Aline Dutilh", "Présidente")


def test_elected_people_keep_a_name_and_a_title_and_nothing_more(load):
    load()

    commune = Commune.objects.get(slug="valbrune")
    assert [(each.full_name, each.title) for each in commune.organisation.mandates.all()] == [
        ("Aline Dutilh", "Maire"),
        ("Jean de la Borie", "Premier adjoint au maire"),
        ("Odile L’Hoste", "Conseillère municipale"),
    ]
    assert Mandate.objects.get(last_name="Mercier").title == "Maire déléguée de Saint-Fort"
    stored = {field.name for field in Mandate._meta.get_fields()}
    assert not stored & {"sex", "birth_date", "born_on", "profession", "nationality"}


def test_a_second_load_changes_nothing_and_says_so(load, capsys):
    load()
    before = list(Mandate.objects.values()), list(Commune.objects.values()), list(Office.objects.values())

    again = load()

    assert "Rien n’a changé." in capsys.readouterr().out
    assert not again.changed
    assert {
        kind for kind, counts in again.counts.items() if counts["new"] or counts["changed"] or counts["gone"]
    } == set()
    assert before == (list(Mandate.objects.values()), list(Commune.objects.values()), list(Office.objects.values()))


def test_a_later_load_updates_what_changed_and_only_that(load, rows):
    load()
    rows["communes"][1] |= {"population_municipale": "312", "mairie_telephone": "0553000009"}
    rows["elus_municipaux"][3] |= {"nom": "LE BRIS", "prenom": "Rose", "sexe": "F"}

    again = load()

    commune = Commune.objects.get(slug="le-peyrat")
    assert commune.population == 312
    assert commune.organisation.office.phone == "05 53 00 00 09"
    assert [str(each) for each in commune.organisation.mandates.all()] == ["Rose Le Bris, Maire"]
    assert again.counts["communes"]["changed"] == again.counts["offices"]["changed"] == 1
    assert again.counts["communes"]["unchanged"] == 2
    assert again.counts["mandates"] == {"new": 0, "changed": 1, "unchanged": 5, "gone": 0}
    assert again.counts["contours"] == {"new": 0, "changed": 0, "unchanged": 4, "gone": 0}


def test_what_a_town_hall_corrected_is_left_alone(load, rows, django_user_model):
    load()
    commune = Commune.objects.get(slug="le-peyrat")
    office = commune.organisation.office
    at = Load.objects.first().started_at
    Correction.objects.create(office=office, field="phone", value="05 53 11 11 11", made_at=at)
    Mandate.objects.create(
        organisation=commune.organisation, first_name="Rose", last_name="Bru", function="mayor", title="Maire",
        origin="local",
    )  # fmt: skip
    Mandate.objects.filter(last_name="Le Gall").update(ended_on="2026-10-01")
    rows["communes"][1]["mairie_telephone"] = "05 53 22 22 22"
    rows["elus_municipaux"][3]["prenom"] = "Yvon"

    load()

    office.refresh_from_db()
    assert office.value("phone") == "05 53 11 11 11"
    assert office.phone == "05 53 22 22 22"
    assert Mandate.objects.filter(origin="local").count() == 1
    assert str(Mandate.objects.get(last_name="Le Gall").ended_on) == "2026-10-01"


def test_a_commune_gone_from_the_reference_is_ended_not_deleted(load, rows):
    load()
    del rows["communes"][1], rows["elus_municipaux"][3]

    again = load()

    gone = Commune.objects.get(slug="le-peyrat")
    assert gone.ended_on == gone.organisation.closed_on == again.started_at.date()
    assert again.counts["communes"]["gone"] == 1
    assert "Le Peyrat" not in [commune.name for commune in Commune.objects.whole()]
    assert not load().changed


def test_an_address_is_given_once_and_homonyms_are_told_apart(load, rows):
    load()
    rows["communes"][1]["nom"] = "Peyrat-le-Neuf"
    rows["communes"][3]["nom"] = "Valbrune"

    load("--france")

    assert Commune.objects.get(insee_code="99002").slug == "le-peyrat"
    assert Commune.objects.get(insee_code="99001").slug == "valbrune"
    assert Commune.objects.get(insee_code="99010").slug == "valbrune-98"


def test_homonyms_of_one_load_all_take_their_departement_and_parts_come_after(load, rows):
    rows["communes"][3]["nom"] = "Valbrune"
    rows["communes"][4] |= {"nom": "Eyrenne", "type_nom": "1"}

    load("--france")

    slugs = set(Commune.objects.values_list("type", "insee_code", "slug"))
    assert {("COM", "99001", "valbrune-99"), ("COM", "99010", "valbrune-98")} <= slugs
    assert {("COM", "99003", "eyrenne"), ("COMD", "99004", "eyrenne-99")} <= slugs


def test_a_broken_contour_is_said_with_its_code_and_the_commune_comes_without(load, rows, capsys):
    rows["communes"][1]["geometry"] = "0106FF"

    done = load()

    assert done.problems == ["99002 Le Peyrat : contour illisible"]
    assert "99002 Le Peyrat : contour illisible" in capsys.readouterr().out
    commune = Commune.objects.get(slug="le-peyrat")
    assert not hasattr(commune, "contour")
    assert commune.organisation.office.phone == "05 53 00 00 01"
    assert not load().changed


def test_a_contour_that_crosses_itself_is_mended(load, rows):
    rows["communes"][0]["geometry"] = BOW_TIE

    done = load()

    assert done.problems == []
    assert Commune.objects.get(slug="valbrune").contour.area_ha == pytest.approx(4391, rel=0.005)


def test_neighbours_follow_a_contour_that_moved(load, rows):
    load()
    rows["communes"][0]["geometry"] = contour(1.0)

    again = load()

    assert Commune.objects.get(slug="valbrune").neighbours.count() == 0
    assert again.counts["neighbours"] == {"new": 0, "changed": 0, "gone": 1, "unchanged": 1}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--epci", "999000012"),
            r"Code inconnu : « 999000012 »\. Proches : .*999000011 \(Communauté de",
        ),
        (("--departement", "97"), r"Code inconnu : « 97 »"),
        (("--commune", "99999"), r"Code inconnu : « 99999 »"),
    ],
)
def test_an_unknown_code_is_refused_and_nothing_is_written(load, options, message):
    with pytest.raises(CommandError, match=message):
        load(*options)

    assert not Commune.objects.exists()
    assert not Territory.objects.exists()
    assert Load.objects.get().state == "failed"


def _truncated(path):
    path.write_bytes(path.read_bytes()[:-40])


def _noise(path):
    path.write_bytes(b"\x00\x01not a compressed file")


@pytest.mark.parametrize(
    ("table", "spoil", "message"),
    [
        ("communes", _truncated, r"« communes\.csv\.lzma » est tronqué"),
        ("elus_municipaux", _truncated, r"« elus_municipaux\.csv\.lzma » est tronqué"),
        ("communes", _noise, r"« communes\.csv\.lzma » est illisible"),
        ("epci", lambda path: path.unlink(), r"« epci\.csv\.lzma » manque"),
    ],
)
def test_a_damaged_file_is_named_and_nothing_is_written(tmp_path, rows, table, spoil, message):
    folder = write_reference(tmp_path, rows)
    spoil(folder / f"{table}.csv.lzma")

    with pytest.raises(CommandError, match=message):
        call_command("load_territory", "--france", "--data", str(folder))

    assert not Organisation.objects.exists()
    assert not Source.objects.exists()


def test_a_file_without_an_expected_column_is_refused(load, rows):
    for row in rows["communes"]:
        del row["type_nom"]

    with pytest.raises(CommandError, match="n’a pas la colonne « type_nom »"):
        load()
