"""What goes out keeps its schema, and what comes back changes nothing."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from xml.etree import ElementTree

import frictionless
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bastide.core.accounts.testing import sign_in
from bastide.data.opendata.queries import EQUIPEMENTS, MEDIATION_NUMERIQUE, validate_file
from bastide.residents.directory import actions
from bastide.residents.directory.exports import FIELDS, FORMATS
from bastide.residents.directory.models import CATEGORIES, Place, Proposal
from bastide.residents.directory.testing import make_place

pytestmark = pytest.mark.django_db
AWKWARD = {
    "name": 'Médiathèque « L’Œuf »\u00a0; cour n°\u00a02, dite "la Grande"',
    "category": "culture.library",
    "summary": "=CMD(1), d’un mot",
    "description": "Deux lignes :\nl’une, puis l’autre; fin.",
    "complement": "Maison des Œuvres",
    "address": "12 bis, rue de l’Œuvre-d’en-Haut",
    "postcode": "99100",
    "city": "Valbrune-l’Œil",
    "phones": [{"value": "05 53 00 00 03", "label": "Accueil"}, {"value": "36 46", "label": ""}],
    "emails": [{"value": "a@b.fr", "label": ""}, {"value": "c@d.fr", "label": "Prêts"}],
    "websites": [{"value": "https://e.fr/?a=1&b=2", "label": "Facebook"}],
    "hours": {"mon": [["09:00", "12:00"]], "sat": [["20:00", "24:00"]], "sun": [["00:00", "02:00"]]},
    "periods": [
        {
            "from": "2026-07-01",
            "to": "2026-08-31",
            "yearly": True,
            "hours": {"tue": [["10:00", "12:00"]]},
            "reason": "Été",
        },
        {"from": "2026-12-24", "to": "2026-12-26", "hours": {}, "reason": "Noël"},
    ],
    "hours_comment": "Fermée les ponts.\nSonnez.",
    "accessibility": "on_request",
    "siret": "21770188700010",
    "papi": {
        "services": ["Accès internet et matériel informatique"],
        "fees": ["Gratuit"],
        "labels": [],
        "mediators": 2,
    },
}


@pytest.fixture
def places(valdorne):
    valdorne.valbrune.organisation.siret = "21770188700010"
    valdorne.valbrune.organisation.save()
    body = valdorne.valbrune.organisation
    made = [make_place(body, **AWKWARD)]
    made.append(make_place(body, postcode="99100", city="Valbrune"))
    made.append(make_place(body, name="Fournil du Haut", postcode="99100", city="Valbrune", hours={}, phones=[]))
    made.append(make_place(valdorne.eyrenne.organisation, name="Lavoir", category="culture.heritage", hours=None))
    return made


@pytest.fixture
def taken(client, places, tmp_path, django_assert_max_num_queries):
    def take(code, query=""):
        with django_assert_max_num_queries(20):
            response = client.get(reverse("directory:download", args=[code]) + query)
            content = b"".join(response)
        assert response.status_code == 200
        assert not response.cookies
        path = tmp_path / f"{code}.txt"
        path.write_bytes(content)
        return path

    return take


def told():
    """All that a visitor could be shown."""
    shown = Place.objects.order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in ("change", "changed_at")} for row in shown]


@pytest.mark.parametrize(
    ("code", "schema"), [("equipements", EQUIPEMENTS), ("mediation-numerique", MEDIATION_NUMERIQUE)]
)
def test_an_export_keeps_its_national_schema(taken, code, schema, tmp_path):
    path = taken(code)

    report = validate_file(schema, path)
    assert report.faults == []
    assert report.rows == {"equipements": 3, "mediation-numerique": 1}[code]
    fields = [{"name": each.name, "type": each.type, "constraints": _constraints(each)} for each in schema.fields]
    opinion = frictionless.Resource(
        path=path.name,
        basepath=str(path.parent),
        format="csv",
        schema=frictionless.Schema.from_descriptor({"fields": fields}),
    )
    assert opinion.validate().valid


def _constraints(field):
    told = {
        "required": field.required,
        "pattern": field.pattern,
        "maxLength": field.max_length,
        "enum": list(field.enum),
    }
    return {name: value for name, value in told.items() if value}


@pytest.mark.parametrize("code", [code for code in FORMATS if code != "vcard"])
def test_what_was_exported_comes_back_and_changes_nothing(taken, code, capsys):
    path = taken(code)
    before = told()

    capsys.readouterr()
    call_command("import_places", "--json", "--source", "retour", str(path), stderr=io.StringIO())
    found = json.loads(capsys.readouterr().out)

    assert [each["changes"] for each in found] == [{}] * len(found)
    assert {each["outcome"] for each in found} == {"unchanged"}
    assert len(found) == {"csv": 4, "geojson": 4, "equipements": 3, "mediation-numerique": 1}[code]
    assert told() == before
    assert not Proposal.objects.exists()


def test_a_corrected_export_says_only_what_was_corrected(taken, places, capsys):
    path = taken("csv")
    path.write_text(path.read_text().replace("05 53 00 00 02", "05 53 00 00 99", 1))

    capsys.readouterr()
    call_command("import_places", "--dry-run", "--json", "--source", "retour", str(path), stderr=io.StringIO())
    found = {each["place"]: each for each in json.loads(capsys.readouterr().out)}

    assert found[places[1].slug]["outcome"] == "flagged"
    assert list(found[places[1].slug]["changes"]) == ["phones"]
    assert {each["outcome"] for slug, each in found.items() if slug != places[1].slug} == {"unchanged"}


def test_another_portals_number_is_not_taken_for_ours(taken, places, capsys, tmp_path):
    path = tmp_path / "autre.csv"
    path.write_text(f"identifiant,nom,genre,code_insee\nlieu:{places[1].slug},Garage Untel,shop.fuel,99001\n")

    capsys.readouterr()
    call_command("import_places", "--dry-run", "--json", str(path), stderr=io.StringIO())

    assert json.loads(capsys.readouterr().out)[0]["outcome"] == "created"


def test_a_table_is_made_for_spreadsheets(taken, places):
    rows = list(csv.DictReader(io.StringIO(taken("csv").read_text())))

    assert list(rows[0]) == list(FIELDS)
    assert rows[0]["presentation"] == "'=CMD(1), d’un mot"
    assert rows[0]["telephone"] == "05 53 00 00 03|36 46"
    assert rows[0]["horaires"] == "Mo 09:00-12:00; Sa 20:00-24:00; Su 00:00-02:00; Jul 01-Aug 31 Tu 10:00-12:00"
    assert rows[2]["horaires"] == "off"


def test_a_map_has_points_in_order_and_cards_are_cards(taken):
    features = json.loads(taken("geojson").read_text())["features"]

    assert features[0]["geometry"]["coordinates"] == [0.05, 44.85]
    assert taken("vcard").read_text().count("BEGIN:VCARD") == 4


def test_a_part_is_taken_by_kind_family_and_commune(client, taken):
    assert len(json.loads(taken("geojson", "?genre=shop&commune=99001").read_text())["features"]) == 2
    for query in ("?genre=astrologie", "?commune=00000", "?commune=%27"):
        assert client.get(reverse("directory:download", args=["csv"]) + query).status_code == 404
    assert client.get(reverse("directory:download", args=["pdf"])).status_code == 404


def test_withdrawn_places_and_who_keeps_them_stay_inside(client, taken, places):
    places[1].keeper_email = "secret@example.org"
    places[1].save()
    actions.withdraw_place(place=places[3], by=None, at=timezone.now())

    for code in FORMATS:
        content = taken(code).read_text()
        assert "secret@" not in content
        assert "Lavoir" not in content
    assert client.get(reverse("directory_api:place", args=[places[3].slug])).status_code == 404


def test_the_interface_pages_through_everything_once_and_remembers_what_a_caller_has(client, places):
    address, seen = reverse("directory_api:places") + "?limite=3", []
    while address:
        answer = client.get(address)
        assert (answer["Access-Control-Allow-Origin"], answer.cookies) == ("*", {})
        assert "public" in answer["Cache-Control"]
        seen += [each["nom"] for each in answer.json()["lieux"]]
        address = answer.json()["suivant"]

    assert seen == [each.name for each in places]
    first = client.get(reverse("directory_api:places"))
    again = client.get(reverse("directory_api:places"), headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    actions.confirm_place(place=places[0], by=None, at=timezone.now())
    again = client.get(reverse("directory_api:places"), headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    for query in ("?apres=x", "?apres=-1", "?limite=1e3", "?genre=x"):
        assert client.get(reverse("directory_api:places") + query).status_code == 404


def test_the_number_of_queries_does_not_follow_that_of_places(client, valdorne):
    def count(number):
        for each in range(number):
            make_place(valdorne.valbrune.organisation, name=f"Lieu {number} {each}", papi={"services": []})
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("directory_api:places"))
        return len(queries)

    assert count(2) == count(6)


def test_the_document_says_what_the_interface_answers(client, places):
    document = client.get(reverse("directory_api:document")).json()
    schema = document["components"]["schemas"]["Lieu"]

    for place in client.get(reverse("directory_api:places")).json()["lieux"]:
        assert place == client.get(reverse("directory_api:place", args=[place["identifiant"][5:]])).json()
        assert set(place) == set(schema["properties"])
        for name, rule in schema["properties"].items():
            kinds = rule.get("type", [kind for each in rule.get("anyOf", []) for kind in [each["type"]]])
            assert _kind(place[name]) in ([kinds] if isinstance(kinds, str) else kinds), name
    kinds = client.get(reverse("directory_api:kinds")).json()["genres"]
    assert [each["code"] for each in kinds] == list(CATEGORIES)
    assert set(document["paths"]) == {"/api/lieux/", "/api/lieux/{slug}/", "/api/genres/"}


def _kind(value):
    kinds = {type(None): "null", bool: "boolean", float: "number", int: "number", str: "string", list: "array"}
    return kinds.get(type(value), "object")


def test_an_export_that_would_be_empty_says_what_is_missing(client, valdorne, people):
    make_place(valdorne.valbrune.organisation, postcode="99100", city="Valbrune", lon=None, lat=None)
    address = reverse("directory:download", args=["equipements"])

    refused = client.get(address)
    assert refused.status_code == 404
    assert "le SIRET de l’organisme" in refused.content.decode()
    assert "Rien n’en sort pour l’instant" in client.get(reverse("directory:downloads")).content.decode()

    sign_in(client, people.secretary)
    screen = reverse("directory:space_siret", args=[valdorne.valbrune.organisation.slug])
    assert client.post(screen, {"siret": "21770188700011"}).status_code == 422
    assert client.post(screen, {"siret": "217 701 887 00010"}).status_code == 302
    assert "l’adresse, le code postal et la place" in client.get(address).content.decode()
    make_place(valdorne.valbrune.organisation, name="Lavoir", postcode="99100", city="Valbrune")
    assert b"Lavoir" in b"".join(client.get(address))
    sign_in(client, people.neighbour)
    assert client.post(screen, {"siret": "21770188700010"}).status_code == 404


def test_a_feed_and_the_map_of_the_site_tell_what_changed(client, places):
    actions.confirm_place(place=places[1], by=None, at=timezone.now() + timedelta(days=2))

    feed = client.get(reverse("directory:feed"))
    assert feed["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(feed.content).findall("{http://www.w3.org/2005/Atom}entry")
    titles = [entry.findtext("{http://www.w3.org/2005/Atom}title") for entry in entries]
    assert titles[0] == "Fournil du Moulin"
    assert titles[1].startswith("Nouveau : ")
    assert len(titles) == 4
    part = client.get(reverse("directory:feed") + "?genre=culture.library&commune=99001").content.decode()
    assert part.count("<entry>") == 1
    assert client.get(reverse("directory:feed") + "?genre=x").status_code == 404
    sitemap = client.get("/sitemap-annuaire.xml").content.decode()
    assert sitemap.count("<loc>") == 4
    assert places[1].get_absolute_url() in sitemap


def test_the_page_of_downloads_names_every_format(client, places):
    page = client.get(reverse("directory:downloads")).content.decode()

    for each in FORMATS.values():
        assert reverse("directory:download", args=[each.code]) in page
    assert "4 lieux publiés" in page
