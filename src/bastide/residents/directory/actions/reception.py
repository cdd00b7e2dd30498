"""What another source tells: one record at a time, each with what became of it and why.

    for record in records:
        receipt = receive_record(record=record, source=source, by=by, at=at)
    close_reception(reception=Reception(source, receipts), by=by, at=at, is_complete=True)

`docs/dev/directory.md` tells the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Commune, Organisation
from bastide.kit.ui.language import in_french

from .. import authority, duplicates, exports, values, writing
from ..models import TOWN_HALL, ExternalId, Place, PlaceSource, Proposal, Record
from ..receipts import Outcome, Receipt

#: A source that loses more than this share of its places at once, and more than so many, has failed.
MOST_GONE, FEW_GONE = 0.2, 10


@dataclass
class Reception:
    """One delivery of a source, all its receipts."""

    source: PlaceSource
    receipts: list[Receipt]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(each.outcome.value for each in self.receipts)
        return {each.value: found.get(each.value, 0) for each in Outcome}


@dataclass
class _Reading:
    """What a record means for us: the receipt, and what is to be written."""

    receipt: Receipt
    told: dict[str, Any]
    known: ExternalId | None = None
    likeness: duplicates.Likeness | None = None


def foresee_record(*, record: Record, source: PlaceSource) -> Receipt:
    """What would become of a record; nothing is written."""
    return _read(record, source).receipt


@transaction.atomic
@in_french
def receive_record(
    *, record: Record, source: PlaceSource, by: AbstractBaseUser | None, at: datetime, is_demonstration: bool = False
) -> Receipt:
    """Make a record a place, or part of what we know of one.

    Writes neither the journal nor the search index and takes no page back: `close_reception` does, once for all.
    """
    reading = _read(record, source)
    receipt = reading.receipt
    match receipt.outcome:
        case Outcome.REFUSED:
            return receipt
        case Outcome.CREATED:
            receipt.place = _create(record, source, reading.told, at, is_demonstration)
            _note(receipt.place, record, source, reading.told, at)
        case Outcome.DUPLICATE:
            _ask_whether_same(record, source, receipt, at)
        case _:
            _update(record, source, reading, at)
    return receipt


@transaction.atomic
def close_reception(
    *,
    reception: Reception,
    by: AbstractBaseUser | None,
    at: datetime,
    is_complete: bool = False,
    since: datetime | None = None,
) -> list[str]:
    """Show what a delivery changed, and note it in the journal. Gives sentences about what the source has no more.

    `is_complete`: the delivery is all that the source knows; what it did not tell since `since` (the `at` of the
    records) has gone, unless so much is gone that the source must be broken.
    """
    told = _tell_the_gone(reception.source, since or at, at) if is_complete else []
    show_received(receipts=reception.receipts)
    PlaceSource.objects.filter(pk=reception.source.pk).update(received_at=at)
    journal.record(
        "directory.records_received",
        target=reception.source,
        by=by,
        at=at,
        organisation=reception.source.organisation,
        data={"counts": reception.counts},
    )
    return told


@transaction.atomic
def show_received(*, receipts: list[Receipt]) -> None:
    """Show what some records changed; `close_reception` does it for a whole delivery."""
    changed = [each for each in receipts if each.changed or each.outcome is Outcome.CREATED]
    writing.show_again([each.place for each in changed if each.place is not None])


@transaction.atomic
def create_from_proposal(*, record: Record, source: PlaceSource, at: datetime) -> Place:
    """The record is of another place than the one it resembles: it becomes one of its own."""
    told, _wrong = values.clean_all(record.values())
    place = _create(record, source, told, at, False)
    _note(place, record, source, told, at)
    return place


@transaction.atomic
def attach_record(*, place: Place, record: Record, source: PlaceSource, at: datetime) -> Receipt:
    """The record speaks of `place`: from now on this source may fill what nobody said."""
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    told, _wrong = values.clean_all(record.values())
    known = ExternalId(source=source, key=record.key, place=place, seen_at=at)
    receipt = Receipt(record.key, record.name, Outcome.UNCHANGED, place=place)
    _compare(place, told, known, receipt)
    _update(record, source, _Reading(receipt, told, known), at)
    return receipt


def _read(record: Record, source: PlaceSource) -> _Reading:
    told, wrong = values.clean_all(record.values())
    reasons = [f"{values.label_of_field(name).capitalize()} : {why}" for name, why in wrong.items()]
    receipt = Receipt(record.key, record.name, Outcome.REFUSED, reasons)
    if not record.key:
        receipt.reasons.insert(0, _("Cette fiche n’a pas de numéro : elle ne pourrait pas être retrouvée."))
        return _Reading(receipt, told)
    if "name" not in told or "category" not in told:
        return _Reading(receipt, told)
    if told["category"] == TOWN_HALL or told.get("pivots"):
        codes = authority.codes_of(source.organisation)
        if authority.is_anothers_town_hall(codes, told["category"], told.get("insee_code")):
            receipt.reasons.append(_("Seule la commune elle-même, ou le pôle, tient la fiche de sa mairie."))
            return _Reading(receipt, told)
        _keep_to(codes, told, receipt)
    known = _known(record, source)
    if known is None and (same := _surely_same(told, source) or _ours(record)) is not None:
        if not authority.speaks_for(source.organisation, same.organisation):
            receipt.outcome, receipt.place = Outcome.DUPLICATE, same
            receipt.reasons.append(
                _("« %(name)s » est tenu par %(body)s, qui décidera.")
                % {"name": same.name, "body": same.organisation.name}
            )
            return _Reading(receipt, told)
        known = ExternalId(source=source, key=record.key, place=same)
    if known is not None:
        receipt.place = known.place
        if known.pk and known.digest == record.digest() and known.gone_at is None:
            receipt.outcome = Outcome.UNCHANGED
        else:
            _compare(known.place, told, known, receipt)
        return _Reading(receipt, told, known)
    found = _likenesses(told, source)
    if found:
        best = found[0]
        receipt.outcome, receipt.place = Outcome.DUPLICATE, best.place
        receipt.reasons.append(
            _("Ressemble à « %(name)s » : %(reason)s.") % {"name": best.place.name, "reason": best.reason}
        )
        return _Reading(receipt, told, likeness=best)
    receipt.outcome = Outcome.CREATED
    return _Reading(receipt, told)


def _keep_to(codes: frozenset[str] | None, told: dict[str, Any], receipt: Receipt) -> None:
    """A body tells whom its places serve among its own communes: nobody sends the people of the next one elsewhere."""
    if codes is None or not told.get("pivots"):
        return
    kept = {name: [code for code in served if code in codes] for name, served in told["pivots"].items()}
    kept = {name: served for name, served in kept.items() if served}
    if kept != told["pivots"]:
        told["pivots"] = kept
        receipt.reasons.append(_("Communes desservies : seules les vôtres sont retenues."))


def _known(record: Record, source: PlaceSource) -> ExternalId | None:
    """What this source said last time under that number; a source that is not stored yet said nothing."""
    if source.pk is None:
        return None
    return ExternalId.objects.select_related("place__source").filter(source=source, key=record.key).first()


def _ours(record: Record) -> Place | None:
    """The place that a row of one of our own exports speaks of: what went out comes back to where it was."""
    return exports.place_of_key(record) or exports.place_of_uid(record)


def _likenesses(told: Mapping[str, Any], source: PlaceSource) -> list[duplicates.Likeness]:
    """Places that the record may speak of; not those that its source knows under another number for good."""
    found = duplicates.likenesses(told)
    if found and source.pk is not None and source.kind in PlaceSource.NUMBERED:
        numbered = ExternalId.objects.filter(source=source, place__in=[each.place for each in found])
        told_apart = set(numbered.values_list("place_id", flat=True))
        found = [each for each in found if each.place.pk not in told_apart]
    return found


def _surely_same(told: Mapping[str, Any], source: PlaceSource) -> Place | None:
    """The place that an official source means without doubt: the one town hall of a commune."""
    if source.kind not in (PlaceSource.Kind.ANNUAIRE, PlaceSource.Kind.TERRITORY) or told["category"] != TOWN_HALL:
        return None
    if not told.get("insee_code"):
        return None
    halls = Place.objects.select_related("source", "organisation").filter(
        category=TOWN_HALL, insee_code=told["insee_code"]
    )
    if source.pk is not None and halls.filter(external_ids__source=source).exists():
        # This source has told us of the main one already: this is an annexe, or the town hall of a former commune.
        return None
    first = halls.order_by("pk").first()
    if (
        first is None
        or duplicates.fuzz.token_set_ratio(duplicates.folded(first.name), duplicates.folded(told["name"]))
        < duplicates.ALIKE
    ):
        return None
    return first


def _compare(place: Place, told: Mapping[str, Any], known: ExternalId, receipt: Receipt) -> None:
    """Sort the fields that differ: those this source may write, and those that are somebody else's."""
    receipt.outcome = Outcome.UNCHANGED
    for name in values.changed_fields(place, told):
        origin = place.origin_of(name)
        mine = origin["source"] == known.source.slug
        # A gap is filled, unless somebody of here emptied the field on purpose.
        is_gap = values.is_empty(values.read(place, name)) and not (origin["ours"] and name in place.provenance)
        if is_gap or (mine and not origin["ours"]):
            receipt.changed.append(name)
        elif (
            not values.is_empty(told[name])
            and known.values.get(name) != told[name]
            and not values.says_no_more(place, name, told[name])
        ):
            # It says something new, which is not what stands here.
            receipt.flagged.append(name)
    if receipt.flagged:
        receipt.outcome = Outcome.FLAGGED
        receipt.reasons.append(
            _("Ce qui a été dit ici reste : %(fields)s.") % {"fields": ", ".join(values.labels_of(receipt.flagged))}
        )
    elif receipt.changed:
        receipt.outcome = Outcome.UPDATED


