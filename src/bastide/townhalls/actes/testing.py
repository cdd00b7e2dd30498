"""Invented acts for the tests of the whole project."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

from django.core.files.base import ContentFile

from bastide.core.territory.models import Organisation

from .documents.making import make_pdf
from .models import Acte, ActeFile, ClassificationVersion, DocumentType, Matiere, RegisterEntry, TransmissionSettings
from .numbering import next_number
from .plain_words import plain, words_for
from .storage import digest

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
DAY = date(2026, 11, 12)
CLASSIFIED_ON = date(2026, 1, 5)
#: SIREN of nobody, with a right key.
SIREN = "212499016"
_pdf: dict[str, bytes] = {}


def pdf_of(words: str = "Le conseil décide les tarifs de la cantine.") -> bytes:
    """A small accessible PDF; made once for each text."""
    if words not in _pdf:
        data = {
            "title": "Délibération",
            "organisation": "Commune inventée",
            "foot": "Démonstration",
            "heading": "",
            "facts": [],
            "blocks": [{"kind": "text", "text": words}],
            "signature": "",
        }
        _pdf[words] = make_pdf("deliberation", data, at=NOON)
    return _pdf[words]


def make_settings(organisation: Organisation, *, siren: str = SIREN, **fields) -> TransmissionSettings:
    given = {
        "siren": siren,
        "department": "099",
        "arrondissement": "1",
        "tiers": TransmissionSettings.Tiers.SIMULATOR,
        "default_author": "Aline Dutilh",
        "default_capacity": "Maire",
    }
    return TransmissionSettings.objects.create(organisation=organisation, **(given | fields))


def make_classification(organisation: Organisation, *, dated_on: date = CLASSIFIED_ON) -> ClassificationVersion:
    version = ClassificationVersion(
        organisation=organisation, dated_on=dated_on, received_at=NOON, sha256=digest(b"<RetourClassification/>")
    )
    version.raw.save("classification.xml", ContentFile(b"<RetourClassification/>"), save=False)
    version.save()
    labels = {"3.5": "Autres actes du domaine public", "6.1": "Police municipale", "7.10": "Divers", "8.3": "Voirie"}
    Matiere.objects.bulk_create(
        Matiere(version=version, code=code, depth=2, rank=rank, label=label, words=f"{plain(label)} {words_for(code)}")
        for rank, (code, label) in enumerate(labels.items())
    )
    DocumentType.objects.bulk_create(
        DocumentType(version=version, nature=nature, code=code, label=label)
        for nature, code, label in (
            (1, "99_DE", "Délibération"),
            (1, "99_SE", "Fichier de signature"),
            (1, "71_TA", "Tarifs"),
            (2, "99_AR", "Arrêté réglementaire"),
            (3, "99_AI", "Arrêté individuel"),
        )
    )
    return version


def make_acte(organisation: Organisation, *, with_file: bool = True, words: str = "", **fields) -> Acte:
    nature, year = fields.get("nature", 1), fields.get("year", 2026)
    taken = Acte.objects.filter(organisation=organisation, year=year).values_list("number", flat=True)
    given = {
        "nature": nature,
        "year": year,
        "number": next_number(nature, year, taken),
        "object": "Tarifs de la cantine",
        "decided_on": DAY,
        "matiere_code": "7.10",
        "matiere_label": "Divers",
        "classification_on": CLASSIFIED_ON,
        "author_body": "Conseil municipal",
        "author_name": "Aline Dutilh",
        "author_capacity": "Maire",
        "duty": Acte.Duty.REQUIRED,
        "created_at": NOON,
    }
    acte = Acte.objects.create(organisation=organisation, **(given | fields))
    if with_file:
        make_file(acte, pdf_of(words) if words else pdf_of())
    return acte


def make_file(acte: Acte, content: bytes, *, rank: int = 1, name: str = "deliberation.pdf", **fields) -> ActeFile:
    file = ActeFile(
        acte=acte,
        rank=rank,
        type_code=fields.pop("type_code", ("99_DE", "99_AR", "99_AI", "99_DC", "99_BU", "99_AU")[acte.nature - 1]),
        original_name=name,
        content_type=fields.pop("content_type", ActeFile.Kind.PDF),
        size=len(content),
        sha256=digest(content),
        added_at=fields.pop("added_at", acte.created_at),
        **fields,
    )
    file.content.save(name, ContentFile(content), save=False)
    file.save()
    return file


def make_entry(organisation: Organisation, *, acte: Acte | None = None, at: datetime = NOON, **fields) -> RegisterEntry:
    acte = acte or make_acte(organisation, state=Acte.State.KEPT, duty=Acte.Duty.FREE)
    content = pdf_of()
    given = {
        "mode": RegisterEntry.Mode.ELECTRONIC,
        "nature": acte.nature,
        "number": acte.number,
        "object": acte.object,
        "decided_on": acte.decided_on,
        "matiere_code": acte.matiere_code,
        "matiere_label": acte.matiere_label,
        "published_at": at,
        "sha256": digest(content),
        "size": len(content),
        "name": "acte.pdf",
        "text": "tarifs de la cantine",
    }
    entry = RegisterEntry(organisation=organisation, acte=acte, **(given | fields))
    entry.document.save("acte.pdf", ContentFile(content), save=False)
    entry.save()
    return entry


def opened(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)
