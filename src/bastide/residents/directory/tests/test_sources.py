"""Files of every format: told by what they hold, read record by record, refused in French when they hold no places."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from bastide.residents.directory import values
from bastide.residents.directory.models import CATEGORIES
from bastide.residents.directory.sources import ColumnMapping, UnreadableSource, files, json_stream, open_delivery

pytestmark = pytest.mark.one_database
SHARED = Path(__file__).resolve().parents[5].parent / "shared/data"
real_samples = pytest.mark.skipif(not SHARED.is_dir(), reason="the real samples are not beside the checkout")

V4 = {
    "id": "0000-1",
    "nom": "Mairie - Valbrune",
    "pivot": [{"type_service_local": "mairie", "code_insee_commune": ["99001"]}],
    "code_insee_commune": "99001",
    "adresse": [
        {"type_adresse": "Adresse postale", "service_distribution": "BP 1", "code_postal": "99100"},
        {
            "type_adresse": "Adresse",
            "complement1": "Maison commune",
            "numero_voie": "1 place de la Halle",
            "code_postal": "99100",
            "nom_commune": "Valbrune",
            "longitude": "0.05",
            "latitude": "44.85",
            "accessibilite": "ACC",
        },
    ],
    "telephone": [{"valeur": "05 53 00 00 01", "description": "Accueil"}, {"valeur": "3646", "description": ""}],
    "adresse_courriel": ["mairie@valbrune.example"],
    "site_internet": [{"libelle": "", "valeur": "http://valbrune.example"}],
    "plage_ouverture": [
        {
            "nom_jour_debut": "Lundi",
            "nom_jour_fin": "Vendredi",
            "valeur_heure_debut_1": "08:30:00",
            "valeur_heure_fin_1": "12:15:00",
            "valeur_heure_debut_2": "",
            "valeur_heure_fin_2": "",
            "commentaire": "Semaines paires",
        },
        {
            "nom_jour_debut": "mercredi",
            "nom_jour_fin": "",
            "valeur_heure_debut_1": "10:00:00",
            "valeur_heure_fin_1": "14:00:00",
            "commentaire": "",
        },
    ],
    "date_modification": "09/08/2026 13:30:19",
    "statut_de_diffusion": "true",
    "mission": "<p>Tout <b>faire</b>.</p>",
}
XML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<Organismes><Organisme id="mairie-99001-01" codeInsee="99001" dateMiseAJour="2017-10-14" pivotLocal="mairie">
<Nom>Mairie - \xc9yrenne</Nom><EditeurSource>DILA</EditeurSource>
<Adresse type="physique"><Ligne>Salle des f\xeates</Ligne><Ligne>1 place de la Halle</Ligne>
<CodePostal>99100</CodePostal>
<NomCommune>\xc9yrenne Cedex</NomCommune>
<Localisation><Latitude>44.85</Latitude><Longitude>0.05</Longitude></Localisation>
<Accessibilit\xe9 type="DEM">Sonnez.</Accessibilit\xe9></Adresse>
<Coordonn\xe9esNum><T\xe9l\xe9phone>+33 5 53 00 00 01</T\xe9l\xe9phone><Email>a@b.fr</Email></Coordonn\xe9esNum>
<Ouverture><PlageJ d\xe9but="lundi" fin="mardi"><PlageH d\xe9but="09:00:00" fin="12:00:00"/></PlageJ></Ouverture>
</Organisme></Organismes>""".encode("latin-1")
SCDL = (
    "COLL_NOM,COLL_SIRET,EQUIP_UID,EQUIP_THEME,EQUIP_CODE,EQUIP_TYPE,EQUIP_NOM,ADR_NUMERO,ADR_NOMVOIE,ADR_CODEPOSTAL,"
    "ADR_COMMUNE,EQUIP_LAT,EQUIP_LONG,EQUIP_OUVERTURE,EQUIP_TEL\n"
    "Valbrune,21770188700010,99001-01010401-001,Equipement culturel,01010401-001,Médiathèque,Médiathèque Jean Invent,"
    "3 bis,rue des Écoles,99100,Valbrune,0.05,44.85,Mo-Fr 09:00-12:00,+33 553000001\n"
).encode()
STRUCTURE = {
    "source": "essai",
    "id": "essai--1",
    "nom": "Maison des services",
    "date_maj": "2026-01-02",
    "siret": None,
    "reseaux_porteurs": ["france-services"],
    "horaires_accueil": "Mo 09:00-12:00",
    "code_insee": "99001",
    "longitude": 0.05,
    "latitude": 44.85,
}


