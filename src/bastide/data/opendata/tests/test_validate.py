"""What a table may break: each type, each constraint, each rule of the French extension, with a failing case."""

from __future__ import annotations

import pytest

from bastide.data.opendata.queries import Check, Field, TableSchema, validate
from bastide.data.opendata.tables.schema import TYPES

pytestmark = pytest.mark.one_database


def check(columns, *rows, fields=None, checks=(), **schema):
    fields = fields or [Field(name) for name in columns]
    made = TableSchema("essai", "1", tuple(fields), checks=tuple(checks), **schema)
    return validate(made, columns, enumerate(rows, start=2))


def faults(report):
    return [(fault.code, fault.line, fault.column) for fault in report.errors]


#: Field, what it takes, what it refuses, the code of the refusal, a word of the message.
CELLS = [
    (Field("c", "integer"), ["12", "-3", "+4"], ["1.5", "douze", "1_000", "٣", "9" * 5000], "integer", "entier"),
    (Field("c", "number"), ["12", "-3.5", "1e3", ".5"], ["un", "1.2.3", "NaN", "inf"], "number", "nombre"),
    (Field("c", "number"), [], ["12,5", "1 234,5"], "number", "point"),
    (Field("c", "boolean", true_values=("oui",), false_values=("non",)), ["oui", "non"], ["true"], "boolean", "oui"),
    (Field("c", "date"), ["2026-02-28"], ["28/02/2026", "2026-2-8", "2026-02-30"], "date", "2026-11-25"),
    (Field("c", "date", "%d/%m/%Y"), ["28/02/2026"], ["2026-02-28"], "date", "date"),
    (Field("c", "datetime"), ["2026-02-28T10:00:00Z"], ["hier"], "datetime", "heure"),
    (Field("c", "time"), ["10:30:00"], ["midi"], "time", "heure"),
    (Field("c", "year"), ["2026"], ["26"], "year", "année"),
    (Field("c", "array"), ['["a"]'], ["a|b", '{"a": 1}', "[" * 100_000], "array", "liste"),
    (Field("c", "array", items=Field("c", enum=("a", "b"))), ['["a", "b"]'], ['["c"]'], "enum", "liste"),
    (Field("c", "object"), ["{}"], ["[]"], "object", "objet"),
    (Field("c", "geopoint", "array"), ["[0.5, 44.8]"], ["0.5, 44.8", "[200, 0]", "[1]", "null"], "geopoint", "point"),
    (Field("c", "geopoint", "array"), ['{"lon": 1, "lat": 44}'], ["3", "true", '"x"'], "geopoint", "point"),
    (Field("c", "geopoint"), ["0.5, 44.8"], ["ici"], "geopoint", "point"),
    (Field("c", format="email"), ["a@b.fr"], ["a@b", "twitter@"], "email", "électronique"),
    (Field("c", format="uri"), ["https://a.fr/b"], ["a.fr", "https://a b"], "uri", "https://"),
    (Field("c", format="uuid"), ["0246e48c-f33d-433a-8984-034219be842e"], ["0246e48c"], "uuid", "UUID"),
    (Field("c", pattern=r"\d{5}"), ["24100"], ["2410", "24100 "], "pattern", "forme"),
    (Field("c", enum=("un", "deux")), ["un"], ["trois"], "enum", "deux"),
    (Field("c", min_length=3), ["abc"], ["ab"], "min-length", "3"),
    (Field("c", max_length=3), ["abc"], ["abcd"], "max-length", "3"),
    (Field("c", "integer", minimum=1), ["1"], ["0"], "minimum", "1"),
    (Field("c", "integer", max_length=3), ["123"], ["1234"], "max-length", "3"),
    (Field("c", "number", decimal_sign=",", group_sign=" "), ["1 234,5", "-3"], ["1.5"], "number", "nombre"),
    (Field("c", "number", has_unit=True), ["12 €", "€ 1.5"], ["€"], "number", "nombre"),
    (Field("c", "date", "fmt:%d/%m/%Y"), ["28/02/2026"], ["2026-02-28"], "date", "date"),
    (Field("c", "number", maximum=0.1), ["0.1"], ["0.11"], "maximum", "0.1"),
]


@pytest.mark.parametrize(("field", "taken", "refused", "code", "word"), CELLS)
def test_a_cell_is_what_its_column_says(field, taken, refused, code, word):
    report = check(["c"], *([text] for text in [*taken, *refused]), fields=[field])

    assert faults(report) == [(code, line, "c") for line in range(2 + len(taken), 2 + len(taken) + len(refused))]
    assert all(word in fault.message for fault in report.errors)


