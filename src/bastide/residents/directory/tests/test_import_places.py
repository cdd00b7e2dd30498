"""`bastide import_places`: what would happen and why, then the same done, once."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from bastide.core.journal.models import JournalLine
from bastide.residents.directory import actions
from bastide.residents.directory.models import ExternalId, Place, PlaceSource, Proposal
from bastide.residents.directory.testing import make_place

pytestmark = pytest.mark.django_db

#: Three of these are known already or stand twice, two are no places.
TABLE = """Id;Nom;Type;Adresse;Code INSEE;Latitude;Longitude;Tél
1;Épicerie des Tilleuls;Épicerie;4 rue des Tilleuls;99001;44,851;0,051;05 53 00 00 10
2;Fournil du Moulin;Boulangerie;2 place de la Halle;99001;44,85;0,05;05 53 00 00 02
3;Epicerie des tilleuls;Épicerie;4 rue des Tilleuls;99001;44,8511;0,0511;
4;Le fournil du moulin;Boulangerie;place de la Halle;99001;44,8501;0,0501;05 53 00 00 02
5;;Café;;99001;;;
6;Café sans lieu;Café;;;;;
7;Café de la Halle;Café;3 place de la Halle;99001;0,0502;44,8502;
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text(TABLE)
    return path


def run(*args):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_places", *map(str, args), stdout=out, stderr=err)
    return out.getvalue()


def report(capsys, *args):
    capsys.readouterr()
    run("--json", *args)
    printed = capsys.readouterr().out
    found = json.loads(printed)
    # One object a line, nothing else on the standard output.
    assert len(printed.splitlines()) == len(found) + 2
    return found


def test_a_dry_run_says_for_each_record_what_would_happen_and_why_and_writes_nothing(valdorne, table, capsys):
    make_place(valdorne.valbrune.organisation)

    found = report(capsys, "--dry-run", table)

    assert [(each["number"], each["outcome"]) for each in found] == [
        (2, "created"),
        (3, "duplicate"),
        (4, "duplicate"),
        (5, "duplicate"),
        (6, "refused"),
        (7, "refused"),
        (8, "created"),
    ]
    assert all(each["why"] for each in found)
    assert found[1]["place"] == "fournil-du-moulin"
    assert "le même nom" in found[1]["why"]
    assert (found[2]["same_as_line"], found[2]["reasons"][0]["code"]) == (2, "duplicate-in-file")
    assert [each["reasons"][0]["code"] for each in found[4:6]] == ["no-name", "nowhere"]
    assert found[6]["remarks"][0]["code"] == "coordinates-swapped"
    assert found[6]["record"]["lon"] == 0.0502
    assert Place.objects.count() == 1
    assert not PlaceSource.objects.filter(slug="tableau").exists()


def test_what_was_foreseen_is_done_and_done_again_changes_nothing(valdorne, table, capsys):
    make_place(valdorne.valbrune.organisation)
    foreseen = [each["outcome"] for each in report(capsys, "--dry-run", "--source", "liste", table)]

    done = [each["outcome"] for each in report(capsys, "--source", "liste", table)]
    before = list(Place.objects.order_by("pk").values())
    again = [each["outcome"] for each in report(capsys, "--source", "liste", table)]

    assert done == foreseen
    assert again == ["unchanged", "duplicate", "duplicate", "duplicate", "refused", "refused", "unchanged"]
    assert list(Place.objects.order_by("pk").values()) == before
    assert Proposal.objects.waiting().filter(kind="duplicate").count() == 3
    assert Place.objects.get(name="Café de la Halle").organisation == valdorne.pole
    assert JournalLine.objects.filter(verb="directory.records_received").count() == 2


def test_an_update_of_the_source_never_overwrites_what_was_said_here(valdorne, table, capsys):
    run("--source", "liste", table)
    place = Place.objects.get(name="Café de la Halle")
    phone = [{"value": "05 53 00 00 77", "label": ""}]
    actions.edit_place(place=place, told={"phones": phone}, by=None, at=timezone.now())
    table.write_text(TABLE.replace("44,8502;", "44,8502;05 53 00 00 88").replace("3 place", "5 place"))

    found = report(capsys, "--source", "liste", table)[-1]

    assert found["outcome"] == "flagged"
    assert found["changes"]["phones"]["before"] == phone
    assert found["changes"]["address"]["after"] == "5 place de la Halle"
    place.refresh_from_db()
    assert (place.phones, place.address) == (phone, "5 place de la Halle")
    assert Proposal.objects.get(kind="difference").values["phones"]["ours"] == phone


