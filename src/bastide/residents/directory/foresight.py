"""What would become of each line of a file, and why; nothing is written.

    foresight = Foresight(source, actions.foresee_record)
    for line in delivery.lines():
        foreseen = foresight.of(line)

Lines are compared with what we know and with one another: in a file, too, a place may stand twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from bastide.core.territory.models import Organisation

from . import duplicates, values
from .models import Place, PlaceSource, Record
from .receipts import Outcome, Receipt
from .sources import Line, Note
from .words import folded

#: Degrees of a cell, about 500 m: a place and what may be the same lie in one cell or in two that touch.
_CELL_LAT, _CELL_LON = 0.0055, 0.008
#: Lines of one cell that a line is compared with; keys that are remembered.
_MOST, _MOST_KEYS = 300, 3_000_000

#: Remarks that ask nothing of anybody.
_ORDINARY = frozenset({"other-commune", "no-key"})


@dataclass
class Foreseen:
    """One line and what becomes of it: `reasons` say why, `changes` give (before, after) by field."""

    line: Line
    outcome: Outcome
    reasons: list[Note] = field(default_factory=list)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    place: Place | None = None
    #: The line of the same file that it repeats.
    same_as: int | None = None

    @property
    def is_left_out(self) -> bool:
        """Whether nothing of the line is to be received."""
        return self.outcome is Outcome.REFUSED or any(each.code == "line-twice" for each in self.reasons)

    @property
    def is_to_be_looked_at(self) -> bool:
        """Whether somebody should read it: it is refused, waits for a decision, or something of it was dropped."""
        if self.outcome in (Outcome.CREATED, Outcome.UPDATED):
            return any(each.code not in _ORDINARY for each in self.line.remarks)
        return self.outcome is not Outcome.UNCHANGED

    def as_json(self) -> dict[str, Any]:
        record = self.line.record
        return {
            "number": self.line.number,
            "key": self.line.key,
            "name": self.line.name,
            "outcome": self.outcome.value,
            "why": " ".join(each.message for each in self.reasons),
            "reasons": [each.as_json() for each in self.reasons],
            "remarks": [each.as_json() for each in self.line.remarks],
            "place": self.place.slug if self.place else None,
            "same_as_line": self.same_as,
            "changes": {name: {"before": before, "after": after} for name, (before, after) in self.changes.items()},
            "record": record.as_json() if record else None,
        }


class Foresight:
    """Goes through a file once, from its first line to its last."""

    def __init__(self, source: PlaceSource, foresee: Callable[..., Receipt]) -> None:
        """`foresee` is `actions.foresee_record`."""
        self.source, self._foresee = source, foresee
        self._keys: dict[str, int] = {}
        self._cells: dict[Any, list[tuple[int, Place]]] = defaultdict(list)

    def of(self, line: Line) -> Foreseen:
        record = line.record
        if record is None:
            return Foreseen(line, Outcome.REFUSED, list(line.refusals))
        if (first := self._keys.get(record.key)) is not None:
            return _twice(line, first)
        if len(self._keys) < _MOST_KEYS:
            self._keys[record.key] = line.number
        receipt = self._foresee(record=record, source=self.source)
        foreseen = Foreseen(line, receipt.outcome, place=receipt.place)
        foreseen.reasons = list(_reasons(receipt))
        foreseen.changes = _changes(receipt, record)
        if self.source.kind not in PlaceSource.NUMBERED:
            self._compare(record, line, foreseen)
        return foreseen

    def _compare(self, record: Record, line: Line, foreseen: Foreseen) -> None:
        """Whether a line above speaks of the same place. One that would be refused or is known repeats nothing."""
        told = record.values()
        if foreseen.outcome is Outcome.CREATED:
            near = list(self._near(record))
            found = duplicates.likenesses(told, among=[place for _number, place in near])
            if found:
                number = next(number for number, place in near if place is found[0].place)
                words = {"number": number, "name": found[0].place.name, "reason": found[0].reason}
                message = _("Ressemble à la ligne %(number)d, « %(name)s » : %(reason)s.") % words
                foreseen.outcome, foreseen.same_as = Outcome.DUPLICATE, number
                foreseen.reasons = [Note("duplicate-in-file", message)]
        if foreseen.outcome is Outcome.CREATED:
            place = Place(name=record.name, category=record.category, lon=record.lon, lat=record.lat)
            place.phones = [each.as_json() for each in record.phones or []]
            place.insee_code, place.pk = record.insee_code or "", line.number
            for cell in _cells(record)[:1]:
                if len(self._cells[cell]) < _MOST:
                    self._cells[cell].append((line.number, place))

    def _near(self, record: Record) -> Iterator[tuple[int, Place]]:
        for cell in _cells(record):
            yield from self._cells.get(cell, ())


def _twice(line: Line, first: int) -> Foreseen:
    """A number that stands twice is a fault of the file; the same name at the same address is the same place."""
    if line.is_key_made:
        message = _("Même nom et même adresse que la ligne %d : celle-ci n’est pas lue.")
        return Foreseen(line, Outcome.DUPLICATE, [Note("line-twice", message % first)], same_as=first)
    message = _("La ligne %d porte déjà ce numéro : celle-ci n’est pas lue.")
    return Foreseen(line, Outcome.REFUSED, [Note("key-twice", message % first, "key")], same_as=first)


def _cells(record: Record) -> list[Any]:
    """Where a line is looked for: its own cell first, then those that touch it; without a point, its town."""
    if record.lon is None or record.lat is None:
        return [record.insee_code or f"{record.postcode} {record.city}"]
    north, east = int(record.lat // _CELL_LAT), int(record.lon // _CELL_LON)
    steps = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))
    return [(north + up, east + right) for up, right in steps]


def _reasons(receipt: Receipt) -> Iterable[Note]:
    name = receipt.place.name if receipt.place else ""
    match receipt.outcome:
        case Outcome.CREATED:
            yield Note("new", _("Aucun lieu connu n’a ce numéro ni ne lui ressemble : une fiche serait créée."))
        case Outcome.UNCHANGED:
            yield Note("same", _("« %s » dit déjà la même chose : rien ne changerait.") % name)
        case Outcome.UPDATED:
            fields = ", ".join(values.labels_of(receipt.changed))
            message = _("« %(name)s » serait mis à jour : %(fields)s.")
            yield Note("update", message % {"name": name, "fields": fields})
        case Outcome.FLAGGED if receipt.changed:
            fields = ", ".join(values.labels_of(receipt.changed))
            yield Note("update", _("Serait mis à jour : %s.") % fields)
    codes = {Outcome.DUPLICATE: "duplicate", Outcome.FLAGGED: "difference", Outcome.REFUSED: "refused"}
    for reason in receipt.reasons:
        yield Note(codes.get(receipt.outcome, "left-out"), reason)


def _changes(receipt: Receipt, record: Record) -> dict[str, tuple[Any, Any]]:
    if receipt.place is None or receipt.outcome not in (Outcome.UPDATED, Outcome.FLAGGED):
        return {}
    told, _wrong = values.clean_all(record.values())
    return {name: (values.read(receipt.place, name), told[name]) for name in [*receipt.changed, *receipt.flagged]}


#: Format of a file → the kind of its source.
_KINDS = {
    "mednum": PlaceSource.Kind.MEDNUM,
    "data-inclusion": PlaceSource.Kind.MEDNUM,
    "scdl-equipements": PlaceSource.Kind.SCDL,
    "annuaire-v4": PlaceSource.Kind.ANNUAIRE,
    "annuaire-api": PlaceSource.Kind.ANNUAIRE,
    "annuaire-2017": PlaceSource.Kind.ANNUAIRE,
}


def source_named(organisation: Organisation, title: str, format_: str) -> PlaceSource:
    """The source of a list that a body sends again under the same name; not stored yet the first time."""
    slug = f"liste-{organisation.pk}-{folded(title).replace(' ', '-')}"[:80].strip("-")
    known = PlaceSource.objects.filter(slug=slug, organisation=organisation).first()
    return known or PlaceSource(
        slug=slug,
        kind=_KINDS.get(format_, PlaceSource.Kind.TABLE),
        title=title,
        producer=organisation.name,
        organisation=organisation,
    )
