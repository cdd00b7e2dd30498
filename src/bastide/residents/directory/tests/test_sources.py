"""Files of every format, told by what they hold, read record by record."""

import csv
import io
import json

import pytest

from bastide.residents.directory import values
from bastide.residents.directory.sources import ColumnMapping, UnreadableSource

from .records import SCDL, STRUCTURE, V4, XML

pytestmark = pytest.mark.one_database


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
