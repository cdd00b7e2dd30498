"""Lieux de médiation numérique: the national standard 1.0.2, and the words of 0.1.1 that many files still use.

Producer: La MedNum, ANCT, local networks. Licence Ouverte. Several values take "|"; files with ";" are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bastide.data.opendata.queries import mednum_words as words

from ..models import PAPI, Record
from ..words import folded
from .cleaning import siret_of, text_of, website_of, yes_or_no
from .lines import Line
from .standard_columns import hours_fields, opening_of, said, standard_fields

TITLE = "Lieux de médiation numérique"
LICENCE = "Licence Ouverte 2.0"

#: Names of a standard's column that others have had.
_NAMES = {
    "pivot": ("pivot", "siret", "rna"),
    "nom": ("nom",),
    "courriels": ("courriels", "courriel"),
    "site_web": ("site_web",),
    "frais_a_charge": ("frais_a_charge", "conditions_acces"),
    "fiche_acces_libre": ("fiche_acces_libre", "accessibilite"),
    "programmes": ("dispositif_programmes_nationaux", "labels_nationaux"),
    "labels": ("formations_labels",),
    "autres": ("autres_formations_labels", "labels_autres"),
    "publics": ("publics_specifiquement_adresses", "publics_accueillis"),
    "prise_en_charge": ("prise_en_charge_specifique", "publics_accueillis"),
}
_SIGNS = frozenset(
    {"pivot", "typologie", "services", "presentation_resume", "presentation_detail", "structure_parente", "cle_ban"}
    | {"modalites_accompagnement", "modalites_acces", "publics_accueillis", "conditions_acces", "labels_nationaux"}
    | {
        "frais_a_charge",
        "itinerance",
        "publics_specifiquement_adresses",
        "dispositif_programmes_nationaux",
        "prise_rdv",
    }
)

#: Folded word of an older version, or of a person → word of the standard.
SERVICES = {
    "devenir autonome dans les demarches administratives": words.SERVICES[0],
    "realiser des demarches administratives avec un accompagnement": words.SERVICES[0],
    "accompagner les demarches de sante": words.SERVICES[0],
    "aide aux demarches dematerialisees": words.SERVICES[0],
    "aide pour les demarches administratives": words.SERVICES[0],
    "etre accompagne dans ses demarches administratives": words.SERVICES[0],
    "prendre en main un smartphone ou une tablette": words.SERVICES[1],
    "prendre en main un ordinateur": words.SERVICES[1],
    "utiliser le numerique au quotidien": words.SERVICES[1],
    "approfondir ma culture numerique": words.SERVICES[6],
    "initiation aux outils numeriques": words.SERVICES[1],
    "etre initie aux outils numeriques": words.SERVICES[1],
    "favoriser mon insertion professionnelle": words.SERVICES[2],
    "promouvoir la citoyennete numerique": words.SERVICES[3],
    "soutenir la parentalite et l education avec le numerique": words.SERVICES[4],
    "creer et developper avec le numerique": words.SERVICES[5],
    "acceder a une connexion internet": words.SERVICES[7],
    "acceder a du materiel": words.SERVICES[7],
    "acces a internet en autonomie": words.SERVICES[7],
    "s equiper en materiel informatique": words.SERVICES[8],
}
FEES = {
    "gratuit": words.FEES[0],
    "gratuit sous conditions": words.FEES[1],
    "gratuit sous condition": words.FEES[1],
    "payant": words.FEES[2],
    "adhesion": words.FEES[2],
    "accepte le pass numerique": words.FEES[2],
}
PROGRAMMES = {
    "cnfs": "Conseillers numériques",
    "conseiller numerique": "Conseillers numériques",
    "conseillers numeriques": "Conseillers numériques",
    "msap": "France Services",
    "espace france services": "France Services",
    "aidants connect": "Aidants Connect",
    "point relais caf": "Point d'accès numérique CAF",
    "bibliotheque numerique de reference": "Bibliothèques numérique de référence",
}
PUBLICS = {
    "public jeunes": "Jeunes",
    "jeunes 16 26 ans": "Jeunes",
    "adultes": "",
    "seniors 65 ans": "Seniors",
    "personnes agees": "Seniors",
    "familles enfants": "Familles et/ou enfants",
    "familles": "Familles et/ou enfants",
    "uniquement femmes": "Femmes",
}
CARE = {
    "deficience visuelle": "Déficience visuelle",
    "surdite": "Surdité",
    "handicaps psychiques": "Handicaps mentaux",
    "public langues etrangeres": "Langues étrangères (autres)",
}
SUPPORT = {
    "seul j ai acces a du materiel et une connexion": words.SUPPORT[0],
    "avec de l aide je suis accompagne seul dans l usage du numerique": words.SUPPORT[1],
    "dans un atelier j apprends collectivement a utiliser le numerique": words.SUPPORT[2],
    "a ma place une personne fait les demarches a ma place": words.SUPPORT[1],
    "accompagnement individuel": words.SUPPORT[1],
    "ateliers": words.SUPPORT[2],
}


def recognises(columns: frozenset[str]) -> bool:
    """Whether these are the columns of the standard, or of its first version."""
    return "nom" in columns and len(_SIGNS & columns) >= (3 if "pivot" in columns else 4)


def line_of(number: int, told: Mapping[str, Any]) -> Line:
    line = Line(number, name=text_of(told.get("nom")))
    line.key = text_of(told.get("id"))
    if not line.name:
        line.refuse("no-name", _("La fiche n’a pas de nom."), "name")
        return line
    if not line.key:
        line.is_key_made = True
        # The oldest files have no number: what names the place stays the same as long as it does.
        line.key = "-".join(
            folded(text).replace(" ", "-")
            for name in ("nom", "adresse", "commune")
            if (text := text_of(told.get(name)))
        )[:120]
        line.remark("no-key", _("La fiche n’a pas d’identifiant : son nom et son adresse en tiennent lieu."), "key")
    line.record = _record(told, line)
    return line


def _first(told: Mapping[str, Any], name: str) -> Any:
    found = {folded(key).replace(" ", "_"): value for key, value in told.items()}
    for each in _NAMES.get(name, (name,)):
        if text_of(found.get(each)):
            return found[each]
    return None


def _several(value: Any) -> list[str]:
    """The parts of a text with several values: "|" as the standard says, ";" as it said before."""
    if isinstance(value, list):
        return [text for each in value if (text := text_of(each))]
    text = text_of(value)
    return [part.strip() for part in re.split(r"\|" if "|" in text else ";", text) if part.strip()]


def _codes(part: str) -> list[str]:
    """ "BIB, EPN" in two; a typology in words stays whole."""
    return re.split(r"\s*,\s*", part) if re.fullmatch(r"[A-Z_]+(\s*,\s*[A-Z_]+)+", part) else [part]


def _parts(value: Any, known: Collection[str]) -> list[str]:
    """As `_several`; where a part is no word but commas cut words out of it, these."""
    found: list[str] = []
    for part in _several(value):
        cut = [each.strip() for each in part.split(",") if each.strip()]
        found += cut if folded(part) not in known and any(folded(each) in known for each in cut) else [part]
    return found


def _words(value: Any, allowed: tuple[str, ...], others: Mapping[str, str], line: Line, title: str) -> list[str] | None:
    """Words of the standard; one that is none is said and left out. None: the file does not speak of it."""
    by_fold = {folded(each): each for each in allowed}
    parts = _parts(value, by_fold.keys() | others.keys())
    if not parts:
        return None
    found: dict[str, None] = {}
    for part in parts:
        key = folded(part)
        word = by_fold.get(key, others.get(key))
        if word is None:
            message = _("« %(text)s » n’est pas un mot du standard pour « %(title)s » : laissé de côté.")
            line.remark("unknown-word", message % {"text": part[:60], "title": title}, "papi")
        elif word:
            found[word] = None
    return list(found)


def _record(told: Mapping[str, Any], line: Line) -> Record:
    pivot = text_of(_first(told, "pivot"))
    is_rna = bool(re.fullmatch(r"[Ww]\d{9}", pivot))
    is_ridet = bool(re.fullmatch(r"\d{7,10}", pivot)) and text_of(told.get("code_postal"))[:2] in ("98",)
    written = opening_of(text_of(told.get("horaires")), line)
    rhythm = text_of(told.get("ouverture"))
    if rhythm and not yes_or_no(rhythm):
        # "Semaine impaire": the week holds, people must read on which weeks.
        written.comment = ". ".join(part for part in (rhythm, written.comment) if part)
    booking, access = text_of(told.get("prise_rdv")), text_of(_first(told, "fiche_acces_libre"))
    programmes, more = _programmes(_first(told, "programmes"))
    papi = {
        "typologies": [code for part in _several(told.get("typologie")) for code in _codes(part)],
        "services": _words(told.get("services"), words.SERVICES, SERVICES, line, "services"),
        "audiences": _publics(_first(told, "publics"), words.PUBLICS, PUBLICS, line),
        "special_care": _publics(_first(told, "prise_en_charge"), words.SPECIFIC_CARE, CARE, line),
        "fees": _words(_first(told, "frais_a_charge"), words.FEES, FEES, line, "frais"),
        "programmes": programmes,
        "labels": _words(_first(told, "labels"), words.TRAININGS, {}, line, "formations et labels"),
        "other_labels": [*_several(_first(told, "autres")), *more],
        "access_modes": _words(told.get("modalites_acces"), words.ACCESS, {}, line, "modalités d’accès"),
        "support_modes": _words(
            told.get("modalites_accompagnement"), words.SUPPORT, SUPPORT, line, "modalités d’accompagnement"
        ),
        "booking_url": website_of(booking),
        "acceslibre_url": website_of(access),
        "parent_structure": text_of(told.get("structure_parente"))[:200],
    }
    itinerance = folded(text_of(told.get("itinerance")))
    return Record(
        **standard_fields(told, line, emails=_first(told, "courriels"), website=_first(told, "site_web")),
        **hours_fields(written),
        category=PAPI,
        summary=text_of(told.get("presentation_resume"), line, "summary") or None,
        description=text_of(told.get("presentation_detail"), line, "description", lines=True) or None,
        is_itinerant=True if "itinerant" in itinerance else False if itinerance else None,
        siret=None if is_rna or is_ridet else siret_of(pivot, line) or None,
        papi={name: value for name, value in papi.items() if value},
        extra=said(
            source=text_of(told.get("source")),
            rna=pivot.upper() if is_rna else "",
            ridet=pivot if is_ridet else "",
            cle_ban=text_of(told.get("cle_ban")),
        ),
    )


def _publics(value: Any, allowed: tuple[str, ...], others: Mapping[str, str], line: Line) -> list[str] | None:
    """The first version had one column for whom it serves and for what care it gives: each takes its own words."""
    by_fold = {folded(each): each for each in allowed}
    parts = _parts(value, by_fold.keys() | others.keys())
    found = [by_fold.get(folded(part), others.get(folded(part), "")) for part in parts]
    return list(dict.fromkeys(word for word in found if word)) or None


def _programmes(value: Any) -> tuple[list[str], list[str]]:
    """National programmes in the standard's words, and labels that are none."""
    by_fold = {folded(each): each for each in words.PROGRAMMES}
    programmes: dict[str, None] = {}
    others = []
    for part in _parts(value, by_fold.keys() | PROGRAMMES.keys()):
        if word := by_fold.get(folded(part), PROGRAMMES.get(folded(part))):
            programmes[word] = None
        else:
            others.append(part)
    return list(programmes), others
