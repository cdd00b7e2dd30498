"""Which column of a table says what: declared once by a person, or guessed from the titles.

As JSON: `{"fields": {"name": {"columns": ["NOM_STRUCTURE"]}, "address": {"columns": ["N°", "ADRESSE"]}}, "category":
"culture.library", "kinds": {"MDS": "social.help"}, "skip": {"AFFICHAGE": ["INACTIF"]}}`. Several columns of one field
are joined in order; `category` is the kind of what says none, `kinds` what words of the file mean, `skip` rows to pass
over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import CATEGORIES
from ..words import folded
from .cleaning import text_of
from .kinds import kind_of

#: What a column may say, with its words on the screen, in the order in which they are offered.
TARGETS = {
    "name": gettext_lazy("Nom du lieu"),
    "category": gettext_lazy("Genre (mairie, boulangerie…)"),
    "key": gettext_lazy("Numéro ou identifiant"),
    "address": gettext_lazy("Adresse (numéro et rue)"),
    "complement": gettext_lazy("Complément d’adresse"),
    "postcode": gettext_lazy("Code postal"),
    "city": gettext_lazy("Commune"),
    "insee_code": gettext_lazy("Code INSEE de la commune"),
    "full_address": gettext_lazy("Adresse entière, avec code postal et commune"),
    "lat": gettext_lazy("Latitude (ou y)"),
    "lon": gettext_lazy("Longitude (ou x)"),
    "point": gettext_lazy("Latitude et longitude ensemble"),
    "phones": gettext_lazy("Téléphone"),
    "emails": gettext_lazy("Adresse électronique"),
    "websites": gettext_lazy("Site internet"),
    "hours": gettext_lazy("Horaires d’ouverture"),
    "hours_comment": gettext_lazy("Précisions sur les horaires"),
    "summary": gettext_lazy("Présentation en une phrase"),
    "description": gettext_lazy("Description"),
    "accessibility": gettext_lazy("Accessibilité"),
    "siret": gettext_lazy("SIRET"),
    "as_of": gettext_lazy("Date de mise à jour"),
    "services": gettext_lazy("Services numériques proposés"),
    "equipment": gettext_lazy("Matériel à disposition"),
}
#: Titles people give, folded, surest first. A title that holds one of them is taken when none is equal.
_TITLES: dict[str, str] = {
    "key": "id, identifiant, numero, num, uid, id lieu, id court, id lieumed, code, ref, reference, typo uid",
    "name": "nom, name, intitule, denomination, nom du lieu, nom lieu, lieu, nom structure, raison sociale, enseigne, "
    "libelle, titre, structure, user nom, nom de l etablissement, nom etablissement, etablissement, "
    "organisme, nom equipement",
    "category": "genre, categorie, type, type de lieu, type structure, nature, activite, ss cat, sous categorie, "
    "rubrique, user type, type equipement, profession, metier",
    "address": "adresse, rue, voie, adresse postale, adresse 1, user adres, adresse du lieu, numero et rue, numero "
    "voie, n, no, n voie, num voie, numero de voie, adr numero, adr nomvoie",
    "complement": "complement, complement adresse, comp adresse, complement d adresse, adresse 2, lieu dit, batiment",
    "postcode": "code postal, cp, codepostal, postal, code post",
    "city": "commune, ville, nom commune, localite, city, bureau distributeur, nom de la commune",
    "insee_code": "code insee, insee, codeinsee, code commune, code commune insee, insee commune, citycode, insee com",
    "lat": "latitude, lat, y, ylat, coord y, geo lat, latitude wgs84, y lat",
    "lon": "longitude, lon, long, lng, x, xlong, coord x, geo lon, longitude wgs84, x long",
    "point": "coordonnees, geo point 2d, geo point, geopoint, latlon, lat lon, gps, coordonnees gps, "
    "geolocalisation, geom, wkt, geometry, geo shape",
    "phones": "telephone, tel, num tel, phone, numero de telephone, tel 1, tel fixe, mobile, portable, tel mobile, "
    "telephones",
    "emails": "email, e mail, mail, courriel, courriels, mel, mail struc, adresse mail, adresse electronique, "
    "contact mail",
    "websites": "site, site internet, site web, url, web, site inter, website, lien, page facebook, facebook",
    "hours": "horaires, horaire, ouverture, heures d ouverture, jours et horaires, opening hours, horaires d ouverture",
    "hours_comment": "precisions horaires, precisions sur les horaires",
    "summary": "presentation resume, resume, accroche, presentation",
    "description": "description, commentaire, commentaires, presentation detail, observations, remarques, infos, "
    "informations, descriptif",
    "accessibility": "accessibilite, acces pmr, pmr, accessible, handicap",
    "siret": "siret, n siret, numero siret, code siret, num siret",
    "as_of": "date maj, derniere maj, dat maj, date de mise a jour, mise a jour, date mise a jour, maj, updated "
    "at, date",
    "services": "services, services proposes, offre de service",
    "equipment": "equipements, equipement, materiel",
}


@dataclass
class ColumnMapping:
    """Columns by field; see the module."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    category: str = ""
    kinds: dict[str, str] = field(default_factory=dict)
    skip: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: Any) -> ColumnMapping:
        """Raises ValueError, in French, for what is no mapping."""
        if not isinstance(data, Mapping) or not isinstance(data.get("fields"), Mapping):
            raise ValueError(_("La correspondance des colonnes est illisible : il y manque « fields »."))
        fields: dict[str, list[str]] = {}
        for name, told in data["fields"].items():
            if name not in TARGETS:
                raise ValueError(_("« %s » n’est pas un champ d’un lieu.") % name)
            columns = told.get("columns") if isinstance(told, Mapping) else told
            columns = [columns] if isinstance(columns, str) else columns
            if not isinstance(columns, list) or not all(isinstance(each, str) for each in columns):
                raise ValueError(_("Les colonnes du champ « %s » sont illisibles.") % name)
            fields[name] = columns
        category = str(data.get("category") or "")
        kinds = {str(word): str(code) for word, code in dict(data.get("kinds") or {}).items()}
        for code in [category, *kinds.values()]:
            if code and code not in CATEGORIES:
                raise ValueError(_("« %s » n’est pas un genre de lieu connu.") % code)
        skip = {str(name): [str(each) for each in words] for name, words in dict(data.get("skip") or {}).items()}
        return cls(fields, category, kinds, skip)

    def as_json(self) -> dict[str, Any]:
        return {
            "fields": {name: {"columns": columns} for name, columns in self.fields.items()},
            "category": self.category,
            "kinds": self.kinds,
            "skip": self.skip,
        }

    def missing(self, columns: Sequence[str]) -> list[str]:
        """Columns that are named here and are not in the table."""
        return [name for names in self.fields.values() for name in names if name not in columns]


