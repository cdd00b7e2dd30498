import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bastide.core.accounts.testing import sign_in
from bastide.residents.directory import actions, networks
from bastide.residents.directory.models import FixedCoverage, MobileSite, NetworkFile, PracticalSheet
from bastide.residents.directory.testing import make_place

NOON = datetime(2026, 11, 26, 11, tzinfo=UTC)
SITES = """code_op;nom_op;num_site;x;y;latitude;longitude;insee_com;site_2g;site_3g;site_4g;site_5g
20801;Orange;1;0;0;44.85;0.05;99001;0;1;1;0
20801;Orange;2;0;0;0.15;44.85;99002;0;True;1;1
20815;Free;3;0;0;;;99002;0;0;1;1
;;4;0;0;44.85;0.05;99001;0;0;1;1
20801;Orange;5;0;0;48.85;2.05;75056;0;1;1;0
"""
FIXED = (
    "commune;technologie;part;date\n99001;Fibre;87,5;2026-09-30\n99001;Fibre;3\n99001;Satellite;100 %\n99002;Fibre;-4\n"
)
ARCEP = "code_insee,nbr,elig_ftth,elig_sat,date\n99001,200,150,200,2026-06-30\n9,,,,\n"
SAMPLES = Path(__file__).parents[6] / "shared/data/mednum/arcep"


def receive(text, name="fichier.csv"):
    return actions.receive_network_file(stream=io.BytesIO(text.encode()), name=name, by=None, at=NOON)


def test_mobile_sites_are_told_by_commune_and_operator(client, valdorne, django_assert_max_num_queries):
    kept = receive("\ufeff" + SITES)

    assert (kept.kind, kept.row_count, kept.read_count) == ("mobile", 3, 5)
    assert "l’opérateur n’est pas dit" in kept.problems[1]
    assert MobileSite.objects.get(number="2").lon is None
    client.get(reverse("directory:tic_mobile"))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("directory:tic_mobile") + "?x=1").content.decode()
    assert "Free Mobile" in page
    assert "3G, 4G" in page
    assert (
        "Le réseau mobile à Valbrune"
        in client.get(reverse("directory:tic_mobile") + "?commune=valbrune").content.decode()
    )
    receive(SITES.replace("99002", "99003"))
    assert NetworkFile.objects.count() == 1


def test_fixed_coverage_in_both_formats(client, valdorne):
    kept = receive(FIXED)

    assert kept.as_of.isoformat() == "2026-09-30"
    assert {(each.technology, each.share) for each in FixedCoverage.objects.all()} == {
        ("Fibre", 87.5),
        ("Satellite", 100),
    }
    assert len(kept.problems) == 2
    receive(ARCEP)
    assert {(each.technology, each.share) for each in FixedCoverage.objects.all()} == {
        ("Fibre", 75.0),
        ("Satellite", 100),
    }
    page = client.get(reverse("directory:tic_fixed")).content.decode()
    assert "75 %" in page
    assert "commune;technologie;part;date" in page


@pytest.mark.parametrize("text", ["", "\x00\x01", "a;b\n1;2\n", "nom\nOrange\n"])
def test_another_file_changes_nothing(valdorne, text):
    receive(FIXED)

    with pytest.raises(networks.UnknownFile):
        receive(text)
    with pytest.raises(actions.NothingOfOurs):
        receive(FIXED.replace("99001", "75056").replace("99002", "75056"))

    assert FixedCoverage.objects.count() == 2


def test_the_samples_of_arcep_are_read():
    if not SAMPLES.is_dir():
        pytest.skip("the shared samples are not here")
    for name, code, kind in (
        ("sites-mobiles-extrait.csv", "81006", "mobile"),
        ("zones-a-couvrir-poi-extrait.csv", "64001", "planned"),
    ):
        with (SAMPLES / name).open("rb") as opened:
            found = networks.read(opened, [code])
        assert found.kind == kind
        assert found.sites
        assert found.problem_count == 0


def test_the_pages_of_spots_say_what_one_can_do_there(client, valdorne):
    make_place(
        valdorne.pole, name="Espace numérique", category="digital.papi", insee_code="99001", lon=0.05, lat=44.85,
        papi={"services": ["Accès internet et matériel informatique"], "is_working": False},
        wifi={"ssid": "valdorne", "is_free": True},
    )  # fmt: skip
    make_place(valdorne.pole, insee_code="99001")

    papi = client.get(reverse("directory:tic_papi")).content.decode()
    wifi = client.get(reverse("directory:tic_wifi") + "?autour=valbrune").content.decode()

    assert "Accès internet et matériel informatique" in papi
    assert "Hors service" in papi
    assert "valdorne" in wifi
    assert "Fournil" not in papi + wifi


def test_the_pole_brings_files_and_sheets_and_nobody_else(client, valdorne, people):
    sign_in(client, people.pole)
    address = reverse("directory:space_networks", args=[valdorne.pole.slug])
    wrong = client.post(address, {"file": SimpleUploadedFile("x.csv", b"a;b\n1;2\n")})
    client.post(address, {"file": SimpleUploadedFile("sites.csv", SITES.encode())})
    told = {"title": "Le mot de passe", "summary": "Long.", "body": "Un.\n\n- deux\n- trois", "is_published": "on"}
    client.post(reverse("directory:space_sheet_add", args=[valdorne.pole.slug]), told | {"etape": "publier"})

    assert wrong.status_code == 422
    assert NetworkFile.objects.get().row_count == 3
    sheet = PracticalSheet.objects.get()
    assert sheet.blocks == [("text", ["Un."]), ("list", ["deux", "trois"])]
    assert "<li>deux</li>" in client.get(sheet.get_absolute_url()).content.decode()
    assert "Le mot de passe" in client.get(reverse("directory:tic")).content.decode()
    sign_in(client, people.secretary)
    own = reverse("directory:space_networks", args=[valdorne.valbrune.organisation.slug])
    assert client.get(own).status_code == 403
    assert client.get(address).status_code == 404
