"""Messages to try the line with: every kind, outgoing and incoming. Nobody here exists."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
from lxml import etree

from bastide.townhalls.actes.wire import answers
from bastide.townhalls.actes.wire.building import envelope_xml, message_xml
from bastide.townhalls.actes.wire.messages import (
    ActeMessage,
    BytesContent,
    CancellationMessage,
    ClassificationRequestMessage,
    Contact,
    LetterReceiptMessage,
    Message,
    Piece,
    ReplyKind,
    ReplyMessage,
    Sender,
)
from bastide.townhalls.actes.wire.names import message_stem, piece_name

#: Real messages lie beside the checkout; they are not part of it.
SHARED = Path(__file__).resolve().parents[6].parent / "shared/data/actes"
SIREN = "212499998"
TODAY = date(2026, 3, 2)
SENDER = Sender(SIREN, "024", "3", "31", Contact("Mairie", "0500000000", "mairie@exemple.fr"))
ADDRESSES = ["actes@operateur.test", "mairie@exemple.fr"]


def a_pdf(**options) -> bytes:
    """A PDF of one blank page; `encryption`, or `script` to make it act."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if script := options.pop("script", ""):
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=script)
    target = io.BytesIO()
    pdf.save(target, deterministic_id="encryption" not in options, **options)
    return target.getvalue()


PDF = a_pdf()
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 32


def piece(data: bytes = PDF, type_code: str = "99_DE", name: str = "deliberation.pdf") -> Piece:
    return Piece(BytesContent(data), type_code, name)


ACTE = ActeMessage(
    number="D2026_012",
    decision_date=date(2026, 2, 20),
    nature=1,
    matiere=(7, 10),
    subject="Vote des tarifs de la salle des fêtes",
    classification_date=date(2025, 9, 1),
    document=piece(),
    annexes=(piece(type_code="99_SE"), piece(PNG, "70_PL")),
)
UNIQUE_ID = ACTE.unique_id(SENDER)
LETTER_DATE = date(2026, 2, 26)
OUTGOING: tuple[Message, ...] = (
    ACTE,
    replace(ACTE, number="X", annexes=(), on_paper=True, previous_id=UNIQUE_ID, matiere=(1, 2, 3, 4, 5)),
    CancellationMessage(UNIQUE_ID),
    *(ReplyMessage(kind, UNIQUE_ID, LETTER_DATE, (piece(),)) for kind in ReplyKind),
    ReplyMessage(ReplyKind.DOCUMENTS_SENT, UNIQUE_ID, LETTER_DATE, (piece(), piece(PNG))),
    LetterReceiptMessage("3-2", UNIQUE_ID, LETTER_DATE),
    LetterReceiptMessage("4-2", UNIQUE_ID, LETTER_DATE),
    ClassificationRequestMessage(),
    ClassificationRequestMessage(date(2025, 9, 1)),
)


def xml_of(message: Message) -> tuple[str, bytes]:
    """The name and the bytes of an outgoing message."""
    stem = message_stem(SENDER, message)
    names = [piece_name(stem, one.type_code, rank, "pdf") for rank, one in enumerate(message.pieces, start=1)]
    return f"{stem}_0.xml", message_xml(message, names)


def acte_element(message: ActeMessage = ACTE) -> etree._Element:
    return etree.fromstring(xml_of(message)[1])


def envelope_element() -> etree._Element:
    return etree.fromstring(envelope_xml(SENDER, [xml_of(ACTE)[0]], ADDRESSES))


