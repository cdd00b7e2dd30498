"""The préfecture's classification, as a body receives it."""

from __future__ import annotations

from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation

from .. import states, steps
from ..attaching import Context, Unattached, bodies_of, day_of, first_of
from ..models import ClassificationVersion, DocumentType, Matiere, Transaction
from ..plain_words import plain, words_for
from ..storage import digest
from ..wire.classification import ClassificationRefused, read_classification
from ..wire.inspection import Found
from ..wire.parsing import XmlRefused


@transaction.atomic
def store_classification(
    *, organisation: Organisation, dated_on: date, raw: bytes, at: datetime
) -> ClassificationVersion:
    """Keep a classification and what it holds; the same date again changes nothing.

    Raises XmlRefused, ClassificationRefused.
    """
    if (
        known := ClassificationVersion.objects.filter(organisation=organisation, dated_on=dated_on).first()
    ) is not None:
        return known
    read = read_classification(raw)
    version = ClassificationVersion(organisation=organisation, dated_on=dated_on, received_at=at, sha256=digest(raw))
    version.raw.save("classification.xml", ContentFile(raw), save=False)
    version.save()
    labels = {each.path: each.label for each in read.matieres}
    Matiere.objects.bulk_create(
        Matiere(
            version=version,
            code=each.code,
            depth=len(each.path),
            rank=rank,
            label=" ".join(each.label.split())[:250],
            trail=" › ".join(_levels(each.path, labels))[:600],
            words=_words(each.path, labels),
        )
        for rank, each in enumerate(read.matieres)
    )
    types = {
        (nature.code, each.code): each.label
        for nature in read.natures
        for each in nature.document_types
        if len(each.code) == 5 and nature.code < 100
    }
    DocumentType.objects.bulk_create(
        DocumentType(version=version, nature=nature, code=code, label=label[:250])
        for (nature, code), label in types.items()
    )
    journal.record(
        "actes.classification",
        target=version,
        at=at,
        organisation=organisation,
        data={"dated_on": dated_on.isoformat()},
    )
    return version


def _levels(path: tuple[int, ...], labels: dict[tuple[int, ...], str]) -> list[str]:
    return [" ".join(labels.get(path[:level], "").split()) for level in range(1, len(path) + 1)]


def _words(path: tuple[int, ...], labels: dict[tuple[int, ...], str]) -> str:
    """What a matière is found by: the labels of all its levels, and how people call it."""
    return f"{plain(' '.join(_levels(path, labels)))} {words_for('.'.join(map(str, path)))}".strip()


def take_classification(*, found: Found, context: Context) -> None:
    dated_on = day_of(found.reading.classification_date)
    bodies = list(bodies_of(found.reading, context))
    if len(bodies) != 1:
        raise Unattached("on ne sait pas pour quel organisme est cette classification")
    try:
        store_classification(organisation=bodies[0], dated_on=dated_on, raw=found.data, at=context.at)
    except (XmlRefused, ClassificationRefused) as refusal:
        raise Unattached(str(refusal)) from refusal
    close_request(found=found, context=context)


def close_request(*, found: Found, context: Context) -> None:
    """The request that this answers, if there was one, is over."""
    bodies = list(bodies_of(found.reading, context))
    asked = Transaction.objects.filter(organisation__in=bodies, kind=Transaction.Kind.CLASSIFICATION)
    exchange = first_of(asked, (states.State.TRANSMITTED, states.State.WAITING)) if len(bodies) == 1 else None
    if exchange is not None:
        steps.advance(
            exchange, states.Event.ACKNOWLEDGE, at=context.at, proof=found.data[:100_000], inbound=context.message
        )
        context.exchange = exchange
