"""What we send, rule by rule: stricter than the schema, which lets an empty object or a nature 99 through.

Each rule gives a `Problem` on the field it concerns, with a sentence for whoever fills it in. These rules are for what
leaves, never for what comes in. Source: what S2LOW, STELA and Pastell enforce (reference §8, read 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .charset import sendable
from .classification import Classification
from .contents import ContentType, pdf_facts, type_of
from .kinds import NATURE_BY_CODE
from .messages import (
    ActeMessage,
    CancellationMessage,
    ClassificationRequestMessage,
    Content,
    LetterReceiptMessage,
    Message,
    Piece,
    ReplyKind,
    ReplyMessage,
    Sender,
)
from .names import read_acte_id
from .simple_types import ACTE_ID, EMAIL

#: 150 MiB for the whole archive.
MOST_BYTES = 150 * 1024 * 1024
#: When acts began to be transmitted. Source: loi 82-213 du 2 mars 1982 (read 2026-11).
FIRST_DAY = date(1982, 3, 2)
MOST_SUBJECT = 500
MOST_NUMBER = 15
NUMBER = re.compile(r"([A-Z0-9][A-Z0-9_]{0,13})?[A-Z0-9]")
TYPE_CODE = re.compile(r"[A-Z0-9_]{5}")
DEPARTEMENT = re.compile(r"[09][0-9][0-9AB]")
#: The bodies that the ministry knows: commune, EPCI, syndicat, établissement public…
SENDER_NATURES = frozenset(
    f"{tens}{unit}"
    for tens, units in {1: "124", 2: "12345", 3: "1234", 4: "1234567", 5: "12345", 6: "123", 7: "1234"}.items()
    for unit in units
)
BUDGET_NATURE, BUDGET_MATIERE = 5, (7, 1)
_ACCEPTED = frozenset(ContentType)


class Code(StrEnum):
    """Stable names of the rules, for tests and for whoever counts what people stumble over."""

    MISSING = "missing"
    NUMBER = "number"
    TOO_LONG = "too-long"
    LINE_BREAK = "line-break"
    FUTURE = "future"
    PAST = "past"
    NATURE = "nature"
    MATIERE = "matiere"
    CLASSIFICATION = "classification"
    TYPE_CODE = "type-code"
    EMPTY_FILE = "empty-file"
    FILE_TYPE = "file-type"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    SEALED = "sealed"
    TOO_LARGE = "too-large"
    UNIQUE_ID = "unique-id"
    ONE_DOCUMENT = "one-document"
    SENDER = "sender"
    ADDRESS = "address"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` is that of the message: "number", "document", "annexes.0", "annexes.0.type_code", "sender.siren"…"""

    field: str
    code: Code
    message: str


def check(
    message: Message, sender: Sender, *, today: date, classification: Classification | None = None
) -> list[Problem]:
    """Everything that forbids to send `message`. Reads the first bytes of each file, and the structure of each PDF."""
    problems = list(check_sender(sender))
    match message:
        case ActeMessage():
            problems += _acte(message, today, classification)
            problems += _pieces_of_acte(message, classification)
        case ReplyMessage():
            problems += _about(message.unique_id, sender)
            problems += _pieces_of_reply(message)
        case LetterReceiptMessage():
            problems += _about(message.unique_id, sender)
            if message.code not in ("3-2", "4-2"):
                problems.append(Problem("code", Code.LETTER, "Seules les lettres 3-1 et 4-1 ont un accusé."))
        case CancellationMessage():
            problems += _about(message.unique_id, sender)
        case ClassificationRequestMessage():
            if message.held is not None and message.held > today:
                problems.append(Problem("held", Code.FUTURE, "La date de la classification est dans le futur."))
    if sum(piece.content.size for piece in message.pieces) > MOST_BYTES:
        limit = MOST_BYTES // (1024 * 1024)
        problems.append(Problem("pieces", Code.TOO_LARGE, f"L’ensemble des fichiers dépasse {limit} Mo."))
    return problems


# ---------------------------------------------------------------------------------------------------------------------
# The act
# ---------------------------------------------------------------------------------------------------------------------


def check_number(number: str) -> Iterator[Problem]:
    if not number:
        yield Problem("number", Code.MISSING, "Donnez un numéro à l’acte.")
    elif len(number) > MOST_NUMBER:
        yield Problem("number", Code.TOO_LONG, f"Le numéro a {MOST_NUMBER} signes au plus.")
    elif not NUMBER.fullmatch(number):
        yield Problem(
            "number",
            Code.NUMBER,
            "Le numéro n’a que des lettres majuscules sans accent, des chiffres et « _ », ni au début ni à la fin.",
        )


