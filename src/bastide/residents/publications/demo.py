"""What the demonstration shows of publications: three documents of Monbazillac, invented, and which say so."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pikepdf
from django.db import transaction
from django.utils import timezone

from bastide.core.accounts.models import Role, User
from bastide.core.media import actions as media
from bastide.core.media.models import MediaDocument
from bastide.core.media.screens import TEXTS, checked_document
from bastide.core.territory.models import Organisation
from bastide.kit.registry.demo import Scene, scenes

from . import actions
from .models import PublishedDocument

MADE_UP = "Document inventé pour la démonstration."
DOCUMENTS = (
    (
        "Procès-verbal du 15 octobre 2026",
        PublishedDocument.Kind.MINUTES,
        date(2026, 10, 15),
        (
            "Procès-verbal du conseil municipal\nSéance du 15 octobre 2026\nPrésents : neuf conseillers inventés.",
            "Tarif de la cantine : trois euros vingt le repas.\nRéfection du lavoir : accord à l'unanimité.",
        ),
    ),
    (
        "Liste des délibérations du 15 octobre 2026",
        PublishedDocument.Kind.DELIBERATIONS,
        date(2026, 10, 15),
        ("Liste des délibérations examinées le 15 octobre 2026\n2026-40 : tarif de la cantine, approuvée.",),
    ),
    (
        "Bulletin municipal d’automne",
        PublishedDocument.Kind.BULLETIN,
        date(2026, 9, 21),
        ("Bulletin municipal\nAutomne 2026", "Les vendanges commencent. Le marché reprend sous la halle."),
    ),
)


def load(say: Callable[[str], None]) -> None:
    if PublishedDocument.objects.exists():
        say("Les publications sont déjà là.")
        return
    organisation = Organisation.objects.filter(commune__insee_code="24274", commune__type="COM").first()
    author = _writer(organisation)
    if organisation is None or author is None:
        say("Pas de commune pour publier.")
        return
    for title, kind, day, pages in DOCUMENTS:
        _publish(organisation, author, title, kind, day, pages)
    read = media.read_due(clock=timezone.now)
    say(f"{len(DOCUMENTS)} documents inventés, {read.done} lus.")


@transaction.atomic
def _publish(
    organisation: Organisation, author: User, title: str, kind: str, day: date, pages: tuple[str, ...]
) -> MediaDocument:
    at = timezone.now()
    file = checked_document(io.BytesIO(_pdf(pages)), f"{kind}-{day}.pdf", allowed=TEXTS)
    values = {"file": file, "title": title, "kind": kind, "dated_on": day}
    thing = actions.save_publication(organisation=organisation, values=values, by=author, at=at)
    return actions.publish(thing=thing, by=author, at=at).document


def _writer(organisation: Organisation | None) -> User | None:
    """Whoever prepares what this body publishes; the demonstration's accounts come before."""
    if organisation is None:
        return None
    people = User.objects.filter(memberships__organisation=organisation, memberships__role=Role.AGENT)
    return people.order_by("pk").first()


def _pdf(pages: tuple[str, ...]) -> bytes:
    """A plain PDF with those words, each page marked as invented."""
    document = pikepdf.new()
    for text in pages:
        lines = [*text.split("\n"), "", MADE_UP]
        shown = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in lines)
        page = document.add_blank_page(page_size=(595, 842))
        page.Contents = document.make_stream(f"BT /F1 14 Tf 22 TL 72 740 Td {shown} ET".encode("cp1252", "replace"))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


scenes.plug("publications", Scene("Publications inventées", load, order=60))
