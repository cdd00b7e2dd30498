"""What `bastide inspect_actes_message` says of real messages, of broken ones, and of those that want to hurt."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from email.message import EmailMessage
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from bastide.townhalls.actes.wire.inspection import KEYS, as_line, inspect
from bastide.townhalls.actes.wire.packing import pack, write_archive

from .factories import (
    ACTE,
    ADDRESSES,
    CLASSIFICATION,
    INCOMING,
    LETTER_DATE,
    OUTGOING,
    PDF,
    SENDER,
    SHARED,
    SIREN,
    TODAY,
    UNIQUE_ID,
    xml_of,
)

with_samples = pytest.mark.skipif(not SHARED.is_dir(), reason="the real samples are not beside the checkout")


def lines(data: bytes, name: str = "") -> list[dict]:
    found = [json.loads(as_line(one.reading)) for one in inspect(io.BytesIO(data), name)]
    assert all(tuple(line) == KEYS for line in found)
    return found


def line(data: bytes, name: str = "") -> dict:
    (found,) = lines(data, name)
    return found


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


RECEIPT = INCOMING["1-2"][1].decode("latin-1")
DECLARED = "<?xml version='1.0' encoding='ISO-8859-1'?>"


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


# Archives -------------------------------------------------------------------------------------------------------------


def archive(*messages) -> tuple[str, bytes]:
    package = pack(
        SENDER, messages or (ACTE,), trigramme="BAS", mode="TACT", day=TODAY, serial=3, return_addresses=ADDRESSES
    )
    target = io.BytesIO()
    write_archive(package, target)
    return package.archive_name, target.getvalue()


def tar_of(*files: tuple[str, bytes], **entry) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz", format=entry.pop("format", tarfile.GNU_FORMAT)) as tar:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            for key, value in entry.items():
                setattr(info, key, value)
            tar.addfile(info, io.BytesIO(data))
    return target.getvalue()


def test_an_archive_comes_first_then_what_it_holds():
    name, data = archive(*OUTGOING[:1], OUTGOING[2])

    found = lines(data, name)

    assert [one["kind"] for one in found] == ["archive", "EnveloppeCLMISILL", "Acte", "Annulation"]
    assert [one["action"] for one in found] == ["envelope", "envelope", "outgoing", "outgoing"]
    assert all(one["reasons"] == [] and one["siren"] == SIREN for one in found)
    assert found[0]["files"][0] == f"TACT--{SIREN}--20260302-3.xml"
    assert len(found[0]["files"]) == 6


def test_an_archive_that_does_not_hold_what_it_says():
    name, data = xml_of(ACTE)
    missing = lines(tar_of((name, data), ("autre.pdf", PDF)), f"BAS-TACT--{SIREN}--20260302-3.tar.gz")

    assert "enveloppe : absente" in missing[0]["reasons"]
    assert sum(one.startswith("fichier absent") for one in missing[1]["reasons"]) == 3
    assert (missing[1]["unique_id"], missing[1]["action"]) == (UNIQUE_ID, "outgoing")
    renamed = lines(archive()[1], "BAS-TACT--111111111--20260302-4.tar.gz")
    assert sum(one.startswith("nom : ") for one in renamed[0]["reasons"]) == 2
    assert lines(tar_of(("lisez-moi.txt", b"x")), "a.tar.gz")[0]["action"] == "quarantine"


def test_a_budget_in_xml_is_a_document_not_a_message():
    acte = xml_of(ACTE)[1].replace(b"_1.pdf", b"_1.xml")
    names = [f"99_DE-{UNIQUE_ID}-1-1_1.xml"]

    found = lines(tar_of((xml_of(ACTE)[0], acte), (names[0], b"<DocumentBudgetaire/>")), "x.tar.gz")

    assert [one["kind"] for one in found] == ["archive", "Acte"]


HARMLESS = xml_of(ACTE)
LINK = {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd", "size": 0}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (tar_of((HARMLESS[0], b""), **LINK), "lien"),
        (tar_of((HARMLESS[0], b""), **{**LINK, "type": tarfile.LNKTYPE}), "lien"),
        (tar_of(("dev", b""), type=tarfile.CHRTYPE), "simple fichier"),
        (tar_of(("../x.xml", HARMLESS[1])), "sort du dossier"),
        (tar_of(("..\\x.xml", HARMLESS[1])), "sort du dossier"),
        (tar_of(("/etc/x.xml", HARMLESS[1])), "absolu"),
        (tar_of(("C:\\x.xml", HARMLESS[1])), "absolu"),
        (tar_of(("a/x.xml", HARMLESS[1])), "dans un dossier"),
        (tar_of(("a", b""), type=tarfile.DIRTYPE), "est un dossier"),
        (tar_of(HARMLESS, HARMLESS), "deux fois"),
        (tar_of(("./" + HARMLESS[0], b"x"), HARMLESS), "deux fois"),
        (tar_of(("x" * 300 + ".xml", b"x")), "démesuré"),
        (tar_of(("x" * 300 + ".xml", b"x"), format=tarfile.PAX_FORMAT), "démesuré"),
        (tar_of(*((f"{rank}.pdf", b"x") for rank in range(2_001))), "plus de 2000"),
        (tar_of(("zero.pdf", b"\0" * (40 * 1024 * 1024))), "bombe"),
        (gzip.compress(gzip.decompress(tar_of(HARMLESS))[:700]), "coupée"),
        (tar_of(HARMLESS)[:-20], "coupé"),
        (gzip.compress(b"x" * 2000), "abîmé"),
        (b"\x1f\x8b" + b"x" * 50, "abîmé"),
        (gzip.compress(b""), "vide"),
    ],
)
def test_a_hostile_archive_gives_one_line_of_quarantine(data, reason):
    found = line(data, "BAS-TACT--212499998--20260302-3.tar.gz")

    assert (found["kind"], found["action"]) == ("archive", "quarantine")
    assert reason in found["reasons"][0]


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + RECEIPT.replace(DECLARED, "").replace("fêtes", "&x;"),
        "<?xml version='1.0'?><!-- x --><!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]><a>&b;</a>",
        RECEIPT.replace(DECLARED, DECLARED + '<!DOCTYPE actes:ARActe SYSTEM "http://127.0.0.1:9/x.dtd">'),
        "<a>" * 5_000 + "</a>" * 5_000,
        "<a>" + "<b/>" * 150_000 + "</a>",
        "<a " + " ".join(f"b{rank}='1'" for rank in range(50_000)) + "/>",
        RECEIPT.replace("fêtes", "x" * (9 * 1024 * 1024)),
    ],
)
def test_hostile_xml_is_quarantined_alone_and_taints_its_archive(attack):
    """Each of them at once: a parser that compares attributes two by two would sit there for minutes."""
    data = attack.encode("latin-1")

    alone = line(data, "x.xml")
    together = lines(tar_of(HARMLESS, ("z.xml", data)), "x.tar.gz")

    assert (alone["action"], alone["kind"]) == ("quarantine", "unknown")
    assert alone["reasons"]
    if len(data) < 8 * 1024 * 1024 and "<a>" * 9 not in attack:
        assert {one["action"] for one in together} == {"quarantine"}
        assert all(one["reasons"] for one in together)


# Mails ----------------------------------------------------------------------------------------------------------------


def mail_of(*kinds: str, html: bool = True, **options) -> EmailMessage:
    """As the State writes: a page, a picture, the envelope, its messages and their documents."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "actes@interieur.test", "actes@operateur.test", "Accusé n° 1 – reçu"
    mail.set_content("Voir la page.")
    if html:
        mail.add_alternative("<html><body>Bonjour</body></html>", subtype="html")
    mail.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="logo.png")
    for kind in kinds:
        name, data = INCOMING[kind]
        subtype = options.get("subtype", "xml")
        mail.add_attachment(data, maintype=options.get("maintype", "application"), subtype=subtype, filename=name)
    for name in options.get("documents", ()):
        mail.add_attachment(PDF, maintype="application", subtype="pdf", filename=name)
    return mail


