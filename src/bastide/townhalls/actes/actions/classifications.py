"""The préfecture's classification, as a body receives it."""

from __future__ import annotations

from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation

from .. import channels, states, steps
from ..attaching import Context, Unattached, bodies_of, day_of, first_of, past_day_of, same_line
from ..models import Acte, ClassificationVersion, DocumentType, Matiere, Transaction, TransmissionSettings
from ..plain_words import plain, words_for
from ..storage import digest
from ..wire.classification import ClassificationRefused, read_classification
from ..wire.inspection import Found
from ..wire.parsing import XmlRefused
from ..wire.said import Reading
from . import alerts


@transaction.atomic
def store_classification(
    *, organisation: Organisation, dated_on: date, raw: bytes, at: datetime, is_training: bool = False
) -> ClassificationVersion:
    """Keep a classification and what it holds; the same date again changes nothing. Exercises have their own.

    Raises XmlRefused, ClassificationRefused.
    """
    same = ClassificationVersion.objects.filter(organisation=organisation, dated_on=dated_on, is_training=is_training)
    if (known := same.first()) is not None:
        return known
    read = read_classification(raw)
    version = ClassificationVersion(
        organisation=organisation, dated_on=dated_on, received_at=at, sha256=digest(raw), is_training=is_training
    )
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
    if not is_training:
        answered = TransmissionSettings.objects.filter(organisation=organisation, newer_classification_on__lte=dated_on)
        answered.update(newer_classification_on=None)
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
    """The classification that the State sends to one body. Raises Unattached."""
    dated_on = past_day_of(found.reading.classification_date, context)
    bodies = list(bodies_of(found.reading, context))
    if len(bodies) != 1:
        raise Unattached("on ne sait pas pour quel organisme est cette classification")
    try:
        store_classification(
            organisation=bodies[0],
            dated_on=dated_on,
            raw=found.data,
            at=context.at,
            is_training=context.is_simulated and not _is_shown_by_simulator(bodies[0]),
        )
    except (XmlRefused, ClassificationRefused) as refusal:
        raise Unattached(str(refusal)) from refusal
    close_request(found=found, context=context)


def _is_shown_by_simulator(organisation: Organisation) -> bool:
    """Whether the simulator is this body's préfecture: on a demonstration only."""
    settings = channels.settings_of(organisation, is_training=False)
    simulated = settings is not None and settings.tiers == channels.SIMULATOR
    return simulated and not channels.trains(organisation)


def note_newer(*, acte: Acte, reading: Reading, at: datetime) -> None:
    """The State says which classification is in force: a later one than ours is to be asked for."""
    announced = day_of(reading.classification_date, or_none=True)
    settings = TransmissionSettings.objects.filter(organisation=acte.organisation_id).first()
    held = ClassificationVersion.objects.current_for(acte.organisation)
    if announced and announced > at.date():
        return
    if announced and settings is not None and (held is None or held.dated_on < announced):
        TransmissionSettings.objects.filter(pk=settings.pk).update(newer_classification_on=announced)
        alerts.tell_classification(organisation=acte.organisation, dated_on=announced, at=at)


def close_request(*, found: Found, context: Context) -> None:
    """The request that this answers, if there was one, is over."""
    bodies = list(bodies_of(found.reading, context))
    asked = Transaction.objects.filter(
        same_line(context), organisation__in=bodies, kind=Transaction.Kind.CLASSIFICATION
    )
    exchange = first_of(asked, (states.State.TRANSMITTED, states.State.WAITING)) if len(bodies) == 1 else None
    if exchange is not None:
        steps.advance(
            exchange, states.Event.ACKNOWLEDGE, at=context.at, proof=found.data[:100_000], inbound=context.message
        )
        context.exchange = exchange