def check_subject(subject: str) -> Iterator[Problem]:
    """On the subject as it will leave: a replaced sign may count for several."""
    written = sendable(subject).text
    if not written.strip():
        yield Problem("subject", Code.MISSING, "Dites l’objet de l’acte.")
    if re.search(r"[\r\n\t]", written):
        yield Problem("subject", Code.LINE_BREAK, "L’objet tient sur une ligne, sans tabulation.")
    if len(written) > MOST_SUBJECT:
        yield Problem("subject", Code.TOO_LONG, f"L’objet a {MOST_SUBJECT} signes au plus ; il en a {len(written)}.")


def _acte(message: ActeMessage, today: date, classification: Classification | None) -> Iterator[Problem]:
    yield from check_number(message.number)
    yield from check_subject(message.subject)
    if message.decision_date > today:
        yield Problem("decision_date", Code.FUTURE, "La date de la décision est dans le futur.")
    elif message.decision_date < FIRST_DAY:
        yield Problem("decision_date", Code.PAST, "L’année de la décision n’est pas la bonne : relisez la date.")
    if message.nature not in NATURE_BY_CODE:
        yield Problem("nature", Code.NATURE, "Choisissez la nature de l’acte.")
    yield from _matiere(message.matiere, classification)
    if message.classification_date > today:
        yield Problem("classification_date", Code.FUTURE, "La date de la classification est dans le futur.")
    if classification is not None and message.classification_date != classification.dated:
        yield Problem(
            "classification_date",
            Code.CLASSIFICATION,
            f"La classification en vigueur est du {classification.dated:%d/%m/%Y} : choisissez de nouveau la matière.",
        )
    if message.previous_id and not ACTE_ID.accepts(message.previous_id):
        yield Problem("previous_id", Code.UNIQUE_ID, "L’identifiant de l’acte précédent n’a pas la forme attendue.")


def _matiere(path: tuple[int, ...], classification: Classification | None) -> Iterator[Problem]:
    if len(path) < 2:
        yield Problem("matiere", Code.MISSING, "Choisissez la matière, sur deux niveaux au moins.")
    elif len(path) > 5 or any(level < 1 for level in path):
        yield Problem("matiere", Code.MATIERE, "La matière a cinq niveaux au plus, chacun un nombre.")
    elif classification is not None and classification.matiere(path) is None:
        code = ".".join(map(str, path))
        yield Problem("matiere", Code.MATIERE, f"La matière {code} n’est pas dans la classification de la préfecture.")


def _pieces_of_acte(message: ActeMessage, classification: Classification | None) -> Iterator[Problem]:
    types = {one.code for one in classification.types_for(message.nature, message.matiere)} if classification else set()
    yield from _type_code("document", message.document, types)
    kind = _kind(message.document)
    is_budget = message.nature == BUDGET_NATURE and message.matiere[:2] == BUDGET_MATIERE
    if message.document.content.size == 0:
        yield Problem("document", Code.EMPTY_FILE, "Le fichier est vide.")
    elif kind is ContentType.XML:
        if not is_budget:
            yield Problem(
                "document",
                Code.FILE_TYPE,
                "Un document XML n’est possible que pour un budget (nature 5, matière 7.1) : joignez un PDF.",
            )
        elif not is_sealed(message.document.content):
            yield Problem(
                "document", Code.SEALED, "Ce budget n’est pas scellé : scellez-le dans TotEM, puis joignez-le."
            )
    elif kind is not ContentType.PDF:
        yield Problem("document", Code.FILE_TYPE, "Ce fichier n’est pas un PDF, quel que soit son nom.")
    else:
        yield from _pdf("document", message.document)
    accepted = frozenset({ContentType.PDF}) if kind is ContentType.XML else _ACCEPTED
    for rank, annexe in enumerate(message.annexes):
        yield from _type_code(f"annexes.{rank}", annexe, types)
        yield from _piece(f"annexes.{rank}", annexe, accepted)


def _type_code(field: str, piece: Piece, types: Collection[str]) -> Iterator[Problem]:
    if not piece.type_code:
        yield Problem(f"{field}.type_code", Code.MISSING, "Dites de quel type de document il s’agit.")
    elif not TYPE_CODE.fullmatch(piece.type_code):
        yield Problem(f"{field}.type_code", Code.TYPE_CODE, "Le type de document a cinq signes, comme 99_DE.")
    elif types and piece.type_code not in types:
        yield Problem(
            f"{field}.type_code",
            Code.TYPE_CODE,
            f"Le type {piece.type_code} n’est pas prévu pour cette nature et cette matière.",
        )


