"""Our schemas against the published files, and the verdict of every sample; frictionless as a second opinion."""

from __future__ import annotations

import json
from pathlib import Path

import frictionless
import pytest

from bastide.data.opendata.queries import (
    EQUIPEMENTS,
    MEDIATION_NUMERIQUE,
    NotASchema,
    TableSchema,
    open_table,
    validate,
    validate_file,
)

SHARED = Path(__file__).resolve().parents[5].parent / "shared/data"
SCDL = SHARED / "scdl"
pytestmark = [
    pytest.mark.one_database,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real samples are not beside the checkout"),
]


def published(name: str) -> dict:
    path = SCDL / f"schemas/{name}.schema.json"
    return json.loads((path if path.exists() else SHARED / "mednum/standard/schema-1.0.2.json").read_text())


@pytest.mark.parametrize(
    ("ours", "name"), [(EQUIPEMENTS, "equipements"), (MEDIATION_NUMERIQUE, "mednum")], ids=["equipements", "mednum"]
)
def test_a_schema_of_ours_says_what_the_published_one_says(ours, name):
    theirs = TableSchema.from_descriptor(published(name))

    assert (ours.name, ours.version) == (theirs.name, theirs.version)
    assert list(ours.fields) == list(theirs.fields)
    assert ours.checks == theirs.checks
    assert (ours.missing_values, ours.primary_key) == (theirs.missing_values, theirs.primary_key)


#: Sample, schema → faults of an error by (rule, column). None: the sample is no table.
#: The BAL files called "valid" are so for BAL's own validator; its Table Schema wants a source and a certification.
VERDICTS = [
    ("exemples/acceslibre-base.csv", "acceslibre-base", {}),
    ("exemples/irve-statique.csv", "irve-statique-2.3", {}),
    ("exemples/lieux-covoiturage_valide.csv", "lieux-covoiturage", {}),
    ("exemples/stationnement-cyclable.csv", "stationnement-cyclable", {}),
    ("exemples/subventions-datasubvention_valide.csv", "subventions", {}),
    (
        "exemples/subventions-datasubvention_valide.csv",
        "subventions-datasubvention",
        {
            ("missing-column", "idServiceInstructeur"): 1,
            ("missing-column", "descriptionConditionsVersement"): 1,
        },
    ),
    (
        "exemples/subventions-datasubvention_invalide_cellules.csv",
        "subventions",
        {
            ("maximum", "pourcentageSubvention"): 3,
            ("french-siret", "idAttribuant"): 29,
            ("french-siret", "idBeneficiaire"): 20,
            ("date", "dateConvention"): 1,
            ("pattern", "rnaBeneficiaire"): 3,
            ("number", "montant"): 1,
            ("boolean", "notificationUE"): 2,
            ("pattern", "idAttribuant"): 1,
            ("pattern", "datesPeriodeVersement"): 1,
            ("number", "pourcentageSubvention"): 1,
            ("one-of-required", "idBeneficiaire"): 1,
            ("required", "montant"): 1,
            ("enum", "nature"): 1,
        },
    ),
    (
        "exemples/bal/1.4-valid.csv",
        "bal-1.4",
        {("missing-column", "certification_commune"): 1, ("pattern", "cle_interop"): 2, ("required", "source"): 2},
    ),
    (
        "exemples/bal/1.5-valid.csv",
        "bal-1.5",
        {("missing-column", "certification_commune"): 1, ("required", "source"): 2},
    ),
    (
        "exemples/bal/1.4-bad-id-ban-commune.csv",
        "bal-1.4",
        {
            ("missing-column", "certification_commune"): 1,
            ("pattern", "cle_interop"): 1,
            ("required", "source"): 1,
            ("uuid", "id_ban_commune"): 1,
            ("uuid", "id_ban_adresse"): 1,
        },
    ),
    (
        "exemples/bal/1.3-invalid-uid_adresse.csv",
        "bal-1.4",
        {("missing-column", "certification_commune"): 1, ("pattern", "cle_interop"): 1, ("required", "source"): 1},
    ),
    (
        "exemples/bal/junk.ascii.csv",
        "bal-1.4",
        {
            ("missing-column", name): 1
            for name in [
                "cle_interop",
                "commune_insee",
                "commune_nom",
                "voie_nom",
                "numero",
                "x",
                "y",
                "long",
                "lat",
                "source",
                "date_der_maj",
                "certification_commune",
            ]
        },
    ),
    (
        "exemples/bal/locales.csv",
        "bal-1.4",
        {
            ("missing-column", name): 1
            for name in [
                "cle_interop",
                "numero",
                "x",
                "y",
                "long",
                "lat",
                "source",
                "date_der_maj",
                "certification_commune",
            ]
        },
    ),
    (
        "exemples/bal/sample.csv",
        "bal-1.4",
        {
            ("missing-column", "commune_insee"): 1,
            ("missing-column", "certification_commune"): 1,
            ("pattern", "cle_interop"): 11,
            ("min-length", "cle_interop"): 8,
            ("enum", "position"): 3,
            ("date", "date_der_maj"): 1,
            ("required", "date_der_maj"): 1,
            ("pattern", "x"): 6,
            ("pattern", "y"): 6,
            ("pattern", "long"): 7,
            ("pattern", "lat"): 7,
            ("integer", "numero"): 1,
        },
    ),
    ("exemples/decp/marches_avec_modifications.json", "decp-2.0.3", None),
    ("exemples/decp/marches_concessions.json", "decp-2.0.3", None),
    ("exemples/itineraire-randonnee.json", "itineraire-randonnee", None),
    ("../mednum/standard/exemple-valide.csv", "mednum", {}),
]


