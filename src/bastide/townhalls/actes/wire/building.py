"""Messages and envelopes as XML: ISO-8859-1, in the order of the grammar, valid or not written at all."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from .charset import sendable
from .grammar import NAMESPACE, XSI, actes, insee
from .kinds import BY_CODE, OUTER
from .messages import (
    ActeMessage,
    CancellationMessage,
    ClassificationRequestMessage,
    LetterReceiptMessage,
    Message,
    ReplyKind,
    ReplyMessage,
    Sender,
)
from .validation import Fault, faults_of

_NSMAP = {"actes": NAMESPACE, "insee": "http://xml.insee.fr/schema", "xsi": XSI}


class NotConform(Exception):
    """What was built does not follow the grammar: nothing may leave. `faults` says where."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def message_xml(message: Message, names: Sequence[str]) -> bytes:
    """The XML of a message; `names` are those of its pieces on the line, in order. Raises NotConform."""
    root = _root(BY_CODE[message.code].root)
    match message:
        case ActeMessage():
            _acte(root, message, names)
        case CancellationMessage():
            root.set(actes("IDActe"), message.unique_id)
        case ReplyMessage():
            _letter(root, message)
            holder = etree.SubElement(root, actes("Documents")) if message.kind == ReplyKind.DOCUMENTS_SENT else root
            for name in names:
                _file(holder, "Document", name)
        case LetterReceiptMessage():
            _letter(root, message)
        case ClassificationRequestMessage() if message.held is not None:
            _text(root, "DateClassification", message.held.isoformat())
    return _written(root)


def _acte(root: etree._Element, message: ActeMessage, names: Sequence[str]) -> None:
    root.set(actes("Date"), message.decision_date.isoformat())
    root.set(actes("NumeroInterne"), message.number)
    root.set(actes("CodeNatureActe"), str(message.nature))
    for level, code in enumerate(message.matiere, start=1):
        etree.SubElement(root, actes(f"CodeMatiere{level}"), {actes("CodeMatiere"): str(code)})
    _text(root, "Objet", message.subject)
    if message.previous_id:
        etree.SubElement(root, actes("PrecedentIdentifiantActe"), {actes("IDActe"): message.previous_id})
    _text(root, "ClassificationDateVersion", message.classification_date.isoformat())
    _file(root, "Document", names[0])
    annexes = etree.SubElement(root, actes("Annexes"), {actes("Nombre"): str(len(names) - 1)})
    for name in names[1:]:
        _file(annexes, "Annexe", name)
    _text(root, "DocumentPapier", "O" if message.on_paper else "N")


def _letter(root: etree._Element, message: ReplyMessage | LetterReceiptMessage) -> None:
    root.set(actes("IDActe"), message.unique_id)
    root.set(actes("DateCourrierPref"), message.letter_date.isoformat())


def envelope_xml(sender: Sender, forms: Sequence[str], return_addresses: Sequence[str]) -> bytes:
    """The envelope of what a town hall sends: `forms` are the names of its messages. Raises NotConform."""
    root = _root(OUTER)
    emitter = etree.SubElement(root, actes("Emetteur"))
    etree.SubElement(
        emitter,
        actes("IDCL"),
        {
            insee("SIREN"): sender.siren,
            actes("Departement"): sender.departement,
            actes("Arrondissement"): sender.arrondissement,
            actes("Nature"): sender.nature,
        },
    )
    if contact := sender.contact:
        referent = etree.SubElement(emitter, actes("Referent"))
        for name, value in (("Nom", contact.name), ("Telephone", contact.phone), ("Email", contact.email)):
            if value:
                _text(referent, name, value)
    addresses = etree.SubElement(root, actes("AdressesRetour"))
    for address in dict.fromkeys(return_addresses):
        _text(addresses, "Email", address)
    sent = etree.SubElement(root, actes("FormulairesEnvoyes"))
    for form in forms:
        _file(sent, "Formulaire", form)
    return _written(root)


def _root(name: str) -> etree._Element:
    root = etree.Element(actes(name), nsmap=_NSMAP)
    root.set(f"{{{XSI}}}schemaLocation", f"{NAMESPACE} actesv1_1.xsd")
    return root


def _text(parent: etree._Element, name: str, value: str) -> None:
    etree.SubElement(parent, actes(name)).text = sendable(value).text


def _file(parent: etree._Element, element: str, name: str) -> None:
    _text(etree.SubElement(parent, actes(element)), "NomFichier", name)


def _written(root: etree._Element) -> bytes:
    if faults := faults_of(root):
        raise NotConform(faults)
    return etree.tostring(root, encoding="ISO-8859-1", xml_declaration=True, pretty_print=True)  # type: ignore[return-value]