def _piece(field: str, piece: Piece, accepted: Collection[ContentType]) -> Iterator[Problem]:
    if piece.content.size == 0:
        yield Problem(field, Code.EMPTY_FILE, "Le fichier est vide.")
        return
    kind = _kind(piece)
    if kind not in accepted:
        words = "PDF" if accepted == {ContentType.PDF} else "PDF, XML, JPEG ou PNG"
        yield Problem(field, Code.FILE_TYPE, f"Ce fichier n’est pas un {words}, quel que soit son nom.")
    elif kind is ContentType.PDF:
        yield from _pdf(field, piece)


def _kind(piece: Piece) -> ContentType | None:
    return type_of(piece.content)


def _pdf(field: str, piece: Piece) -> Iterator[Problem]:
    facts = pdf_facts(piece.content)
    if not facts.is_readable:
        yield Problem(field, Code.FILE_TYPE, "Ce PDF est abîmé : il ne s’ouvre pas.")
    if facts.is_encrypted:
        yield Problem(
            field, Code.ENCRYPTED, "Ce PDF est protégé par un mot de passe : la préfecture ne pourrait pas l’ouvrir."
        )
    if facts.active:
        found = ", ".join(facts.active)
        yield Problem(field, Code.ACTIVE, f"Ce PDF contient {found} : enregistrez-le de nouveau en PDF simple (PDF/A).")


def is_sealed(content: Content) -> bool:
    """Whether an element `Scellement` stands in a budget, in whatever namespace; read as text, for it may be large."""
    mark, kept = re.compile(rb"<(?:[A-Za-z0-9_.-]+:)?Scellement[\s/>]"), b""
    with content.open() as source:
        while chunk := source.read(1024 * 1024):
            if mark.search(kept + chunk):
                return True
            kept = chunk[-128:]
    return False


# ---------------------------------------------------------------------------------------------------------------------
# The rest
# ---------------------------------------------------------------------------------------------------------------------


def _about(unique_id: str, sender: Sender) -> Iterator[Problem]:
    parts = read_acte_id(unique_id)
    if parts is None or not ACTE_ID.accepts(unique_id):
        yield Problem("unique_id", Code.UNIQUE_ID, "L’identifiant de l’acte n’a pas la forme attendue.")
    elif parts.siren != sender.siren:
        yield Problem("unique_id", Code.UNIQUE_ID, "Cet acte est d’une autre collectivité.")


def _pieces_of_reply(message: ReplyMessage) -> Iterator[Problem]:
    if not message.pieces:
        yield Problem("pieces", Code.MISSING, "Joignez le document à envoyer.")
    elif len(message.pieces) > 1 and message.kind != ReplyKind.DOCUMENTS_SENT:
        yield Problem("pieces", Code.ONE_DOCUMENT, "Cette réponse n’a qu’un document.")
    for rank, piece in enumerate(message.pieces):
        yield from _type_code(f"pieces.{rank}", piece, ())
        yield from _piece(f"pieces.{rank}", piece, _ACCEPTED)


def check_sender(sender: Sender) -> Iterator[Problem]:
    for field, holds, sentence in (
        ("siren", re.fullmatch(r"[0-9]{9}", sender.siren), "Le SIREN a neuf chiffres."),
        ("departement", DEPARTEMENT.fullmatch(sender.departement), "Le département a trois signes, comme 024 ou 02A."),
        ("arrondissement", re.fullmatch(r"[0-9]", sender.arrondissement), "L’arrondissement est un chiffre."),
        ("nature", sender.nature in SENDER_NATURES, "La nature de la collectivité n’est pas connue d’ACTES."),
    ):
        if not holds:
            yield Problem(f"sender.{field}", Code.SENDER, sentence)
    if sender.contact and sender.contact.email and not EMAIL.accepts(sender.contact.email):
        yield Problem("sender.contact.email", Code.ADDRESS, _ADDRESS)


_ADDRESS = "ACTES n’accepte que des lettres sans accent, des chiffres, « _ », « - » et « . » avant l’arobase."


def check_addresses(addresses: Sequence[str]) -> Iterator[Problem]:
    """The addresses to which the State answers; the operator's own mailbox must be the first."""
    if not addresses:
        yield Problem("return_addresses", Code.MISSING, "Il faut une adresse de retour.")
    for rank, address in enumerate(addresses):
        if not EMAIL.accepts(address):
            yield Problem(f"return_addresses.{rank}", Code.ADDRESS, _ADDRESS)
