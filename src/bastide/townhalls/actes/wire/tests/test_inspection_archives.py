"""What `bastide inspect_actes_message` says of archives and mails, of broken ones, and of those that want to hurt."""

import gzip
import io
import json
import tarfile
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from bastide.townhalls.actes.wire.inspection import KEYS, as_line, inspect

from .factories import (
    ACTE,
    CLASSIFICATION,
    INCOMING,
    OUTGOING,
    PDF,
    SIREN,
    UNIQUE_ID,
    xml_of,
)
from .inspecting import DECLARED, MAIL, RECEIPT, archive, line, lines, mail_of, tar_of

# Archives -------------------------------------------------------------------------------------------------------------


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
    CHANGES,
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