@pytest.fixture
def lines(tmp_path):
    def read(content, mapping=None):
        path = tmp_path / "un-nom-qui-ment.pdf"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        with open_delivery(path, mapping) as delivery:
            return delivery, list(delivery.lines())

    return read


def as_api(record):
    """The API writes every array as text, and its mail address bare."""
    told = {name: json.dumps(value) if isinstance(value, list) else value for name, value in record.items()}
    return {"total_count": 1, "results": [told | {"adresse_courriel": record["adresse_courriel"][0], "siret": None}]}


@pytest.mark.parametrize(
    ("content", "format_"),
    [({"service": [V4]}, "annuaire-v4"), ([V4, V4], "annuaire-v4"), (as_api(V4), "annuaire-api")],
)
def test_the_national_directory_is_read_alike_from_its_dump_and_its_api(lines, content, format_):
    delivery, found = lines(content)
    record = found[0].record

    assert delivery.format == format_
    assert (record.key, record.category, record.as_of.isoformat()) == ("0000-1", "public.town_hall", "2026-08-09")
    assert (record.address, record.complement, record.lon) == ("1 place de la Halle", "Maison commune", 0.05)
    assert [(each.value, each.label) for each in record.phones] == [("05 53 00 00 01", "Accueil"), ("36 46", "")]
    assert record.hours["mon"] == [["08:30", "12:15"]]
    assert record.hours["wed"] == [["08:30", "14:00"]]
    assert record.hours_comment == "Lundi à vendredi : Semaines paires"
    assert (record.accessibility, record.pivots) == ("accessible", {"mairie": ["99001"]})
    assert record.description == "Tout faire."
    assert [note.code for note in found[0].remarks] == ["hours-overlap", "html"]
    assert "mercredi" in found[0].remarks[0].message


def test_the_csv_of_the_api_is_the_national_directory_too(lines):
    told = as_api(V4)["results"][0]
    made = io.StringIO()
    writer = csv.DictWriter(made, list(told), delimiter=";")
    writer.writeheader()
    writer.writerow(told)

    delivery, found = lines(made.getvalue().encode())

    assert delivery.format == "annuaire-api"
    assert (found[0].record.key, found[0].record.category) == ("0000-1", "public.town_hall")
    assert found[0].record.hours["mon"] == [["08:30", "12:15"]]
    assert found[0].record.pivots == {"mairie": ["99001"]}


def test_the_2017_format_is_read_from_xml_as_from_json(lines):
    delivery, found = lines(XML)
    record = found[0].record

    assert delivery.format == "annuaire-2017"
    assert (record.name, record.city) == ("Mairie - Éyrenne", "Éyrenne")
    assert (record.address, record.complement) == ("1 place de la Halle", "Salle des fêtes")
    assert (record.accessibility, record.accessibility_note) == ("on_request", "Sonnez.")
    assert record.hours == {"mon": [["09:00", "12:00"]], "tue": [["09:00", "12:00"]]}


def test_equipments_are_read_with_swapped_coordinates_put_right(lines):
    delivery, found = lines(SCDL)
    record = found[0].record

    assert delivery.format == "scdl-equipements"
    assert (record.key, record.category) == ("99001-01010401-001", "culture.library")
    assert (record.lon, record.lat, record.insee_code) == (0.05, 44.85, "99001")
    assert (record.address, record.phones[0].value) == ("3 bis rue des Écoles", "05 53 00 00 01")
    assert [note.code for note in found[0].remarks] == ["coordinates-swapped"]


def test_structures_of_data_inclusion_are_places_and_its_services_are_not(lines):
    service = {"source": "essai", "structure_id": "essai--1", "id": "essai--2", "nom": "Aide", "date_maj": "2026-01-02"}
    rows = "\n".join(json.dumps(each) for each in (STRUCTURE, service))

    delivery, found = lines(rows.encode())

    assert delivery.format == "data-inclusion"
    assert (found[0].record.key, found[0].record.category) == ("essai--1", "public.france_services")
    assert found[1].record is None
    assert "essai--1" in found[1].refusals[0].message


