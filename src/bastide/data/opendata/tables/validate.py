"""One pass over the rows of a table: what does not keep the schema, by line and column, in French."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .checks import RULES
from .schema import Check, Field, TableSchema
from .values import BadValue, broken, cast, shown

#: Faults kept word by word, in all and for one rule in one column; all are counted.
KEPT = 1000
KEPT_EACH = 20
#: Keys remembered to find one that comes twice; past that a double goes unseen, and the report says so.
MAX_KEYS = 2_000_000


@dataclass(frozen=True)
class Fault:
    """Something to mend. `line` is that of the file, its header being line 1; None: the whole table."""

    code: str
    message: str
    line: int | None = None
    column: str = ""
    #: A warning does not make the table invalid.
    is_warning: bool = False

    def __str__(self) -> str:
        where = [_("ligne %d") % self.line] if self.line is not None else []
        where += [_("colonne %s") % self.column] if self.column else []
        if not where:
            return self.message
        words = ", ".join(where)
        return f"{words[0].upper()}{words[1:]} : {self.message}"


@dataclass
class Report:
    """What a table is worth under a schema."""

    schema: TableSchema
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    #: How often each rule is broken in each column, also past what is kept.
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    warnings: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def is_valid(self) -> bool:
        return not self.counts

    @property
    def errors(self) -> list[Fault]:
        return [each for each in self.faults if not each.is_warning]

    def add(self, fault: Fault) -> None:
        counts = self.warnings if fault.is_warning else self.counts
        key = (fault.code, fault.column)
        counts[key] += 1
        if counts[key] <= KEPT_EACH and len(self.faults) < KEPT:
            self.faults.append(fault)

    def __str__(self) -> str:
        """The verdict in one sentence."""
        rows = ngettext("%d ligne", "%d lignes", self.rows) % self.rows
        if self.is_valid:
            return _("%(rows)s, conforme au schéma « %(schema)s ».") % {"rows": rows, "schema": self.schema}
        number = self.counts.total()
        faults = ngettext("%d erreur", "%d erreurs", number) % number
        words = {"rows": rows, "faults": faults, "schema": self.schema}
        return _("%(rows)s, %(faults)s au regard du schéma « %(schema)s ».") % words


def validate(schema: TableSchema, columns: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> Report:
    """Check `rows` (line of the file, cells in the order of `columns`) against `schema`, in bounded memory."""
    report = Report(schema)
    places = _check_columns(schema, columns, report)
    rules = _rules(schema, places, report)
    seen: dict[str, set[Any]] = {each.name: set() for each in schema.fields if each.unique}
    keys: set[Any] = set()
    for line, cells in rows:
        report.rows += 1
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            message = _("%(found)d cellules au lieu de %(wanted)d : un texte qui contient le séparateur se met "
                        "entre guillemets.")  # fmt: skip
            words = {"found": len(cells), "wanted": len(columns)}
            report.add(Fault("width", message % words, line))
        row: dict[str, Any] = {}
        for each, place in places:
            text = cells[place] if place < len(cells) else ""
            row[each.name] = _checked(report, schema, each, text, line)
            _check_unique(report, seen.get(each.name), each.name, row[each.name], line)
        for check in rules:
            for column, message in RULES[check.name](check.params, row):
                report.add(Fault(check.name, message, line, column))
        _check_key(report, schema, keys, row, line)
    if not report.rows:
        report.add(Fault("empty", _("Le tableau n’a aucune ligne sous ses titres."), is_warning=True))
    return report


def _check_columns(schema: TableSchema, columns: Sequence[str], report: Report) -> list[tuple[Field, int]]:
    """Fields with their place in the table, in the order of the schema; complaints about titles."""
    places: dict[str, int] = {}
    for place, name in enumerate(columns):
        if name in places:
            report.add(Fault("twice", _("Deux colonnes portent ce titre ; la première est lue."), 1, name))
        elif not name.strip():
            report.add(Fault("untitled", _("La colonne %d n’a pas de titre.") % (place + 1), 1, is_warning=True))
        else:
            places[name] = place
    by_letter = {name.strip().lower(): name for name in places}
    for each in schema.fields:
        if each.name in places:
            continue
        if near := by_letter.get(each.name.lower()):
            message = _(
                "Cette colonne manque ; « %s » lui ressemble : son titre s’écrit avec ces majuscules, sans espace."
            )
            report.add(Fault("missing-column", message % near, 1, each.name, is_warning=not each.required))
        elif each.required:
            report.add(Fault("missing-column", _("Cette colonne obligatoire manque."), 1, each.name))
        else:
            report.add(Fault("missing-column", _("Cette colonne facultative manque."), 1, each.name, is_warning=True))
    known = set(schema.columns)
    for name in places:
        if name not in known:
            report.add(Fault("extra-column", _("Cette colonne n’est pas du schéma."), 1, name, is_warning=True))
    order = [name for name in places if name in known]
    if order != [name for name in schema.columns if name in places]:
        message = _("Les colonnes ne sont pas dans l’ordre du schéma.")
        report.add(Fault("order", message, 1, is_warning=True))
    return [(each, places[each.name]) for each in schema.fields if each.name in places]


def _rules(schema: TableSchema, places: list[tuple[Field, int]], report: Report) -> list[Check]:
    """The rules that can be checked: known ones, with at least one of their columns in the table."""
    present = {each.name for each, _place in places}
    kept = []
    for check in schema.checks:
        if check.name not in RULES:
            message = _("La règle « %s » du schéma n’est pas connue : elle n’a pas été vérifiée.")
            report.add(Fault("unknown-check", message % check.name, is_warning=True))
        elif present & set(check.columns):
            kept.append(check)
    return kept


def _checked(report: Report, schema: TableSchema, each: Field, text: str, line: int) -> Any:
    """The cast value, or None for an empty or a wrong one; complaints go to the report."""
    missing = schema.missing_values if each.missing_values is None else each.missing_values
    if text in missing or text == "":
        if each.required:
            report.add(Fault("required", _("Cette case obligatoire est vide."), line, each.name))
        return None
    try:
        value = cast(each, text)
    except BadValue as bad:
        report.add(Fault(bad.code, str(bad), line, each.name))
        return None
    for complaint in broken(each, value, text):
        report.add(Fault(complaint.code, str(complaint), line, each.name))
    return value


def _check_unique(report: Report, seen: set[Any] | None, column: str, value: Any, line: int) -> None:
    if seen is None or value is None:
        return
    if (known := _known(value)) in seen:
        report.add(Fault("unique", _("« %s » est déjà à une autre ligne.") % shown(value), line, column))
    elif len(seen) < MAX_KEYS:
        seen.add(known)


def _known(value: Any) -> Any:
    """What a list or an object is remembered by."""
    return repr(value) if isinstance(value, list | dict) else value


def _check_key(report: Report, schema: TableSchema, keys: set[Any], row: dict[str, Any], line: int) -> None:
    if not schema.primary_key:
        return
    key = tuple(_known(row.get(name)) for name in schema.primary_key)
    if None in key:
        return
    if key in keys:
        words = ", ".join(map(str, key))
        report.add(
            Fault("primary-key", _("« %s » identifie déjà une autre ligne.") % words, line, schema.primary_key[0])
        )
    elif len(keys) < MAX_KEYS:
        keys.add(key)