def test_a_mail_comes_first_then_what_it_holds():
    found = lines(mail_of("envelope", "1-2").as_bytes(), "reponse.eml")

    assert [one["kind"] for one in found] == ["mail", "EnveloppeMISILLCL", "ARActe"]
    assert [one["action"] for one in found] == ["envelope", "envelope", "acknowledge"]
    assert (found[0]["siren"], found[0]["subject"], found[0]["reasons"]) == (SIREN, "Accusé n° 1 – reçu", [])
    assert found[0]["files"] == ["logo.png", INCOMING["envelope"][0], INCOMING["1-2"][0]]


def test_documents_are_looked_for_by_the_name_that_the_message_gives():
    with_it = lines(mail_of("2-1", documents=[f"{UNIQUE_ID}-2-1_7.pdf"]).as_bytes(), "x.eml")
    without = lines(mail_of("2-1", documents=[f"{UNIQUE_ID}-2-1_1.pdf"]).as_bytes(), "x.eml")

    assert with_it[1]["reasons"] == []
    assert without[1]["reasons"] == [f"fichier absent : {UNIQUE_ID}-2-1_7.pdf"]
    assert without[1]["action"] == "open_letter"


def test_an_envelope_for_somebody_else_is_said():
    other = INCOMING["envelope"][1].replace(SIREN.encode(), b"111111111")
    mail = mail_of("1-2")
    mail.add_attachment(other, maintype="text", subtype="plain", filename="TACT--SPREF0243-111111111-20260302-9.xml")

    found = lines(mail.as_bytes(), "x.eml")

    assert found[1]["siren"] == SIREN
    assert any("l’enveloppe est pour 111111111" in one for one in found[1]["reasons"])