def test_structures_of_the_version_before_keep_their_hours_and_their_kind(lines):
    told = {name: value for name, value in STRUCTURE.items() if name not in ("reseaux_porteurs", "horaires_accueil")}
    told |= {"typologie": "Mission locale", "horaires_ouverture": "Mo 09:00-12:00", "rna": None, "lien_source": None}

    delivery, found = lines([told])

    assert delivery.format == "data-inclusion"
    assert found[0].record.category == "public.employment"
    assert found[0].record.hours == {"mon": [["09:00", "12:00"]]}


def test_a_table_of_ones_own_is_read_by_its_titles_and_loses_nothing(lines):
    table = (
        "Nom du lieu;Type;N°;Rue;CP;Ville;Tél.;Horaires;Latitude;Longitude;Parking\n"
        "Fournil;Boulangerie;12;rue du Moulin;9100;Valbrune;553000002;Mardi au samedi 7h-13h;44,85;0,05;oui\n"
        ";Boulangerie;;;99100;Valbrune;;;;;\n"
        "Sans lieu;Café;;;;;;;;;\n"
    ).encode("cp1252")

    delivery, found = lines(table)
    record = found[0].record

    assert delivery.format == "table"
    assert (record.category, record.address, record.postcode) == ("shop.bakery", "12 rue du Moulin", "09100")
    assert (record.phones[0].value, record.lon, record.lat) == ("05 53 00 00 02", 0.05, 44.85)
    assert record.hours["tue"] == [["07:00", "13:00"]]
    assert record.extra["colonnes"] == {"Parking": "oui"}
    assert [(line.number, line.refusals[0].code) for line in found[1:]] == [(3, "no-name"), (4, "nowhere")]


def test_a_mapping_says_what_titles_do_not(lines):
    mapping = ColumnMapping.from_json(
        {
            "fields": {"name": {"columns": ["A"]}, "address": {"columns": ["B", "C"]}, "category": {"columns": ["D"]}},
            "category": "shop.other",
            "kinds": {"pain": "shop.bakery"},
            "skip": {"E": ["fermé"]},
        }
    )
    table = b"A,B,C,D,E\nUn,2,rue Basse,Pain,\nDeux,3,rue Haute,?,ouvert\nTrois,4,rue Haute,Pain,Ferm\xc3\xa9\n"

    _delivery, found = lines(table, mapping)

    assert [(line.name, line.record.category, line.record.address) for line in found] == [
        ("Un", "shop.bakery", "2 rue Basse"),
        ("Deux", "shop.other", "3 rue Haute"),
    ]
    assert ColumnMapping.from_json(mapping.as_json()) == mapping
    with pytest.raises(UnreadableSource, match="« B »"):
        lines(b"A,C\nUn,2\n", mapping)


@pytest.mark.parametrize(
    "wrong", [[], {"fields": {"couleur": "A"}}, {"fields": {"name": 3}}, {"fields": {}, "category": "x"}]
)
def test_a_mapping_that_is_none_says_so(wrong):
    with pytest.raises(ValueError, match=r"correspondance|champ|colonnes|genre"):
        ColumnMapping.from_json(wrong)


def test_a_list_of_points_is_a_table(lines):
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [0.05, 44.85]}}
    features = [feature | {"properties": {"nom": "Lavoir", "type": "Lieu à visiter", "commune": "Valbrune"}}]

    _delivery, found = lines({"type": "FeatureCollection", "features": features})

    assert (found[0].record.category, found[0].record.lon) == ("culture.heritage", 0.05)


@pytest.mark.parametrize(
    "where",
    [
        {"geo_point_2d": {"lon": 0.05, "lat": 44.85}},
        {"geo_point_2d": [44.85, 0.05]},
        {"geom": {"type": "Point", "coordinates": [0.05, 44.85]}},
        {
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[0.04, 44.84], [0.06, 44.84], [0.06, 44.86], [0.04, 44.84]]],
            }
        },
        {"geometry": {"type": "MultiPoint", "coordinates": [[0.05, 44.85]]}},
    ],
)
def test_a_point_within_a_record_is_found(lines, where):
    told = {"nom": "Lavoir", "commune": "Valbrune"}
    record = {"type": "Feature", "properties": told, **where} if "geometry" in where else told | where

    _delivery, found = lines([record, record])

    assert (round(found[0].record.lon, 6), round(found[0].record.lat, 6)) == (0.05, 44.85)


def test_a_record_that_begins_with_a_list_is_one_record(lines):
    records = [{"plage_ouverture": V4["plage_ouverture"]} | V4 | {"id": key} for key in ("a", "b")]

    for content in (json.dumps(records[0]), "\n".join(map(json.dumps, records))):
        _delivery, found = lines(content.encode())
        assert {line.name for line in found} == {"Mairie - Valbrune"}


