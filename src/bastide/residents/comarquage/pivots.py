"""Which places answer to the State's pivots: what we ship; the pôle's own rules win (`models.PivotRule`).

A pivot names a service in the guides; places name theirs by the types of the Annuaire de l'administration. They are not
always the same words, and some are older. Source: the 171 pivots of the sets of 2020, types of the Annuaire v4
(read 2026-11). A place that says it serves the commune with one of `types` answers first. Where none does, a place near
that says nothing of whom it serves answers when its kind is one of `kinds`, all of whose places do; or when it is
`among` kinds that hold other services too, and its name says it is this one: a "Sécurité sociale" is no Caf.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bastide.residents.directory.models import CATEGORIES

from .reading.xml import name_of


@dataclass(frozen=True)
class Rule:
    """See the module. `names` are what such a place may be called besides, in small plain letters."""

    types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    needs_recueil_device: bool = False
    #: Said by the pôle: here nobody answers, the State's own address is the right one.
    is_nobody: bool = False

    @property
    def is_town_hall(self) -> bool:
        return "mairie" in self.types and not self.needs_recueil_device

    @property
    def nearby_kinds(self) -> frozenset[str]:
        """Kinds of which a place may answer that says nothing of whom it serves."""
        known = {code for code, kind in CATEGORIES.items() if set(self.types) & set(kind.annuaire)}
        return frozenset({*self.kinds, *self.among, *known})


@dataclass(frozen=True)
class Names:
    """What a place that answers may be called: its pivot, its types, the title of the guide, acronyms in brackets."""

    words: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, rule: Rule, pivot: str, title: str) -> Names:
        bare, *acronyms = re.split(r"[()]|\bou\b|/", plain(title))
        told = {bare, *acronyms, plain(pivot).replace("_", " "), *(each.replace("_", " ") for each in rule.types)}
        return cls(frozenset(each for text in (*told, *rule.names) if len(each := spaced(text)) > 2))

    def are_in(self, name: str) -> bool:
        said = f" {spaced(plain(name))} "
        return any(f" {word} " in said for word in self.words)


_HALL = ("mairie", "mairie_com")
_PAPERS = Rule(_HALL, needs_recueil_device=True)
_LABOUR = Rule(("ddets", "ddetspp", "direccte_ud_travail", "direccte_ut", "dreets"))
_PEOPLE = ("ddets", "ddetspp", "ddcspp", "ddcs")
_COURT = ("tribunal_judiciaire", "tj", "tgi")
_CADASTRE = ("centre_impots_fonciers", "sdif", "cdif", "sip")
#: Pivots whose places are called otherwise, or are found by their kind. Any other pivot is its own type.
RULES: dict[str, Rule] = {
    # Town halls and identity papers.
    "mairie": Rule(_HALL),
    "mairie_com": Rule(_HALL),
    "mairie_passeport_bio": _PAPERS,
    "depotdossierpacs": Rule(_HALL),
    "epci": Rule(("epci",)),
    "cg": Rule(("cg", "cd"), names=("departement", "conseil departemental")),
    "msap": Rule(("france_services", "msap"), kinds=("public.france_services",)),
    # Taxes and money.
    "centre_impots": Rule(("sip", "sie", "tresorerie"), names=("impots", "tresorerie", "finances publiques")),
    "sie": Rule(("sie",), names=("impots des entreprises",)),
    "centre_impots_fonciers": Rule(_CADASTRE, names=("impots fonciers", "cadastre")),
    "hypotheque": Rule(("hypotheque", "spf", "service_publicite_fonciere"), names=("publicite fonciere",)),
    "dd_fip": Rule(("dd_fip", "ddfip", "drfip")),
    "banque_de_france": Rule(("banque_de_france", "bdf")),
    "commission_surendettement": Rule(("banque_de_france", "bdf"), names=("surendettement",)),
    "drddi": Rule(("drddi", "douane")),
    "douane_metropole": Rule(("drddi", "douane")),
    # The State in the département.
    "ddpp": Rule(("ddpp", "ddetspp", "ddcspp")),
    "ddt": Rule(("ddt", "ddtm")),
    "ddcs": Rule(_PEOPLE),
    "drjscs": Rule(("drjscs", "drajes", "dreets")),
    "drjscs_ut": Rule(("drjscs_ut", *_PEOPLE, "sdjes")),
    "draf": Rule(("draf", "draaf")),
    "dml": Rule(("dml", "ddtm", "dirm")),
    "dreal_ut": Rule(("dreal_ut", "dreal")),
    "deal_ut": Rule(("deal_ut", "deal", "dreal_ut")),
    "driea_ile_de_france": Rule(("driea", "drieat")),
    "direccte_ud_travail": _LABOUR,
    "direccte_ut": _LABOUR,
    "direccte_ut_travail": _LABOUR,
    "direccte_ut_concurrence": Rule(("ddpp", "ddetspp", "ddcspp", "dreets", "direccte_ut")),
    "inspection_academique": Rule(("inspection_academique", "dsden")),
    "service_academique_bizutage": Rule(("rectorat",)),
    "mediateur_education_nationale": Rule(("rectorat",)),
    "ars": Rule(("ars", "ars_antenne")),
    "bsn": Rule(("bsn", "csn", "cnsj")),
    "onac": Rule(("onac", "onacvg")),
    "onac_vg": Rule(("onac", "onacvg")),
    "fdc": Rule(("ofb", "fdc")),
    "sdis": Rule(("sdis",), kinds=("public.fire",)),
    "commissariat_police": Rule(
        ("commissariat_police", "gendarmerie", "gendarmerie_departementale", "bta"),
        names=("commissariat", "police nationale", "gendarmerie"),
    ),
    # Law.
    "mjd": Rule(("mjd", "point_justice", "pad"), names=("point justice", "acces au droit")),
    "permanence_juridique": Rule(("permanence_juridique", "point_justice", "pad", "mjd"), names=("point justice",)),
    "ti": Rule(("ti", "tribunal_proximite", "tprx", *_COURT)),
    "tgi": Rule(_COURT),
    "te": Rule(("te", *_COURT)),
    "ti_nationalite": Rule((*_COURT, "ti")),
    "civi": Rule(("civi", *_COURT)),
    "bav": Rule(("bav", "association_aide_victimes"), names=("aide aux victimes",)),
    "association_violence_scolaire": Rule(("bav", "association_aide_victimes"), names=("aide aux victimes",)),
    "avocat_conseil_national": Rule(("ordre_avocats",), among=("public.justice",), names=("avocat", "avocats")),
    "avocat_centre_national": Rule(("ordre_avocats",), among=("public.justice",), names=("barreau", "avocats")),
    "huissier_justice": Rule(
        ("huissiers_justice",), among=("public.justice",), names=("huissier", "huissiers", "commissaire de justice")
    ),
    "chambre_huissiers_justice": Rule(("huissiers_justice",), among=("public.justice",)),
    "notaire": Rule(among=("public.justice",), names=("notaire", "notaires", "notarial", "notariale")),
    "chambre_notaire": Rule(among=("public.justice",), names=("chambre des notaires",)),
    "conciliateur_justice": Rule(("conciliateur_justice",), among=("public.justice",), names=("conciliateur",)),
    "defenseur_droits": Rule(("defenseur_droits",), among=("public.justice",), names=("defenseur des droits",)),
    # Work.
    "pole_emploi": Rule(("france_travail", "pole_emploi")),
    "afpa": Rule(("afpa",), among=("education.training",)),
    # Social security, health, families.
    "securite_sociale_des_independants": Rule(("cpam", "urssaf")),
    "cicas": Rule(("cicas", "carsat")),
    "maison_handicapees": Rule(("maison_handicapees", "mdph"), names=("maison du handicap",)),
    "cidff": Rule(("cidf", "cidff"), among=("association.solidarity",)),
    "infofamilles": Rule(("pif",), names=("point info famille",)),
    "planification_familiale": Rule(
        ("planification_familiale",), among=("social.help", "health.centre"), names=("planning familial",)
    ),
    "relais_assistante_maternelle": Rule(("ram", "rpe"), names=("relais petite enfance",)),
    "creche": Rule(among=("social.early_childhood",), names=("creche", "micro creche", "multi accueil")),
    "halte_garderie": Rule(among=("social.early_childhood",), names=("halte garderie", "multi accueil")),
    "cij": Rule(("cij", "pij"), names=("information jeunesse",)),
    "medecin": Rule(kinds=("health.doctor",)),
    "sage_femme": Rule(among=("health.paramedical", "health.centre"), names=("sages femmes", "maieutique")),
    "hopital": Rule(kinds=("health.hospital",)),
    "udaf": Rule(("udaf",), among=("association.solidarity", "social.help")),
    "association_consommateurs": Rule(among=("association.other", "association.solidarity"), names=("consommateurs",)),
    # Homes.
    "renovation_info_service": Rule(("fr_renov", "pris_fr_renov", "eie"), names=("france renov", "renov info service")),
    "pact": Rule(("pact", "anah"), among=("public.housing",), names=("soliha",)),
    "caue": Rule(("caue",), among=("public.housing",)),
    # Schools, culture, daily life.
    "etablissement_scolaire": Rule(
        kinds=(
            "education.nursery_school", "education.primary_school", "education.middle_school", "education.high_school",
        )
    ),
    "bibliotheque_publique": Rule(("bibli",), kinds=("culture.library",)),
    "archives_departementales": Rule(among=("public.department", "public.other", "culture.heritage")),
    "auto_ecole": Rule(among=("shop.other", "education.training"), names=("auto ecole",)),
    "club_handisport": Rule(among=("association.sport",), names=("handisport",)),
    "club_sport_adapte": Rule(among=("association.sport",), names=("sport adapte",)),
}  # fmt: skip
#: Titles of contacts that have no pivot, by their first words in small plain letters.
TITLES: tuple[tuple[str, Rule], ...] = (
    ("mairie delivrant des cartes d'identite", _PAPERS),
    ("mairie delivrant des passeports", _PAPERS),
    ("mairie equipee", _PAPERS),
    ("mairie", Rule(_HALL)),
    ("france services", RULES["msap"]),
    ("maison de services au public", RULES["msap"]),
    ("espace france services", RULES["msap"]),
)


def plain(words: str) -> str:
    """To compare titles: small letters without accents, straight apostrophes."""
    return name_of(words.replace("’", "'")).strip()


def code_of(pivot: str) -> str:
    """A pivot as we look it up: some of the State's are labels, and capitals differ."""
    bare = plain(pivot)
    # "Coordonnées des secrétariats généraux … (SGAMI)": what stands in brackets is the code.
    if " " in bare and (found := re.search(r"\(([a-z]{3,12})\)$", bare)):
        return found[1]
    return spaced(bare).replace(" ", "_")


def shipped(pivot: str, title: str) -> Rule | None:
    """The rule we ship for a pivot, or for a title where there is none; a pivot we do not know is its own type."""
    if code := code_of(pivot):
        return RULES.get(code) or Rule((code,))
    words = plain(title)
    return next((rule for beginning, rule in TITLES if words.startswith(beginning)), None)


def spaced(words: str) -> str:
    """Letters and figures, one space between words."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", words.lower()).split())