def _create(
    record: Record, source: PlaceSource, told: Mapping[str, Any], at: datetime, is_demonstration: bool
) -> Place:
    place = writing.new_place(record, source, _owner(source, told), at)
    place.slug = writing.free_slug(told["name"], str(told.get("city") or ""))
    place.is_demonstration = is_demonstration
    writing.write(place, told, None, at)
    return place


def _owner(source: PlaceSource, told: Mapping[str, Any]) -> Organisation:
    """Who keeps the record: the source's own body, the commune for its town hall, else the pôle."""
    if source.organisation is not None:
        return source.organisation
    if told["category"] == TOWN_HALL and told.get("insee_code"):
        commune = Commune.objects.whole().select_related("organisation").filter(insee_code=told["insee_code"]).first()
        if commune and commune.organisation:
            return commune.organisation
    return Organisation.objects.filter(kind=Organisation.Kind.POLE).order_by("pk").first() or _no_pole()


def _no_pole() -> Organisation:
    raise Organisation.DoesNotExist("No body of kind pole: name one, or give the source an organisation.")


def _update(record: Record, source: PlaceSource, reading: _Reading, at: datetime) -> None:
    assert reading.known is not None
    receipt = reading.receipt
    if receipt.outcome is Outcome.UNCHANGED and reading.known.pk and reading.known.digest == record.digest():
        ExternalId.objects.filter(pk=reading.known.pk).update(seen_at=at, gone_at=None, as_of=record.as_of)
        return
    place = Place.objects.select_for_update(of=("self",)).select_related("source").get(pk=reading.known.place_id)
    receipt.place = place
    if receipt.changed:
        day = record.as_of or timezone.localdate(at)
        if place.source_id == source.pk and not receipt.flagged:
            # All of the record is of this day, what others said of single fields aside.
            kept = {name: line for name, line in place.provenance.items() if line["source"] != source.slug}
            place.source_on, place.provenance = day, kept
            writing.write(place, {name: reading.told[name] for name in receipt.changed}, None, at)
        else:
            line = writing.origin(source.slug, day)
            writing.write(place, {name: reading.told[name] for name in receipt.changed}, line, at)
    if receipt.flagged:
        _ask_which_is_right(place, source, {name: reading.told[name] for name in receipt.flagged}, at)
    _note(place, record, source, reading.told, at)