def test_names_in_json_hold_no_sign_that_a_database_refuses(lines):
    delivery, found = lines(b'[{"nom\\u0000": "Lavoir", "commune\\ud800": "Valbrune", "a": {"b\\u0000": 1}}]')

    assert delivery.columns == ["nom", "commune", "a.b"]
    assert found[0].record.extra == {"colonnes": {"a.b": "1"}}


def test_two_columns_with_one_title_are_both_read(lines):
    _delivery, found = lines(
        "Nom;Commune;Téléphone;Téléphone;Note;Note\nA;Valbrune;05 53 00 00 01;;un;deux\n"
        "B;Valbrune;05 53 00 00 02;05 53 00 00 03;;\n".encode()
    )

    assert [[each.value for each in line.record.phones] for line in found] == [
        ["05 53 00 00 01"],
        ["05 53 00 00 02", "05 53 00 00 03"],
    ]
    assert found[0].record.extra["colonnes"] == {"Note": "un", "Note (2)": "deux"}


def test_lists_in_json_say_as_much_as_texts_with_bars(lines):
    texts = {"courriels": "a@b.example|c@d.example", "services": "Accès internet et matériel informatique|Payant"}
    texts |= {"frais_a_charge": "Gratuit", "site_web": "https://a.example", "typologie": "BIB|EPN"}
    commas = texts | {"typologie": "BIB, EPN", "services": texts["services"].replace("|", ", ")}
    common = {"id": "1", "pivot": "00000000000000", "nom": "Espace", "commune": "Valbrune", "adresse": "1 rue"}

    _delivery, found = lines([common | texts, common | {name: text.split("|") for name, text in texts.items()}])
    _delivery, others = lines([common | commas] * 2)

    assert found[0].record == found[1].record == others[0].record
    assert len(found[1].record.emails) == 2


@pytest.mark.parametrize(
    ("change", "code", "word"),
    [
        ({"pivot": [{"type_service_local": "astrologue"}], "ancien_code_pivot": ""}, "unknown-pivot", "astrologue"),
        ({"pivot": [], "ancien_code_pivot": None}, "no-pivot", "quel service"),
        ({"adresse": [{"longitude": "-73.9", "latitude": "40.7"}]}, "outside-france", "hors de France"),
        ({"adresse": [{"longitude": "44.85", "latitude": "0.05"}]}, "coordinates-swapped", "inversées"),
        ({"code_insee_commune": "COMMUNE"}, "insee", "COMMUNE"),
        ({"siret": "21770188700011"}, "siret", "quatorze"),
        ({"date_modification": "hier"}, "date", "hier"),
        ({"telephone": [{"valeur": "sonnez"}]}, "phone", "sonnez"),
        ({"adresse_courriel": ["mairie(a)x.fr"]}, "contact", "électronique"),
        (
            {
                "plage_ouverture": [
                    {"nom_jour_debut": "Lundi", "valeur_heure_debut_1": "12:00", "valeur_heure_fin_1": "9:00"}
                ]
            },
            "hours",
            "n’a pas de sens",
        ),
        ({"plage_ouverture": [{"nom_jour_debut": "Lundy", "valeur_heure_debut_1": "9:00"}]}, "hours", "Lundy"),
    ],
)
def test_what_is_wrong_in_a_record_is_said_and_the_rest_is_kept(lines, change, code, word):
    _delivery, found = lines({"service": [V4 | {"plage_ouverture": [], "mission": ""} | change]})

    assert found[0].record.name == "Mairie - Valbrune"
    assert [(note.code, word in note.message) for note in found[0].remarks] == [(code, True)]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (V4 | {"nom": ""}, "no-name"),
        (V4 | {"id": None, "ancien_code_pivot": None}, "no-key"),
        (V4 | {"statut_de_diffusion": "false"}, "not-public"),
        (12, "not-a-record"),
        ([V4], "not-a-record"),
    ],
)
def test_a_bad_record_is_refused_alone(lines, record, code):
    _delivery, found = lines({"service": [V4, record, V4]})

    assert [bool(line.record) for line in found] == [True, False, True]
    assert found[1].refusals[0].code == code