def test_what_a_complete_source_has_no_more_is_told_and_never_deleted(valdorne, table):
    run("--source", "liste", table)
    table.write_text("\n".join(TABLE.splitlines()[:3]))

    told = run("--source", "liste", "--complete", table)

    assert "« Café de la Halle » n’est plus dans cette source." in told
    assert Place.objects.get(name="Café de la Halle").is_published
    assert Proposal.objects.get(kind="gone").place.name == "Café de la Halle"
    assert ExternalId.objects.filter(gone_at__isnull=False).count() == 1


def test_several_files_of_one_source_are_complete_together(valdorne, table, tmp_path):
    rows = TABLE.splitlines()
    one, other = tmp_path / "1.csv", tmp_path / "2.csv"
    one.write_text("\n".join([rows[0], rows[1]]))
    other.write_text("\n".join([rows[0], rows[-1]]))

    for _time in range(2):
        told = run("--source", "liste", "--complete", one, other)

    assert "n’est plus" not in told
    assert not Proposal.objects.filter(kind="gone").exists()


def test_nothing_of_a_file_that_was_cut_is_brought_in(valdorne, tmp_path, capsys):
    features = [
        {"nom": f"Lavoir {number}", "type": "Lieu à visiter", "commune": "Valbrune", "insee": "99001"}
        for number in range(3)
    ]
    path = tmp_path / "coupe.json"
    path.write_text(json.dumps(features)[:-40])

    with pytest.raises(CommandError, match="coupé"):
        run("--source", "liste", path)
    assert not Place.objects.exists()
    capsys.readouterr()
    with pytest.raises(CommandError):
        run("--dry-run", "--json", path)
    found = json.loads(capsys.readouterr().out)
    assert [each["outcome"] for each in found] == ["created", "created", "refused"]
    assert (found[-1]["number"], found[-1]["reasons"][0]["code"]) == (None, "truncated")


def test_codes_of_former_communes_lead_to_todays(valdorne, tmp_path, capsys):
    path = tmp_path / "liste.csv"
    path.write_text("nom,type,insee\nLavoir,Lieu à visiter,99004\nAutre lavoir,Lieu à visiter,75056\n")

    found = report(capsys, "--dry-run", path)

    assert found[0]["record"]["insee_code"] == "99003"
    assert [each["remarks"][0]["code"] for each in found] == ["former-commune", "other-commune"]


def test_the_same_number_twice_is_read_once(valdorne, tmp_path, capsys):
    path = tmp_path / "liste.csv"
    path.write_text("id,nom,type,insee\n1,Lavoir,Lieu à visiter,99001\n1,Four,Lieu à visiter,99001\n")

    found = report(capsys, "--dry-run", path)

    assert (found[1]["outcome"], found[1]["reasons"][0]["code"], found[1]["same_as_line"]) == (
        "refused",
        "key-twice",
        2,
    )


def test_without_numbers_the_same_name_and_address_is_the_same_line(valdorne, tmp_path, capsys):
    path = tmp_path / "liste.csv"
    path.write_text("nom,type,insee\nLavoir,Lieu à visiter,99001\nLAVOIR,Lieu à visiter,99001\n")

    for _time in range(2):
        found = report(capsys, "--source", "liste", path)

    assert (found[1]["outcome"], found[1]["reasons"][0]["code"]) == ("duplicate", "line-twice")
    assert Place.objects.count() == 1
    assert not Proposal.objects.exists()


def test_an_official_source_that_tells_two_places_apart_is_believed(valdorne, tmp_path, capsys):
    told = {
        "code_insee_commune": "99001",
        "pivot": [{"type_service_local": "sip"}],
        "telephone": [],
        "plage_ouverture": [],
    }
    services = [told | {"id": str(number), "nom": "Service des impôts"} for number in range(2)]
    path = tmp_path / "annuaire.json"
    path.write_text(json.dumps({"service": services}))

    assert [each["outcome"] for each in report(capsys, path)] == ["created", "created"]
    assert [each["outcome"] for each in report(capsys, path)] == ["unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["--source", "x", "{table}"], "load_territory"),
        (["--dry-run", "--mapping", "{table}", "{table}"], "liste.csv"),
        (["--dry-run", "--organisation", "personne", "{table}"], "personne"),
        (["--dry-run", "--output", "/nulle/part/x.json", "{table}"], "rapport"),
    ],
)
def test_what_is_lacking_is_said_in_one_sentence(db, table, args, word):
    with pytest.raises(CommandError, match=word):
        run(*[each.format(table=table) for each in args])


def test_without_a_territory_a_dry_run_still_says_what_it_can(db, table, capsys):
    assert len(report(capsys, "--dry-run", table)) == 7