def guessed(columns: Sequence[str], sample: Sequence[Mapping[str, Any]] = ()) -> ColumnMapping:
    """What the titles say, and some rows: each column speaks of one thing, and only an address is made of several."""
    words = {name: [each.strip() for each in titles.split(",")] for name, titles in _TITLES.items()}
    taken: dict[str, str] = {}
    if kind := _kind_column(columns, words["category"], sample):
        taken[kind] = "category"
    for name, titles in words.items():
        if name == "category" and sample:
            continue
        for title in titles:
            found = [each for each in columns if folded(_bare(each)) == title and each not in taken]
            for column in found if name in ("phones", "websites", "emails") else found[:1]:
                taken[column] = name
            if found and name not in ("address", "phones", "websites"):
                break
    # A title with more words: "Téléphone de la structure", "Adresse (voie)".
    for column in columns:
        if column in taken:
            continue
        plain = f" {folded(column)} "
        for name, titles in words.items():
            if name in taken.values() or name in ("key", "name"):
                continue
            if any(len(title) > 3 and f" {title} " in plain for title in titles):
                taken[column] = name
                break
    if "name" not in taken.values():
        # "nom_station", "NOM_EQUIP": whatever it is the name of, when nothing else is one.
        named = [each for each in columns if each not in taken and folded(each).split()[:1] == ["nom"]]
        taken.update(dict.fromkeys(named[:1], "name"))
    made = ColumnMapping()
    for column in columns:  # In the order of the table: a number stands before its street.
        if column in taken:
            made.fields.setdefault(taken[column], []).append(column)
    return made


def _bare(title: str) -> str:
    """A title without the rank that tells it from another of the same words."""
    return re.sub(r" \(\d+\)$", "", title)


def _kind_column(columns: Sequence[str], titles: Sequence[str], sample: Sequence[Mapping[str, Any]]) -> str:
    """Of the columns with such a title, the one whose words name kinds in most rows; a column of numbers names none."""
    named = [each for each in columns if folded(each) in titles]
    scores = {each: sum(bool(kind_of(text_of(row.get(each)))) for row in sample) for each in named}
    best = max(named, key=lambda each: scores[each], default="")
    return best if best and scores[best] else ""