def test_shapes_that_nobody_foresaw_end_in_a_refusal_never_in_a_fault(lines):
    odd = [None, [], {}, "x", 3, True, [None], {"valeur": {}}, [[]], {"a": [1]}, "[{", "{}"]
    names = ["pivot", "adresse", "telephone", "plage_ouverture", "adresse_courriel", "site_internet", "nom", "siret"]
    records = [V4 | {name: value} for name in names for value in odd]

    _delivery, found = lines({"service": [V4] * len(records) + records})

    assert len(found) == 2 * len(records)
    assert all(line.record or line.refusals for line in found)
    for line in found:
        if line.record:
            values.clean_all(line.record.values())


def test_signs_that_no_database_takes_do_not_come_in(lines):
    odd = "a\x00b\ud800c\u202ed"
    told = {"nom": odd, "sigle": odd, "mission": odd, "hierarchie": [{odd: odd}], "telephone": [{"valeur": odd}]}

    _delivery, found = lines({"service": [V4 | told]})
    _delivery, rows = lines([{"nom": odd, "adresse": odd, "type": odd, f"x{odd}": odd}])

    for line in (*found, *rows):
        json.dumps(line.record.as_json(), ensure_ascii=False).encode()
        assert "\x00" not in repr(line)
        assert line.name == "abcd"


def packed(name, content):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return made.getvalue()


def zipped(**members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


DUMP = json.dumps({"service": [V4]}).encode()


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(DUMP),
        bz2.compress(packed("../../a/data.gouv_local.json", DUMP)),
        zipped(**{"lisez-moi.md": b"x", "a.json": DUMP}),
        b"\xef\xbb\xbf" + DUMP,
        DUMP.decode().encode("utf-16"),
    ],
)
def test_what_is_packed_is_unpacked(lines, content):
    delivery, found = lines(content)

    assert (delivery.format, len(found)) == ("annuaire-v4", 1)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d SYSTEM "file:///etc/passwd">]><a>&b;&d;</a>'
REFUSED = [
    (b"", "empty", "vide"),
    (b"   \n", "empty", "vide"),
    (b"[]", "no-places", "aucune fiche"),
    (b"{}", "no-places", "aucune fiche"),
    (b'{"service": []}', "no-places", "aucune fiche"),
    (b'{"a": 1}', "no-name-column", "nom des lieux"),
    (b'[{"nom": "x", "couleur": "bleu"}]', "not-places", "ne contient pas de lieux"),
    (b'{"service": [' + json.dumps(V4).encode()[:-200], "truncated", "coup"),
    (b'{"service": [' + json.dumps(V4).encode() + b' {"b": 2}]}', "not-json", "JSON"),
    (b"[" * 200_000, "too-deep", "sans fin"),
    (b'[{"a":' + b"[" * 100_000, "too-deep", "sans fin"),
    (ENTITIES, "entities", "entités"),
    (b"<a><b></a>", "not-xml", "XML"),
    (b"<a><b/></a>", "unknown", "aucun organisme"),
    (XML[:-80], "truncated", "coupé"),
    (b"<x>" * 500, "too-deep", "sans fin"),
    (b"<!DOCTYPE html><html></html>", "web-page", "page web"),
    (b"a,b\n1,2\n", "no-name-column", "nom des lieux"),
    (b"\x00\x01\x02" * 100, "not-a-table", "tableau"),
    (gzip.compress(DUMP)[:100], "damaged", "archive"),
    (zipped(**{"a.txt": b"x", "b.exe": b"y"})[:-30], "damaged", "coupé"),
    (zipped(**{"b.exe": b"y"}), "nothing", "aucun fichier"),
]


@pytest.mark.parametrize(("content", "code", "word"), REFUSED, ids=range(len(REFUSED)))
def test_what_holds_no_places_is_refused_in_french(lines, content, code, word):
    with pytest.raises(UnreadableSource, match=word) as refused:
        lines(content)

    assert refused.value.code == code


def test_an_archive_that_swells_without_end_is_refused(lines, monkeypatch):
    monkeypatch.setattr(files, "MAX_UNPACKED", 100_000)

    with pytest.raises(UnreadableSource, match="démesurée"):
        lines(gzip.compress(b"[" + b" " * 1_000_000 + b"]"))


def test_a_record_without_end_is_refused(lines, monkeypatch):
    monkeypatch.setattr(json_stream, "_LARGEST", 100_000)

    with pytest.raises(UnreadableSource, match="liste de lieux"):
        lines(b'[{"nom": "' + b"a" * 1_000_000)


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
