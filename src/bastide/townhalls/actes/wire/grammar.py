"""The grammar of ACTES messages, in our own words: which element holds which, in which order, with which attributes.

Two revisions share one namespace. The one of 2018 asks for `DocumentPapier` in an act and for at least one
`TypePJNatureActe` in each nature of a classification; `Child.since_2018` marks both, and an older file goes without.
A test compares this module with the ministry's schema, which is not part of this program.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import simple_types as types
from .simple_types import SimpleType

NAMESPACE = "http://www.interieur.gouv.fr/ACTES#v1.1-20040216"
INSEE = "http://xml.insee.fr/schema"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute; all are in a namespace. `name` is qualified."""

    name: str
    type: SimpleType
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Structure:
    """What an element with attributes or children holds. Without children, not even a blank may stand in it."""

    attributes: tuple[Attribute, ...] = ()
    children: tuple[Child, ...] = ()
    name: str = ""  # under which a document may claim it with xsi:type


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever stands there, but what is known is checked."""


@dataclass(frozen=True, slots=True)
class Element:
    name: str  # qualified
    type: SimpleType | Structure | Anything
    is_nillable: bool = False


@dataclass(frozen=True, slots=True)
class Child:
    """One step of a sequence: one of `options`, from `least` to `most` times (None: without end)."""

    options: tuple[Element, ...]
    least: int = 1
    most: int | None = 1
    since_2018: bool = False


def actes(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def insee(name: str) -> str:
    return f"{{{INSEE}}}{name}"


def _attribute(name: str, type_: SimpleType, is_required: bool = True) -> Attribute:
    return Attribute(actes(name), type_, is_required)


def _element(name: str, type_: SimpleType | Structure | Anything, is_nillable: bool = False) -> Element:
    return Element(actes(name), type_, is_nillable)


def _one(name: str, type_: SimpleType | Structure | Anything) -> Child:
    return Child((_element(name, type_),))


def _maybe(name: str, type_: SimpleType | Structure | Anything) -> Child:
    return Child((_element(name, type_),), least=0)


def _many(name: str, type_: SimpleType | Structure | Anything, least: int = 1, since_2018: bool = False) -> Child:
    return Child((_element(name, type_),), least=least, most=None, since_2018=since_2018)


def _structure(*parts: Attribute | Child, name: str = "") -> Structure:
    attributes = tuple(part for part in parts if isinstance(part, Attribute))
    return Structure(attributes, tuple(part for part in parts if isinstance(part, Child)), name)


# Attributes that several elements share.
_departement = _attribute("Departement", types.DEPARTEMENT)
_arrondissement = _attribute("Arrondissement", types.ARRONDISSEMENT)
_acte_id = _attribute("IDActe", types.ACTE_ID)
_matiere_code = _attribute("CodeMatiere", types.INTEGER)
_siren = Attribute(insee("SIREN"), types.SIREN)
_received_on = _attribute("DateReception", types.DATE)
_letter_date = _attribute("DateCourrierPref", types.DATE)
_label = _attribute("Libelle", types.ANY_TEXT)

# Envelopes.
FILE = _structure(_one("NomFichier", types.ANY_TEXT), _maybe("Signature", Anything()), name="FichierSigne")
REFERENT = _element(
    "Referent",
    _structure(_maybe("Nom", types.ANY_TEXT), _maybe("Telephone", types.ANY_TEXT), _maybe("Email", types.EMAIL)),
)
FORMS = _element("FormulairesEnvoyes", _structure(_many("Formulaire", FILE)))
ID_SENDER = _element(
    "IDCL", _structure(_siren, _departement, _arrondissement, _attribute("Nature", types.SENDER_NATURE))
)
ID_SGAR = _element("IDSGAR", _structure(_departement))
ID_PREFECTURE = _element("IDPref", _structure(_departement))
ID_SUBPREFECTURE = _element("IDSousPref", _structure(_departement, _arrondissement))
_OUTER_ENVELOPE = _structure(
    _one("Emetteur", _structure(Child((ID_SENDER,)), Child((REFERENT,), least=0))),
    _one("AdressesRetour", _structure(_many("Email", types.EMAIL))),
    Child((FORMS,)),
    name="DonneesEnveloppeCLMISILL",
)
_INNER_ENVELOPE = _structure(
    _one(
        "Emetteur",
        _structure(Child((ID_SGAR, ID_PREFECTURE, ID_SUBPREFECTURE)), Child((REFERENT,), least=0)),
    ),
    Child((FORMS,)),
    _one("Destinataire", _structure(_siren)),
)

# An act, sent or echoed.
_LEVEL = _structure(_matiere_code)
ACTE = _structure(
    _attribute("Date", types.DATE),
    _attribute("NumeroInterne", types.NUMBER),
    _attribute("CodeNatureActe", types.INTEGER),
    _one("CodeMatiere1", _LEVEL),
    _one("CodeMatiere2", _LEVEL),
    _maybe("CodeMatiere3", _LEVEL),
    _maybe("CodeMatiere4", _LEVEL),
    _maybe("CodeMatiere5", _LEVEL),
    _one("Objet", types.SUBJECT),
    _maybe("PrecedentIdentifiantActe", _structure(_acte_id)),
    _one("ClassificationDateVersion", types.DATE),
    _one("Document", FILE),
    _one("Annexes", _structure(_attribute("Nombre", types.NATURAL), _many("Annexe", FILE, least=0))),
    Child((_element("DocumentPapier", types.ANY_TEXT, is_nillable=True),), since_2018=True),
    name="DonneesActe",
)
_current = _one("ClassificationDateVersionEnCours", types.DATE)

# Letters of the préfecture, and what answers them.
LETTER = _structure(_acte_id, _letter_date, name="DonneesCourrierPref")
_DOCUMENT = _one("Document", FILE)
_WITH_DOCUMENT = _structure(_acte_id, _letter_date, _DOCUMENT)
_RECEIPT_OF_REPLY = _structure(_received_on, _one("InfosCourrierPref", LETTER), name="ARReponseCL")

# The classification.
_MATIERE = (_matiere_code, _label)
_LEVEL_5 = _structure(*_MATIERE, name="Matiere")
_LEVEL_4 = _structure(*_MATIERE, _many("Matiere5", _LEVEL_5, least=0))
_LEVEL_3 = _structure(*_MATIERE, _many("Matiere4", _LEVEL_4, least=0))
_LEVEL_2 = _structure(*_MATIERE, _many("Matiere3", _LEVEL_3, least=0))
_LEVEL_1 = _structure(*_MATIERE, _many("Matiere2", _LEVEL_2))
_PIECE_TYPE = _structure(_attribute("CodeTypePJ", types.ANY_TEXT), _label, name="TypePieceJointe")
_NATURE = _structure(
    _attribute("CodeNatureActe", types.INTEGER, is_required=False),
    _label,
    _attribute("TypeAbrege", types.LETTERS),
    _many("TypePJNatureActe", _PIECE_TYPE, since_2018=True),
)
_dated = _one("DateClassification", types.DATE)

MESSAGES = (
    _element("EnveloppeCLMISILL", _OUTER_ENVELOPE),
    _element("EnveloppeMISILLCL", _INNER_ENVELOPE),
    _element(
        "AnomalieEnveloppe",
        _structure(
            _one("Date", types.DATE),
            _one("Nature", types.ENVELOPE_ANOMALY_CODE),
            _maybe("Detail", types.ANY_TEXT),
            _one("EnveloppeRecue", _OUTER_ENVELOPE),
        ),
    ),
    _element("Acte", ACTE),
    _element("ARActe", _structure(_acte_id, _received_on, _one("ActeRecu", ACTE), _current)),
    _element(
        "AnomalieActe",
        _structure(
            _one("Date", types.DATE),
            _one("Nature", types.ANOMALY_CODE),
            _maybe("Detail", types.ANY_TEXT),
            _one("ActeRecu", ACTE),
            _current,
        ),
    ),
    _element("CourrierSimple", _WITH_DOCUMENT),
    _element("ReponseCourrierSimple", _WITH_DOCUMENT),
    _element(
        "DemandePieceComplementaire",
        _structure(_acte_id, _letter_date, _one("DescriptionPieces", types.ANY_TEXT), _DOCUMENT),
    ),
    _element("ARDemandePieceComplementaire", LETTER),
    _element("RefusPieceComplementaire", _WITH_DOCUMENT),
    _element(
        "PieceComplementaire",
        _structure(
            _acte_id, _letter_date, _one("Documents", _structure(_many("Document", FILE), name="FichiersSignes"))
        ),
    ),
    _element("ARPieceComplementaire", _RECEIPT_OF_REPLY),
    _element("LettreObservations", _structure(_acte_id, _letter_date, _one("Motif", types.ANY_TEXT), _DOCUMENT)),
    _element("ARLettreObservations", LETTER),
    _element("RejetLettreObservations", _WITH_DOCUMENT),
    _element("ReponseLettreObservations", _WITH_DOCUMENT),
    _element("ARReponseRejetLettreObservations", _RECEIPT_OF_REPLY),
    _element(
        "DefereTA",
        _structure(
            _acte_id,
            _one("DateDepot", types.DATE),
            _one("NatureIllegalite", types.ANY_TEXT),
            _one("PiecesJointes", _structure(_many("PieceJointe", FILE, least=0))),
        ),
    ),
    _element("Annulation", _structure(_acte_id)),
    _element("ARAnnulation", _structure(_acte_id, _received_on)),
    _element("DemandeClassification", _structure(_maybe("DateClassification", types.DATE))),
    _element("ReponseClassificationSansChangement", _structure(_dated)),
    _element(
        "RetourClassification",
        _structure(
            _dated,
            _one("NaturesActes", _structure(_many("NatureActe", _NATURE))),
            _one("Matieres", _structure(_many("Matiere1", _LEVEL_1))),
        ),
    ),
)

#: What is known wherever it stands, a signature included.
GLOBAL_ELEMENTS = {
    element.name: element
    for element in (
        *MESSAGES,
        ID_SENDER,
        ID_SGAR,
        ID_PREFECTURE,
        ID_SUBPREFECTURE,
        REFERENT,
        FORMS,
        Element(insee("SIREN"), types.SIREN),
        Element(insee("NIC"), types.NIC),
        Element(insee("SIRET"), types.SIRET),
    )
}
GLOBAL_ATTRIBUTES: dict[str, SimpleType] = {
    actes("Arrondissement"): types.ARRONDISSEMENT,
    actes("Departement"): types.DEPARTEMENT,
    actes("CodeNatureActe"): types.INTEGER,
    actes("CodeMatiere"): types.INTEGER,
    actes("IDActe"): types.ACTE_ID,
    **{insee(name): types.SIREN for name in ("SIREN", "siren")},
    **{insee(name): types.NIC for name in ("NIC", "nic")},
    **{insee(name): types.SIRET for name in ("SIRET", "siret")},
}
