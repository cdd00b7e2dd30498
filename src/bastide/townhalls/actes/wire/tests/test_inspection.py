"""What `bastide inspect_actes_message` says of real messages, and of those that are not quite right."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from .factories import (
    INCOMING,
    LETTER_DATE,
    OUTGOING,
    SHARED,
    SIREN,
    UNIQUE_ID,
    xml_of,
)
from .inspecting import DECLARED, RECEIPT, line

with_samples = pytest.mark.skipif(not SHARED.is_dir(), reason="the real samples are not beside the checkout")


# Real messages --------------------------------------------------------------------------------------------------------

#: Sample → what the reference (§17) and its text say of it.
SAMPLES = {
    "aller/pastell_034-491011698-20171207-CL20171227_06-DE-1-1_0.xml": (
        "Acte", "1-1", "valid", "034-491011698-20171207-CL20171227_06-DE", "outgoing"),
    "aller/pastell_20241209_MR02-DE-1-1_0.xml": (
        "Acte", "1-1", "valid", "034-000000000-20241209-20241209_MR02-DE", "outgoing"),
    "aller/s2low_001-000000000-20170130-TEST42-DE-3-4_0.xml": (
        "PieceComplementaire", "3-4", "valid", "032-213201601-20170616-ARP201706407-AI", "outgoing"),
    "aller/s2low_045-214502494-20170717-D201717-DE-1-1_0.xml": (
        "Acte", "1-1", "old-revision", "045-214502494-20170717-D201717-CC", "outgoing"),
    "aller/s2low_EACT--214502494--20170717-6.xml": ("EnveloppeCLMISILL", None, "valid", None, "envelope"),
    "classification/pastell_999-1234----7-2_1.xml": (
        "RetourClassification", "7-2", "valid", None, "store_classification"),
    "classification/pastell_classification-exemple_2019-03-01.xml": (
        "RetourClassification", "7-2", "valid", None, "store_classification"),
    "classification/pastell_fakeTdt_classification_2004.xml": (
        "RetourClassification", "7-2", "old-revision", None, "store_classification"),
    "classification/stela_exemple_codes_matieres.xml": (
        "RetourClassification", "7-2", "old-revision", None, "store_classification"),
    "retour/pastell_034-491011698-20171207-CL20171227_06-DE-1-2.xml": (
        "ARActe", "1-2", "valid", "034-491011698-20171207-CL20171227_06-DE", "acknowledge"),
    "retour/s2low_001-000000000-20170130-TEST42-DE-1-2_0.xml": (
        "ARActe", "1-2", "old-revision", "001-000000000-20170130-TEST42-DE", "acknowledge"),
    "retour/s2low_034-000000000-20170701-20170725A-AI-2-1_0.xml": (
        "CourrierSimple", "2-1", "valid", "034-000000000-20170701-20170725A-AI", "open_letter"),
    "retour/s2low_034-000000000-20170701-20170725A-AI-5-1_0.xml": (
        "DefereTA", "5-1", "valid", "034-000000000-20170701-20170725A-AI", "open_deferral"),
    "retour/s2low_ANO_EACT--210703385--20170612-2.xml": (
        "AnomalieEnveloppe", None, "valid", None, "reject_envelope"),
    "retour/s2low_TACT--SPREF0011-000000000-20170725-1.xml": ("EnveloppeMISILLCL", None, "valid", None, "envelope"),
    "retour/s2low_TACT--SPREF0011-000000000-20170725-4.xml": ("EnveloppeMISILLCL", None, "valid", None, "envelope"),
    "retour/s2low_anomalie-nature2_034-000000000-20170701-20170721D-AI-1-3_0.xml": (
        "AnomalieActe", "1-3", "invalid", None, "reject_act"),
    "retour/stela_044-214400152----1-3_1.xml": ("AnomalieActe", "1-3", "valid", None, "reject_act"),
    "retour/stela_044-214400152-20181106-TEST_DGCL_4-DE-6-2_10.xml": (
        "ARAnnulation", "6-2", "valid", "044-214400152-20181106-TEST_DGCL_4-DE", "cancelled"),
    "retour/stela_EACT--SPREF0441-214400152-20181012-9.xml": ("EnveloppeMISILLCL", None, "valid", None, "envelope"),
}  # fmt: skip


@with_samples
def test_every_sample_has_the_outcome_of_the_reference():
    files = [str(path) for path in sorted(SHARED.glob("samples/*/*.xml"))]
    said = StringIO()

    call_command("inspect_actes_message", *files, stdout=said)

    found = dict(zip(files, map(json.loads, said.getvalue().splitlines()), strict=True))
    assert {key.split("samples/")[1] for key in found} == set(SAMPLES)
    for path, one in found.items():
        summary = (one["kind"], one["code"], one["xsd"], one["unique_id"], one["action"])
        assert summary == SAMPLES[path.split("samples/")[1]]


@with_samples
def test_what_samples_say_in_full():
    samples = SHARED / "samples"
    anomaly = line((samples / "retour/stela_044-214400152----1-3_1.xml").read_bytes(), "044-214400152----1-3_1.xml")
    refused = samples / "retour/s2low_ANO_EACT--210703385--20170612-2.xml"
    contract = samples / "aller/s2low_045-214502494-20170717-D201717-DE-1-1_0.xml"

    assert (anomaly["siren"], anomaly["number"], anomaly["nature"]) == ("214400152", "123456", 1)
    assert (anomaly["anomaly"]["code"], anomaly["anomaly"]["rule"]) == ("002", "ODT-VERIF-01")
    assert anomaly["classification_date"] == "2018-10-10"
    assert anomaly["files"][1] == "01_01-044-214400152-20181012-123456-DE-1-1_2.xml"
    found = line(refused.read_bytes(), refused.name)
    assert (found["siren"], found["anomaly"]["code"], found["anomaly"]["rule"]) == ("210703385", "5", "PREF-VERIF-02")
    assert found["anomaly"]["detail"].startswith(
        "SLO-EACT--210703385--20170612-2.tar.gz -> PREF-VERIF-02 : Votre numéro"
    )
    found = line(contract.read_bytes(), contract.name)
    assert found["nature"] == 4
    assert "nom : nature DE, le contenu dit CC (4)" in found["reasons"]


# Every kind -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "expected"),
    {
        "1-2": {"action": "acknowledge", "received_on": "2026-03-02", "unique_id": UNIQUE_ID, "number": "D2026_012",
                "subject": "Vote des tarifs de la salle des fêtes", "classification_date": "2026-01-01", "nature": 1},
        "1-3": {"action": "reject_act", "siren": SIREN, "number": "D2026_012", "unique_id": None,
                "anomaly": {"code": "002", "rule": "ODT-VERIF-01", "detail": "ODT-VERIF-01 : date de classification"}},
        "2-1": {"action": "open_letter", "letter_date": "2026-03-02", "files": [f"{UNIQUE_ID}-2-1_7.pdf"]},
        "3-1": {"action": "open_letter", "letter_date": "2026-03-02", "unique_id": UNIQUE_ID},
        "3-5": {"action": "acknowledge", "letter_date": "2026-02-26", "received_on": "2026-03-02"},
        "4-1": {"action": "open_letter", "letter_date": "2026-03-02", "nature": 1},
        "4-5": {"action": "acknowledge", "letter_date": "2026-02-26", "unique_id": UNIQUE_ID},
        "5-1": {"action": "open_deferral", "unique_id": UNIQUE_ID, "files": [f"{UNIQUE_ID}-5-1_9.pdf"]},
        "6-2": {"action": "cancelled", "received_on": "2026-03-02", "decision_date": "2026-02-20"},
        "7-3": {"action": "acknowledge", "classification_date": "2026-01-01", "siren": SIREN},
        "ANO": {"action": "reject_envelope", "siren": SIREN, "code": None},
        "envelope": {"action": "envelope", "siren": SIREN, "files": [f"{UNIQUE_ID}-1-2_3.xml"]},
    }.items(),
)  # fmt: skip
def test_a_message_of_the_state(kind, expected):
    name, data = INCOMING[kind]

    found = line(data, name)

    assert found["reasons"] == []
    assert found["xsd"] == "valid"
    assert {key: found[key] for key in expected} == expected


def test_every_message_that_we_send_is_read_back():
    for message in OUTGOING:
        name, data = xml_of(message)
        found = line(data, name)
        assert (found["code"], found["action"], found["xsd"], found["reasons"]) == (
            message.code,
            "outgoing",
            "valid",
            [],
        )
        if message.code != "7-1":
            assert found["unique_id"].startswith(f"024-{SIREN}-20260220-")
        if message.code[0] in "234":
            assert found["letter_date"] == LETTER_DATE.isoformat()


@pytest.mark.parametrize(
    ("data", "is_said"),
    [
        (RECEIPT.encode("latin-1"), False),
        (RECEIPT.encode("utf-8"), True),  # as the State's Java does
        (b"\xef\xbb\xbf" + RECEIPT.encode("utf-8"), True),
        (b"\xef\xbb\xbf" + RECEIPT.replace("ISO-8859-1", "UTF-8").encode("utf-8"), False),
        (RECEIPT.replace(DECLARED, "").encode("utf-8"), False),
        (RECEIPT.replace(DECLARED, "<?xml version='1.0'?>").encode("latin-1"), True),
        (RECEIPT.replace("ISO-8859-1", "UTF-8").encode("latin-1"), True),
        (RECEIPT.replace("ISO-8859-1", "windows-1252").encode("cp1252"), False),
        (RECEIPT.replace("ISO-8859-1", "UTF-16").encode("utf-16"), False),
        (RECEIPT.replace("ISO-8859-1", "klingon").encode("latin-1"), True),
        (b"\n  " + RECEIPT.encode("latin-1"), True),
        (RECEIPT.replace("actes:", "ns0:").replace("xmlns:actes", "xmlns:ns0").encode("latin-1"), False),
    ],
)
def test_a_charset_is_guessed_and_a_wrong_one_said(data, is_said):
    found = line(data, INCOMING["1-2"][0])

    assert found["subject"] == "Vote des tarifs de la salle des fêtes"
    assert (found["action"], found["unique_id"], found["xsd"]) == ("acknowledge", UNIQUE_ID, "valid")
    assert bool(found["reasons"]) == is_said


def test_signs_of_windows_are_read_under_a_latin_declaration():
    data = RECEIPT.encode("latin-1").replace("fêtes".encode("latin-1"), b"f\xeates \x96 l\x92\x9cuvre \x80")

    assert line(data)["subject"] == "Vote des tarifs de la salle des fêtes – l’œuvre €"


@pytest.mark.parametrize(
    ("change", "expected", "reason"),
    [
        (('CodeNatureActe="1"', 'CodeNatureActe="01"'), {"nature": 1, "xsd": "valid"}, None),
        (('CodeNatureActe="1"', 'CodeNatureActe="99"'), {"nature": 99, "xsd": "valid"}, "nature 99"),
        (("2026-03-02", "2026-03-02+01:00"), {"received_on": "2026-03-02", "xsd": "valid"}, None),
        (("2026-03-02", "02/03/2026"), {"received_on": "2026-03-02", "xsd": "invalid"}, "xsd"),
        (("2026-03-02", "2026-02-30"), {"received_on": None, "action": "quarantine"}, "quarantaine"),
        (("20260220-D2026_012-DE", "20260220-D2026_013-DE"), {"number": "D2026_012"}, "IDActe : le numéro"),
        (("D2026_012-DE\"", "D-26/12-DE\""), {"action": "acknowledge", "xsd": "invalid"}, "IDActe"),
        ((f'actes:IDActe="{UNIQUE_ID}"', ""), {"unique_id": None, "action": "quarantine"}, "quarantaine"),
        (("<actes:DocumentPapier>N</actes:DocumentPapier>", ""), {"xsd": "old-revision"}, "DocumentPapier"),
        (('Nombre="2"', 'Nombre="9"'), {"xsd": "valid"}, "annexes : 9 annoncées, 2 nommées"),
        (("99_DE-024", "../../99_DE-024"), {"action": "acknowledge"}, "n’est pas un simple nom"),
        (("#v1.1-20040216", "#v2.0-20300101"), {"action": "acknowledge", "xsd": "invalid"}, "espace de noms"),
        (('xmlns:actes="http://www.interieur.gouv.fr/ACTES#v1.1-20040216"', 'xmlns:actes="urn:x"'),
         {"kind": "unknown", "action": "quarantine"}, "pas un message ACTES"),
        (("actes:ARActe", "actes:ARTruc"), {"kind": "unknown", "action": "quarantine"}, "ARTruc"),
        (("</actes:ARActe>", ""), {"kind": "unknown", "action": "quarantine"}, "mal formé"),
        (("fêtes", "f&ecirc;tes"), {"kind": "unknown", "action": "quarantine"}, "XML"),
    ],
)  # fmt: skip
def test_a_receipt_that_is_not_quite_right(change, expected, reason):
    assert change[0] in RECEIPT

    found = line(RECEIPT.replace(*change).encode("latin-1"), INCOMING["1-2"][0])

    assert {key: found[key] for key in expected} == expected
    assert [one for one in found["reasons"] if reason and reason in one] or reason is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (f"024-{SIREN}-20260220-D2026_012-DE-1-3_1.xml", "nom : 1-3 annoncé, le contenu est 1-2 (ARActe)"),
        ("024-111111111-20260220-D2026_012-DE-1-2_1.xml", "nom : SIREN 111111111"),
        (f"024-{SIREN}-20260221-D2026_012-DE-1-2_1.xml", "nom : date 20260221"),
        (f"024-{SIREN}-20260220-D2026_999-DE-1-2_1.xml", "nom : numéro D2026_999"),
        (f"024-{SIREN}-20260220-D2026_012-AR-1-2_1.xml", "nom : nature AR"),
        (f"TACT--SPREF0243-{SIREN}-20260302-9.xml", "nom : celui d’une enveloppe"),
        (f"024-{SIREN}-20260220-D2026_012-DE-1-2_4 (1).xml", None),
        (f"kept_by_us_024-{SIREN}-20260220-D2026_012-DE-1-2_0.xml", None),
        ("accuse.xml", None),
    ],
)
def test_content_wins_over_the_name(name, reason):
    found = line(RECEIPT.encode("latin-1"), name)

    assert (found["code"], found["unique_id"]) == ("1-2", UNIQUE_ID)
    assert (found["reasons"] == []) if reason is None else any(one.startswith(reason) for one in found["reasons"])


@pytest.mark.parametrize(
    ("who", "emitter", "fits"),
    [
        ('IDPref actes:Departement="024"', "PREF024", True),
        ('IDPref actes:Departement="024"', "PREF0240", True),
        ('IDPref actes:Departement="024"', "PREF033", False),
        ('IDSGAR actes:Departement="033"', "SGAR033", True),
        ('IDSGAR actes:Departement="033"', "PREF033", False),
        ('IDSousPref actes:Arrondissement="1" actes:Departement="02A"', "SPREF02A1", True),
        ('IDSousPref actes:Arrondissement="1" actes:Departement="02A"', "SPREF02A2", False),
    ],
)
def test_an_envelope_of_any_office_of_the_state(who, emitter, fits):
    data = INCOMING["envelope"][1].decode().replace('IDSousPref actes:Departement="024" actes:Arrondissement="3"', who)

    found = line(data.encode(), f"EACT--{emitter}-{SIREN}-20260302-9.xml")

    assert (found["kind"], found["xsd"], found["action"]) == ("EnveloppeMISILLCL", "valid", "envelope")
    assert (found["reasons"] == []) == fits
