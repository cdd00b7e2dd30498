"""The words of a PDF, for the search of the register and for the warning about personal data."""

from __future__ import annotations

import re
import threading

import pypdfium2

#: What is kept of one document: about three hundred pages.
LONGEST = 500_000
#: PDFium knows one thread at a time.
_one_at_a_time = threading.Lock()
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def text_of(content: bytes) -> str:
    """The words of a PDF, "" when it has none (a scan) or cannot be read."""
    with _one_at_a_time:
        return _text_of(content)


def _text_of(content: bytes) -> str:
    parts: list[str] = []
    length = 0
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return ""
    try:
        for number in range(len(pdf)):
            try:
                page = pdf[number]
            except pypdfium2.PdfiumError:
                continue  # a page that is broken hides no other
            try:
                text_page = page.get_textpage()
                text = text_page.get_text_bounded()
                text_page.close()
            except pypdfium2.PdfiumError:
                continue
            finally:
                page.close()
            parts.append(text)
            length += len(text)
            if length > LONGEST:
                break
    finally:
        pdf.close()
    return UNWRITABLE.sub("", "\n".join(parts))[:LONGEST]


#: What looks like somebody's own data, and what it is called on the screen.
PERSONAL = (
    (
        re.compile(r"\b[12]\s?\d{2}\s?\d{2}\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?\b"),
        "un numéro de sécurité sociale",
    ),
    (re.compile(r"\bFR\d{2}(?:\s?[0-9A-Z]{4}){5}\s?[0-9A-Z]{3}\b"), "un numéro de compte bancaire"),
    (re.compile(r"\bn[ée]e?\s+le\s+\d{1,2}", re.IGNORECASE), "une date de naissance"),
    (re.compile(r"\b(?:M\.|Mme|Mlle|Monsieur|Madame)\s+[A-ZÉÈ]"), "le nom d’une personne"),
    (re.compile(r"\b0[67](?:[\s.]?\d{2}){4}\b"), "un numéro de téléphone portable"),
    (re.compile(r"\b[\w.+-]+@[\w-]+\.\w{2,}\b"), "une adresse électronique"),
)


def personal_data_in(text: str) -> list[str]:
    """What in `text` looks like personal data, in words; a warning for a person to judge, nothing more."""
    return [words for pattern, words in PERSONAL if pattern.search(text)]
