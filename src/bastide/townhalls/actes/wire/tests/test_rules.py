"""Each rule on what we send, with a case that passes and one that does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from bastide.townhalls.actes.wire import rules
from bastide.townhalls.actes.wire.classification import ClassificationRefused, read_classification
from bastide.townhalls.actes.wire.contents import type_of_head
from bastide.townhalls.actes.wire.messages import (
    BytesContent,
    CancellationMessage,
    ClassificationRequestMessage,
    Contact,
    LetterReceiptMessage,
    Piece,
    ReplyKind,
    ReplyMessage,
)
from bastide.townhalls.actes.wire.rules import check, check_addresses

from .factories import (
    ACTE,
    ADDRESSES,
    CLASSIFICATION,
    JPEG,
    LETTER_DATE,
    OUTGOING,
    PDF,
    PNG,
    SENDER,
    TODAY,
    UNIQUE_ID,
    a_pdf,
    piece,
)

KNOWN = read_classification(CLASSIFICATION)
SEALED = b"<?xml version='1.0'?><DocumentBudgetaire><Scellement md5='x'/></DocumentBudgetaire>"
BUDGET = replace(ACTE, nature=5, matiere=(7, 1), document=piece(SEALED, "99_BU"), annexes=())


class Large:
    """A file of which only the first bytes are ever asked for."""

    size = rules.MOST_BYTES + 1

    def open(self):
        return BytesContent(PNG).open()


def act(**changes):
    return replace(ACTE, **changes)


def reply(kind=ReplyKind.DOCUMENTS_SENT, **changes):
    return replace(ReplyMessage(kind, UNIQUE_ID, LETTER_DATE, (piece(),)), **changes)


def sender(**changes):
    return ACTE, replace(SENDER, **changes)


#: What is refused → (field, code). The same thing, right, is accepted below.
REFUSED = {
    "no number": (act(number=""), "number", "missing"),
    "a number of sixteen": (act(number="A" * 16), "number", "too-long"),
    "a small letter": (act(number="d2026"), "number", "number"),
    "a dash": (act(number="D-2026"), "number", "number"),
    "a path": (act(number="A-B C/../X"), "number", "number"),
    "an underscore first": (act(number="_A"), "number", "number"),
    "an underscore last": (act(number="A_"), "number", "number"),
    "an accent": (act(number="É1"), "number", "number"),
    "a line break in a number": (act(number="A1\n"), "number", "number"),
    "no subject": (act(subject=" \u200b "), "subject", "missing"),
    "501 signs": (act(subject="é" * 501), "subject", "too-long"),
    "too long once replaced": (act(subject="œ" * 251), "subject", "too-long"),
    "two lines": (act(subject="Tarifs\nde la salle"), "subject", "line-break"),
    "tomorrow": (act(decision_date=date(2026, 3, 3)), "decision_date", "future"),
    "a year of three digits": (act(decision_date=date(202, 3, 2)), "decision_date", "past"),
    "nature 99": (act(nature=99), "nature", "nature"),
    "nature 0": (act(nature=0), "nature", "nature"),
    "one level": (act(matiere=(7,)), "matiere", "missing"),
    "six levels": (act(matiere=(1, 2, 3, 4, 5, 6)), "matiere", "matiere"),
    "level 0": (act(matiere=(7, 0)), "matiere", "matiere"),
    "a matière of nowhere": (act(matiere=(7, 99)), "matiere", "matiere"),
    "an old classification": (act(classification_date=date(2019, 1, 1)), "classification_date", "classification"),
    "a classification to come": (act(classification_date=date(2027, 1, 1)), "classification_date", "future"),
    "a previous act": (act(previous_id="D2025_1"), "previous_id", "unique-id"),
    "an empty document": (act(document=piece(b"")), "document", "empty-file"),
    "a renamed program": (act(document=piece(b"MZ\x90\0", name="a.pdf")), "document", "file-type"),
    "a picture as act": (act(document=piece(PNG)), "document", "file-type"),
    "a broken PDF": (act(document=piece(b"%PDF-1.7\nrien")), "document", "file-type"),
    "a locked PDF": (
        act(document=piece(a_pdf(encryption=pikepdf.Encryption(owner="o", user="u")))), "document", "encrypted"),
    "a PDF with a restriction": (
        act(document=piece(a_pdf(encryption=pikepdf.Encryption(owner="o", user="")))), "document", "encrypted"),
    "a PDF that acts": (act(document=piece(a_pdf(script="app.alert(1)"))), "document", "active"),
    "XML for an act": (act(document=piece(SEALED)), "document", "file-type"),
    "XML for another matière": (replace(BUDGET, matiere=(7, 10)), "document", "file-type"),
    "a budget not sealed": (replace(BUDGET, document=piece(b"<DocumentBudgetaire/>", "99_BU")), "document", "sealed"),
    "a picture beside XML": (replace(BUDGET, annexes=(piece(PNG, "99_BU"),)), "annexes.0", "file-type"),
    "a word file beside": (act(annexes=(piece(b"PK\x03\x04rest"),)), "annexes.0", "file-type"),
    "an empty annexe": (act(annexes=(piece(), piece(b""))), "annexes.1", "empty-file"),
    "no type": (act(document=piece(type_code="")), "document.type_code", "missing"),
    "a type of four": (act(document=piece(type_code="99DE")), "document.type_code", "type-code"),
    "a type of another nature": (act(annexes=(piece(type_code="99_BU"),)), "annexes.0.type_code", "type-code"),
    "a type of another matière": (act(annexes=(piece(type_code="31_CO"),)), "annexes.0.type_code", "type-code"),
    "151 MB": (act(annexes=(Piece(Large(), "99_SE"),)), "pieces", "too-large"),
    "another body's act": (CancellationMessage("024-111111111-20260220-D1-DE"), "unique_id", "unique-id"),
    "no identifier": (CancellationMessage("D1"), "unique_id", "unique-id"),
    "a reply without document": (reply(pieces=()), "pieces", "missing"),
    "two documents": (reply(ReplyKind.OBSERVATIONS_ANSWERED, pieces=(piece(), piece())), "pieces", "one-document"),
    "a reply without type": (reply(pieces=(piece(type_code=""),)), "pieces.0.type_code", "missing"),
    "a reply as a text": (reply(pieces=(piece(b"bonjour"),)), "pieces.0", "file-type"),
    "a receipt for a plain letter": (LetterReceiptMessage("2-2", UNIQUE_ID, LETTER_DATE), "code", "letter"),
    "a classification held to come": (ClassificationRequestMessage(date(2026, 4, 1)), "held", "future"),
    "a SIREN of eight": (sender(siren="21249999"), "sender.siren", "sender"),
    "département 24": (sender(departement="24"), "sender.departement", "sender"),
    "the schema's bar": (sender(departement="|24"), "sender.departement", "sender"),
    "no arrondissement": (sender(arrondissement=""), "sender.arrondissement", "sender"),
    "nature of nobody": (sender(nature="99"), "sender.nature", "sender"),
    "a plus in an address": (sender(contact=Contact(email="a+b@c.fr")), "sender.contact.email", "address"),
}  # fmt: skip

ACCEPTED = {
    "the act": ACTE,
    "a number of fifteen": act(number="A" * 15),
    "a number of one": act(number="7"),
    "underscores inside": act(number="A__1"),
    "500 signs": act(subject="é" * 500),
    "signs that are replaced": act(subject="L’œuvre à 5 €…"),
    "today": act(decision_date=TODAY),
    "an act found again": act(decision_date=date(1982, 3, 2)),
    "three levels": act(matiere=(7, 5, 1)),
    "a previous act": act(previous_id=UNIQUE_ID),
    "pictures and XML beside": act(annexes=(piece(PNG), piece(JPEG), piece(SEALED), piece(PDF, "70_PL"))),
    "a sealed budget": BUDGET,
    "a budget with a PDF beside": replace(BUDGET, annexes=(piece(PDF, "99_BU"),)),
    "a budget as PDF": replace(BUDGET, document=piece(PDF, "99_BU")),
    "a type of the first level": act(document=piece(type_code="70_PL")),
    "several documents": reply(pieces=(piece(), piece(PNG), piece(JPEG), piece(SEALED))),
    "a letter of tomorrow: the date is the préfecture's": reply(letter_date=date(2026, 3, 3)),
    "a receipt": LetterReceiptMessage("4-2", UNIQUE_ID, LETTER_DATE),
    "Corsica": (ACTE, replace(SENDER, departement="02A")),
    "overseas": (ACTE, replace(SENDER, departement="971", nature="44")),
    "an address": (ACTE, replace(SENDER, contact=Contact(email="mairie.de_x-1@sous-domaine.exemple.fr"))),
}


def problems(case):
    message, body = case if isinstance(case, tuple) else (case, SENDER)
    return check(message, body, today=TODAY, classification=KNOWN)


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_at_its_field(name):
    *case, field, code = REFUSED[name]
    found = problems(case[0])

    assert (field, code) in [(one.field, one.code) for one in found]
    assert all(one.message and one.message.endswith(".") for one in found)


@pytest.mark.parametrize("name", ACCEPTED)
def test_it_is_accepted(name):
    assert problems(ACCEPTED[name]) == []


def test_what_goes_out_in_the_other_tests_is_accepted_without_a_classification():
    for message in OUTGOING:
        assert check(message, SENDER, today=TODAY) == []


def test_addresses_to_answer_to():
    assert list(check_addresses(ADDRESSES)) == []
    assert [one.code for one in check_addresses([])] == ["missing"]
    found = list(check_addresses(["a@b.fr", "a+b@c.fr", "é@c.fr", "a@c.abcdefg", "a@b.fr\n"]))
    assert [one.field for one in found] == [f"return_addresses.{rank}" for rank in (1, 2, 3, 4)]


def test_a_classification_is_read_in_the_order_of_numbers():
    assert [one.code for one in KNOWN.matieres] == ["7", "7.1", "7.5", "7.5.1", "7.10"]
    assert KNOWN.matiere((7, 10)).label == "Divers"
    assert (KNOWN.has_children((7, 5)), KNOWN.has_children((7, 10))) == (True, False)
    assert [one.code for one in KNOWN.types_for(1, (7, 5))] == ["99_DE", "99_SE", "70_PL", "75_SU"]
    assert [one.code for one in KNOWN.types_for(1, (7, 10))] == ["99_DE", "99_SE", "70_PL"]
    assert [one.code for one in KNOWN.types_for(1, (3, 1))] == ["99_DE", "99_SE"]
    assert KNOWN.types_for(6, (3, 1)) == ()
    odd = CLASSIFICATION.replace(b'Matiere="5"', b'Matiere="10"').replace(
        b'NatureActe="5"', b'NatureActe="%s"' % (b"9" * 5000)
    )
    assert [one.code for one in read_classification(odd).matieres] == ["7", "7.1", "7.10", "7.10.1"]
    for broken in (CLASSIFICATION.replace(b"2025-09-01", b"hier"), b"<a/>"):
        with pytest.raises(ClassificationRefused):
            read_classification(broken)


@pytest.mark.parametrize(
    ("head", "kind"),
    [(PDF, "pdf"), (b"\n\n%PDF-1.4", "pdf"), (PNG, "png"), (JPEG, "jpg"), (b"<?xml version='1.0'?><a/>", "xml")]
    + [(data, None) for data in (b"", b"MZ%PDF-", b"PK\x03\x04", b"GIF89a", b"<!DOCTYPE html><p>", b"bonjour")],
)
def test_a_file_is_what_its_bytes_say(head, kind):
    assert type_of_head(head) == kind