def _note(place: Place, record: Record, source: PlaceSource, told: Mapping[str, Any], at: datetime) -> None:
    """Remember what the source said, to recognise it when it says the same."""
    ExternalId.objects.update_or_create(
        source=source, key=record.key, defaults=writing.what_was_said(place, record, told, at)
    )


def _ask_which_is_right(place: Place, source: PlaceSource, theirs: Mapping[str, Any], at: datetime) -> None:
    """One open question per place and source; what it says anew is added."""
    asked, _new = Proposal.objects.get_or_create(
        place=place,
        source=source,
        kind=Proposal.Kind.DIFFERENCE,
        state=Proposal.State.WAITING,
        defaults={"organisation": place.organisation, "made_at": at},
    )
    for name, value in theirs.items():
        asked.values[name] = {"ours": values.read(place, name), "theirs": value}
    asked.save(update_fields=["values"])


def _ask_whether_same(record: Record, source: PlaceSource, receipt: Receipt, at: datetime) -> None:
    assert receipt.place is not None
    decided = Proposal.objects.filter(kind=Proposal.Kind.DUPLICATE, source=source, key=record.key)
    place = Place.objects.select_related("organisation").get(pk=receipt.place.pk)
    asked = decided.filter(state=Proposal.State.WAITING).first()
    if asked is None:
        asked = Proposal(
            kind=Proposal.Kind.DUPLICATE, source=source, key=record.key, made_at=at, organisation=place.organisation
        )
    asked.place, asked.record, asked.reason = place, record.as_json(), receipt.reasons[-1][:250]
    asked.save()


def _tell_the_gone(source: PlaceSource, since: datetime, at: datetime) -> list[str]:
    """Mark what the source does not know any more, and ask what to do with each place that it alone told of."""
    known = ExternalId.objects.filter(source=source, gone_at__isnull=True)
    gone = known.filter(seen_at__lt=since).select_related("place__organisation")
    number, total = gone.count(), known.count()
    if number > FEW_GONE and number > MOST_GONE * total:
        return [
            _(
                "%(number)s lieux sur %(total)s manquent dans cette livraison : "
                "elle est sans doute incomplète, rien n’est retiré."
            )
            % {"number": number, "total": total}
        ]
    told = []
    for each in list(gone):
        each.gone_at = at
        each.save(update_fields=["gone_at"])
        told.append(_("« %(name)s » n’est plus dans cette source.") % {"name": each.place.name})
        if each.place.source_id == source.pk and each.place.is_published:
            Proposal.objects.get_or_create(
                place=each.place,
                source=source,
                kind=Proposal.Kind.GONE,
                state=Proposal.State.WAITING,
                defaults={"organisation": each.place.organisation, "made_at": at, "key": each.key},
            )
    return told
