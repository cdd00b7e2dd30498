"""What the State says, as XML: every message of a préfecture, and its envelopes. For the simulator and for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from lxml import etree

from .grammar import NAMESPACE, XSI, actes, insee
from .kinds import INNER

_NSMAP = {"actes": NAMESPACE, "insee": "http://xml.insee.fr/schema", "xsi": XSI}


@dataclass(frozen=True, slots=True)
class Prefecture:
    """Who answers: a sous-préfecture, or with no arrondissement a préfecture."""

    departement: str = "024"
    arrondissement: str = "3"

    @property
    def emitter(self) -> str:
        return f"SPREF{self.departement}{self.arrondissement}" if self.arrondissement else f"PREF{self.departement}"


def receipt(acte: etree._Element, unique_id: str, *, on: date, current: date) -> bytes:
    """1-2. `acte` is the element that was received: it is sent back as `ActeRecu`."""
    root = _root("ARActe", IDActe=unique_id, DateReception=on.isoformat())
    root.append(_echo(acte))
    return _written(_with_text(root, "ClassificationDateVersionEnCours", current.isoformat()))


def anomaly(acte: etree._Element, code: str, detail: str, *, on: date, current: date) -> bytes:
    """1-3: the act is not registered."""
    root = _root("AnomalieActe")
    for name, value in (("Date", on.isoformat()), ("Nature", code), ("Detail", detail)):
        _with_text(root, name, value)
    root.append(_echo(acte))
    return _written(_with_text(root, "ClassificationDateVersionEnCours", current.isoformat()))


def envelope_anomaly(envelope: etree._Element, code: str, detail: str, *, on: date) -> bytes:
    """The envelope itself is refused, with all it holds."""
    root = _root("AnomalieEnveloppe")
    for name, value in (("Date", on.isoformat()), ("Nature", code), ("Detail", detail)):
        _with_text(root, name, value)
    received = deepcopy(envelope)
    received.tag = actes("EnveloppeRecue")
    received.attrib.clear()
    root.append(received)
    return _written(root)


def letter(kind: str, unique_id: str, document: str, *, on: date, motive: str = "") -> bytes:
    """2-1, 3-1 (`motive` describes what is wanted) or 4-1 (`motive` is the reason)."""
    names = {"2-1": "CourrierSimple", "3-1": "DemandePieceComplementaire", "4-1": "LettreObservations"}
    root = _root(names[kind], IDActe=unique_id, DateCourrierPref=on.isoformat())
    if kind != "2-1":
        _with_text(root, "DescriptionPieces" if kind == "3-1" else "Motif", motive)
    _file(root, "Document", document)
    return _written(root)


def receipt_of_reply(kind: str, unique_id: str, *, letter_date: str, on: date) -> bytes:
    """3-5 or 4-5."""
    names = {"3-5": "ARPieceComplementaire", "4-5": "ARReponseRejetLettreObservations"}
    root = _root(names[kind], DateReception=on.isoformat())
    about = etree.SubElement(root, actes("InfosCourrierPref"))
    about.set(actes("IDActe"), unique_id)
    about.set(actes("DateCourrierPref"), letter_date)
    return _written(root)


def deferral(unique_id: str, documents: Sequence[str], *, on: date, illegality: str) -> bytes:
    """5-1."""
    root = _root("DefereTA", IDActe=unique_id)
    _with_text(root, "DateDepot", on.isoformat())
    _with_text(root, "NatureIllegalite", illegality)
    pieces = etree.SubElement(root, actes("PiecesJointes"))
    for name in documents:
        _file(pieces, "PieceJointe", name)
    return _written(root)


def cancelled(unique_id: str, *, on: date) -> bytes:
    """6-2."""
    return _written(_root("ARAnnulation", IDActe=unique_id, DateReception=on.isoformat()))


def unchanged(dated: date) -> bytes:
    """7-3: the classification that was asked about is the current one."""
    return _written(_with_text(_root("ReponseClassificationSansChangement"), "DateClassification", dated.isoformat()))


def envelope(prefecture: Prefecture, siren: str, forms: Sequence[str]) -> bytes:
    """What the State puts around its messages."""
    root = _root(INNER)
    emitter = etree.SubElement(root, actes("Emetteur"))
    name = "IDSousPref" if prefecture.arrondissement else "IDPref"
    who = etree.SubElement(emitter, actes(name), {actes("Departement"): prefecture.departement})
    if prefecture.arrondissement:
        who.set(actes("Arrondissement"), prefecture.arrondissement)
    sent = etree.SubElement(root, actes("FormulairesEnvoyes"))
    for form in forms:
        _file(sent, "Formulaire", form)
    etree.SubElement(root, actes("Destinataire"), {insee("SIREN"): siren})
    return _written(root)


def _root(name: str, **attributes: str) -> etree._Element:
    root = etree.Element(actes(name), nsmap=_NSMAP)
    root.set(f"{{{XSI}}}schemaLocation", f"{NAMESPACE} actesv1_1.xsd")
    for key, value in attributes.items():
        root.set(actes(key), value)
    return root


def _echo(acte: etree._Element) -> etree._Element:
    echo = deepcopy(acte)
    echo.tag = actes("ActeRecu")
    echo.attrib.pop(f"{{{XSI}}}schemaLocation", "")
    return echo


def _with_text(parent: etree._Element, name: str, value: str) -> etree._Element:
    etree.SubElement(parent, actes(name)).text = value
    return parent


def _file(parent: etree._Element, element: str, name: str) -> None:
    _with_text(etree.SubElement(parent, actes(element)), "NomFichier", name)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="ISO-8859-1", xml_declaration=True, pretty_print=True)  # type: ignore[return-value]


def classification(
    dated: date,
    natures: Iterable[tuple[int, str, str, Sequence[tuple[str, str]]]],
    matieres: Iterable[tuple[str, Sequence[str]]],
) -> bytes:
    """7-2. A nature is its code, its letters, its label and its types of documents; matières are numbered in order."""
    root = _root("RetourClassification")
    _with_text(root, "DateClassification", dated.isoformat())
    holder = etree.SubElement(root, actes("NaturesActes"))
    for code, letters, label, types in natures:
        node = etree.SubElement(holder, actes("NatureActe"))
        for key, value in (("CodeNatureActe", str(code)), ("Libelle", label), ("TypeAbrege", letters)):
            node.set(actes(key), value)
        for type_code, type_label in types:
            one = etree.SubElement(node, actes("TypePJNatureActe"))
            one.set(actes("CodeTypePJ"), type_code)
            one.set(actes("Libelle"), type_label)
    holder = etree.SubElement(root, actes("Matieres"))
    for rank, (label, below) in enumerate(matieres, start=1):
        first = _matiere(holder, 1, rank, label)
        for second, one_label in enumerate(below, start=1):
            _matiere(first, 2, second, one_label)
    return _written(root)


def _matiere(parent: etree._Element, level: int, code: int, label: str) -> etree._Element:
    node = etree.SubElement(parent, actes(f"Matiere{level}"))
    node.set(actes("CodeMatiere"), str(code))
    node.set(actes("Libelle"), label)
    return node