#: Rule, columns, a row that keeps it, one that breaks it, the column blamed.
RULES = [
    (Check("french-siret", {"column": "a"}), ["a"], ["21770188700010"], ["21770188700011"], "a"),
    (Check("french-siret", {"column": "a"}), ["a"], ["35600000063516"], ["35600000063517"], "a"),  # La Poste
    (Check("french-siren", {"column": "a"}), ["a"], ["217602176"], ["217602177"], "a"),
    (Check("year-interval", {"column": "a", "allow-year-only": "yes"}), ["a"], ["2026"], ["2026-2027"], "a"),
    (Check("year-interval", {"column": "a"}), ["a"], ["2026/2027"], ["2026"], "a"),
    (Check("year-interval", {"column": "a"}), ["a"], ["2026/2027"], ["2027/2026"], "a"),
    (Check("cohesive-columns", {"column": "a", "othercolumns": ["b"]}), ["a", "b"], ["1", "2"], ["1", ""], "a"),
    (Check("cohesive-columns", {"column": "a", "othercolumns": ["b"]}), ["a", "b"], ["", ""], ["", "2"], "a"),
    (
        Check("compare-columns", {"column": "a", "op": ">=", "column2": "b"}),
        ["a", "b"],
        ["2026-02-02", "2026-02-01"],
        ["2026-01-31", "2026-02-01"],
        "a",
    ),
    (
        Check("sum-columns", {"column": "a", "columns": ["b", "c"]}),
        ["a", "b", "c"],
        ["3", "1", "2"],
        ["4", "1", "2"],
        "a",
    ),
    (Check("one-of-required", {"column1": "a", "column2": "b"}), ["a", "b"], ["", "x"], ["", ""], "a"),
    (Check("nomenclature-actes", {"column": "a"}), ["a"], ["Finances locales/Fiscalité"], ["Finances locales"], "a"),
    (Check("nomenclature-actes", {"column": "a"}), ["a"], ["URBANISME/plu"], ["Cuisine/plu"], "a"),
    (Check("nomenclature-actes", {"column": "a"}), ["a"], ["fonction publique/x"], ["fonction publique / x"], "a"),
    (Check("french-gps-coordinates", {"column": "a"}), ["a"], ["[0.48, 44.85]"], ["[44.85, 0.48]"], "a"),
    (Check("french-gps-coordinates", {"column": "a"}), ["a"], ["[55.5, -21.1]"], ["[-73.9, 40.7]"], "a"),
]


@pytest.mark.parametrize(("rule", "columns", "kept", "broken", "blamed"), RULES)
def test_each_custom_check_has_a_row_that_keeps_it_and_one_that_breaks_it(rule, columns, kept, broken, blamed):
    types = {"sum-columns": "integer", "compare-columns": "date"}
    kind = "geopoint" if rule.name == "french-gps-coordinates" else types.get(rule.name, "string")
    format_ = "array" if kind == "geopoint" else "default"
    fields = [Field(name, kind, format_) for name in columns]

    report = check(columns, kept, broken, fields=fields, checks=[rule])

    assert faults(report) == [(rule.name, 3, blamed)]


def test_a_rule_that_is_not_known_is_said_and_refuses_nothing():
    report = check(["a"], ["1"], checks=[Check("magic-value", {"column": "a"})])

    assert report.is_valid
    assert "magic" in report.faults[0].message


def test_titles_are_looked_at_before_cells():
    fields = [Field("Nom", required=True), Field("Code", required=True), Field("Note")]

    report = check(["code", "nom", "Nom", "Nom", ""], ["1", "", "", "", ""], fields=fields)

    assert {(fault.code, fault.column) for fault in report.errors} == {
        ("twice", "Nom"),
        ("missing-column", "Code"),
        ("required", "Nom"),
    }
    assert {fault.code for fault in report.faults if fault.is_warning} == {"extra-column", "missing-column", "untitled"}
    assert "« code » lui ressemble" in next(f.message for f in report.errors if f.column == "Code")


def test_what_must_be_unique_is_so_alone_and_together():
    fields = [Field("a", unique=True), Field("b")]

    report = check(["a", "b"], ["1", "x"], ["1", "y"], ["", "z"], ["", "z"], fields=fields, primary_key=("b",))

    assert faults(report) == [("unique", 3, "a"), ("primary-key", 5, "b")]


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_no_cell_and_no_strange_schema_is_a_fault(kind):
    cells = ["", "3", "x", "[1]", "{}", '{"lon": 1}', "2024", "2024-01-01", "2024-01-01T00:00:00Z", "true", "1e99"]
    rows = [(line, [cell]) for line, cell in enumerate([*cells, *cells], 2)]
    strange = [{"minLength": 2}, {"maxLength": "1"}, {"minimum": "x"}, {"maximum": 1}, {"enum": ["a", 1]}]
    for rules in [*strange, {"unique": True}, {"pattern": r"(?<n>\p{L})"}]:
        field = {"name": "a", "type": kind, "constraints": rules}
        schema = TableSchema.from_descriptor({"fields": [field], "primaryKey": "a"})

        assert validate(schema, ["a"], rows).rows == 2 * len(cells)


def test_a_report_stays_small_and_counts_everything():
    report = check(["a"], *[["x"]] * 5000, fields=[Field("a", "integer")])

    assert report.counts.total() == report.rows == 5000
    assert len(report.faults) == 20
    assert str(report) == "5000 lignes, 5000 erreurs au regard du schéma « essai 1 »."
    assert str(report.faults[0]) == "Ligne 2, colonne a : « x » n’est pas un nombre entier."