ON = {"on": TODAY}
CURRENT = date(2026, 1, 1)
STEM = UNIQUE_ID
#: Every message of the State: its name there, and its bytes.
INCOMING = {
    "1-2": (f"{STEM}-1-2_3.xml", answers.receipt(acte_element(), UNIQUE_ID, current=CURRENT, **ON)),
    "1-3": (
        f"024-{SIREN}----1-3_1.xml",
        answers.anomaly(acte_element(), "002", "ODT-VERIF-01 : date de classification", current=CURRENT, **ON),
    ),
    "2-1": (f"{STEM}-2-1_0.xml", answers.letter("2-1", UNIQUE_ID, f"{STEM}-2-1_7.pdf", **ON)),
    "3-1": (f"{STEM}-3-1_0.xml", answers.letter("3-1", UNIQUE_ID, f"{STEM}-3-1_7.pdf", motive="Le plan", **ON)),
    "3-5": (f"{STEM}-3-5_0.xml", answers.receipt_of_reply("3-5", UNIQUE_ID, letter_date="2026-02-26", **ON)),
    "4-1": (f"{STEM}-4-1_0.xml", answers.letter("4-1", UNIQUE_ID, f"{STEM}-4-1_7.pdf", motive="Illégal", **ON)),
    "4-5": (f"{STEM}-4-5_0.xml", answers.receipt_of_reply("4-5", UNIQUE_ID, letter_date="2026-02-26", **ON)),
    "5-1": (f"{STEM}-5-1_0.xml", answers.deferral(UNIQUE_ID, [f"{STEM}-5-1_9.pdf"], illegality="Vice", **ON)),
    "6-2": (f"{STEM}-6-2_10.xml", answers.cancelled(UNIQUE_ID, **ON)),
    "7-3": (f"024-{SIREN}----7-3_1.xml", answers.unchanged(CURRENT)),
    "ANO": (
        f"ANO_TACT--{SIREN}--20260302-4.xml",
        answers.envelope_anomaly(
            envelope_element(), "5", f"BAS-TACT--{SIREN}--20260302-4.tar.gz -> PREF-VERIF-02 : SIREN inconnu", **ON
        ),
    ),
    "envelope": (
        f"TACT--SPREF0243-{SIREN}-20260302-9.xml",
        answers.envelope(answers.Prefecture(), SIREN, [f"{STEM}-1-2_3.xml"]),
    ),
}
CLASSIFICATION = """<?xml version="1.0" encoding="ISO-8859-1"?>
<actes:RetourClassification xmlns:actes="http://www.interieur.gouv.fr/ACTES#v1.1-20040216">
<actes:DateClassification>2025-09-01</actes:DateClassification>
<actes:NaturesActes>
 <actes:NatureActe actes:CodeNatureActe="1" actes:Libelle="Délibérations" actes:TypeAbrege="DE">
  <actes:TypePJNatureActe actes:CodeTypePJ="99_DE" actes:Libelle="Délibération"/>
  <actes:TypePJNatureActe actes:CodeTypePJ="99_SE" actes:Libelle="Signature"/>
  <actes:TypePJNatureActe actes:CodeTypePJ="70_PL" actes:Libelle="Plan"/>
  <actes:TypePJNatureActe actes:CodeTypePJ="75_SU" actes:Libelle="Subvention"/>
 </actes:NatureActe>
 <actes:NatureActe actes:CodeNatureActe="5" actes:Libelle="Budgets" actes:TypeAbrege="BF">
  <actes:TypePJNatureActe actes:CodeTypePJ="99_BU" actes:Libelle="Budget"/>
 </actes:NatureActe>
</actes:NaturesActes>
<actes:Matieres>
 <actes:Matiere1 actes:CodeMatiere="7" actes:Libelle="Finances locales">
  <actes:Matiere2 actes:CodeMatiere="10" actes:Libelle="Divers"/>
  <actes:Matiere2 actes:CodeMatiere="5" actes:Libelle="Subventions">
   <actes:Matiere3 actes:CodeMatiere="1" actes:Libelle="accordées"/>
  </actes:Matiere2>
  <actes:Matiere2 actes:CodeMatiere="1" actes:Libelle="Décisions budgétaires"/>
 </actes:Matiere1>
</actes:Matieres>
</actes:RetourClassification>""".encode("latin-1")