def sample(name: str) -> Path:
    return (SCDL / name).resolve()


@pytest.mark.parametrize(("name", "schema", "expected"), VERDICTS, ids=[f"{row[0]}-{row[1]}" for row in VERDICTS])
def test_the_verdict_of_each_sample(name, schema, expected):
    if expected is None:
        with pytest.raises(NotASchema):
            TableSchema.from_descriptor(published(schema))
        return
    report = validate_file(TableSchema.from_descriptor(published(schema)), sample(name))

    assert dict(report.counts) == expected
    assert report.is_valid is not expected


def test_no_sample_lacks_a_verdict():
    judged = {sample(name) for name, _schema, _expected in VERDICTS}

    assert {path for path in (SCDL / "exemples").rglob("*") if path.is_file()} <= judged


#: Rules of the French extension: frictionless passes over them.
CUSTOM = {"french-siret", "french-siren", "one-of-required"}


@pytest.mark.parametrize(
    ("name", "schema"), [row[:2] for row in VERDICTS if row[2] is not None], ids=lambda value: value.split("/")[-1]
)
def test_frictionless_finds_the_same_faults_in_the_same_cells(name, schema):
    path = sample(name)
    table = open_table(path)
    report = validate(TableSchema.from_descriptor(published(schema)), table.columns, table.rows())
    resource = frictionless.Resource(
        path=path.name,
        basepath=str(path.parent),
        schema=frictionless.Schema.from_descriptor(published(schema)),
        detector=frictionless.Detector(schema_sync=True),
        dialect=frictionless.Dialect(controls=[frictionless.formats.CsvControl(delimiter=table.separator)]),
    )
    with pytest.warns(DeprecationWarning, match="schema-sync"):  # What replaces it asks for optional columns too.
        faults = resource.validate().flatten(["type", "rowNumber", "fieldName"])
    theirs = {
        (None if kind == "missing-label" else line, column)
        for kind, line, column in faults
        if column is not None  # What it says of the table as a whole.
    }

    ours = {
        (None if fault.code == "missing-column" else fault.line, fault.column)
        for fault in report.errors
        if fault.code not in CUSTOM
    }
    assert ours == theirs