MAIL = mail_of("envelope", "1-2").as_bytes()


@pytest.mark.parametrize(
    "data",
    [
        MAIL.replace(b"\n", b"\r\n"),
        b"Return-Path: <a@b.fr>\nDelivered-To: c@d.fr\n" + MAIL,
        b"From actes@interieur.test Mon Mar  2 10:00:00 2026\n" + MAIL,
        mail_of("envelope", "1-2", maintype="application", subtype="octet-stream").as_bytes(),
        MAIL.replace(b"application/xml", b'text/xml; charset="utf-8"'),
        MAIL.replace(b"application/xml", b"text/html"),
    ],
)
def test_a_mail_of_any_program_is_read(data):
    found = lines(data, "1772446000.M1P2.host:2,S")

    assert [one["kind"] for one in found] == ["mail", "EnveloppeMISILLCL", "ARActe"]
    assert found[2]["subject"] == "Vote des tarifs de la salle des fêtes"
    assert found[2]["action"] == "acknowledge"


def test_a_mail_or_an_archive_inside_a_mail_has_its_own_line():
    forwarded = mail_of(html=False)
    forwarded.add_attachment(mail_of("envelope", "6-2"))
    packed = mail_of(html=False)
    name, data = archive()
    packed.add_attachment(data, maintype="application", subtype="gzip", filename=name)

    assert [one["kind"] for one in lines(forwarded.as_bytes(), "x.eml")] == [
        "mail", "mail", "EnveloppeMISILLCL", "ARAnnulation"]  # fmt: skip
    assert [one["kind"] for one in lines(packed.as_bytes())] == ["mail", "archive", "EnveloppeCLMISILL", "Acte"]


def test_a_page_alone_is_filed_and_what_is_nothing_is_not():
    page = lines(mail_of().as_bytes(), "x.eml")
    text = lines(mail_of(html=False).as_bytes(), "x.eml")
    loop = mail_of("1-2")
    loop["Auto-Submitted"] = "auto-replied"
    bounce = MAIL.replace(b"multipart/mixed", b"multipart/report; report-type=delivery-status", 1)

    assert [one["action"] for one in page] == ["envelope"]
    assert [one["action"] for one in text] == ["quarantine"]
    assert [one["action"] for one in lines(loop.as_bytes())] == ["quarantine"]
    assert [one["action"] for one in lines(bounce)] == ["quarantine"]


def test_an_endless_name_or_text_is_cut():
    endless = RECEIPT.replace("D2026_012-DE-1-1_1.pdf", "9" * 500_000).replace("fêtes", "é" * 50_000)

    found = line(endless.encode("latin-1"), "x" * 5_000)

    assert found["action"] == "acknowledge"
    assert len(json.dumps(found)) < 200_000


def test_a_mail_too_deep_or_hostile_is_quarantined():
    deep = mail_of("1-2")
    for _turn in range(8):
        outer = mail_of(html=False)
        outer.add_attachment(deep)
        deep = outer
    hostile = mail_of("1-2")
    hostile.add_attachment(b"<!DOCTYPE a><a/>", maintype="text", subtype="xml", filename="b.xml")

    assert lines(deep.as_bytes())[-1]["action"] == "quarantine"
    assert {one["action"] for one in lines(hostile.as_bytes())} == {"quarantine"}


# Anything -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 100, PDF, b"PK\x03\x04", b"bonjour", b"[]", b"<", b"<html></html>", b"\xff\xfe"]
)
def test_what_is_no_message_is_unknown(data):
    found = line(data, "fichier")

    assert (found["kind"], found["action"]) == ("unknown", "quarantine")
    assert found["reasons"]


def test_a_file_that_cannot_be_opened_is_one_line(tmp_path):
    said = StringIO()

    call_command("inspect_actes_message", str(tmp_path), str(tmp_path / "absent.xml"), stdout=said)

    assert [json.loads(one)["action"] for one in said.getvalue().splitlines()] == ["quarantine", "quarantine"]


SEEDS = st.sampled_from(
    [MAIL, archive()[1], gzip.decompress(archive()[1]), CLASSIFICATION, *(data for _name, data in INCOMING.values())]
)


#: Where, what is written there, how much goes.
CHANGES = st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=6), st.integers(0, 40)), max_size=6)


@settings(max_examples=250)
@given(
    SEEDS,
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=6), st.integers(0, 40)), max_size=6),
    st.text(max_size=30),
)
def test_nothing_makes_it_stumble(seed, changes, name):
    data = bytearray(seed)
    for place, written, removed in changes:
        place %= len(data) + 1
        data[place : place + removed] = written

    for one in inspect(io.BytesIO(bytes(data)), name):
        found = json.loads(as_line(one.reading))
        assert tuple(found) == KEYS
        assert not any("n’attendait pas" in reason for reason in found["reasons"])
