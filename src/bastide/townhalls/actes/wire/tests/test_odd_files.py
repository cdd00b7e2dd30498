"""Files as people and programs leave them, and files made to do harm: what is said of each, and how soon."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import tarfile
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bastide.townhalls.actes.wire import mails
from bastide.townhalls.actes.wire.inspection import as_line
from bastide.townhalls.actes.wire.names import read_message_name
from bastide.townhalls.actes.wire.reading import read_message

from .factories import ACTE, INCOMING, PDF, SIREN, UNIQUE_ID, xml_of
from .inspecting import MAIL, RECEIPT, archive, line, lines, mail_of, tar_of

NAME, ACT = xml_of(ACTE)
AR_NAME, AR = INCOMING["1-2"]
PACKED_NAME, PACKED = archive()


def unpacked() -> list[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(PACKED)) as tar:
        return [(member.name, tar.extractfile(member).read()) for member in tar]


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr(AR_NAME, AR)
    return target.getvalue()


# One line -------------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(st.text(max_size=40), st.text(max_size=40))
def test_a_line_is_one_line_for_every_program_and_the_same_json(subject, name):
    reading = read_message(AR, AR_NAME)
    reading.subject, reading.files = subject, [name, "\x9b31m\u2028\x85\u202e"]

    said = as_line(reading)

    assert len(said.splitlines()) == 1
    assert all(sign.isprintable() or sign in "\xa0\u3000" or not sign.isascii() for sign in said)
    assert not set(said) & set("\x7f\x85\x9b\u2028\u2029\u202e")
    whole = [one.encode("utf-8", "replace").decode() for one in (subject, name)]
    assert [json.loads(said)["subject"], json.loads(said)["files"][0]] == whole


def test_names_of_files_hold_no_line_break_nor_order():
    data = ACT.replace(b"DE-1-1_1.pdf", b"DE-1-1_1&#13;&#10;\tSet-Cookie: a&#x9b;.pdf")

    found = line(data, NAME)

    assert found["files"][0] == f"99_DE-{UNIQUE_ID}-1-1_1 Set-Cookie: a .pdf"
    assert any("n’est pas un simple nom" in reason for reason in found["reasons"])


@pytest.mark.parametrize("number", ["2026-012", "D-26-12", "2026 012", "-", "d2026_012"])
def test_a_number_that_a_newer_schema_may_allow_is_read_out_of_names(number):
    data = ACT.replace(b"D2026_012", number.encode())

    found = line(data, NAME.replace("D2026_012", number))

    assert (found["siren"], found["number"]) == (SIREN, number)
    assert found["unique_id"] == f"024-{SIREN}-20260220-{number}-DE"
    assert read_message_name(f"024-{SIREN}----1-3_1.xml").number == ""


# Archives -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (bz2.compress(PACKED), "bzip2"),
        (lzma.compress(PACKED), "xz"),
        (zipped(), "zip"),
        (PDF, "PDF"),
        (gzip.compress(PACKED), "pas un tar"),
        (gzip.compress(AR + b" " * 2000), "pas un tar"),
    ],
)
def test_what_is_no_tar_says_what_it_is(data, what):
    found = line(data, PACKED_NAME)

    assert (found["kind"], found["action"]) == ("archive", "quarantine")
    assert what in found["reasons"][0]


def test_a_message_is_known_by_what_it_holds_and_what_a_mac_adds_is_left():
    files = unpacked()
    renamed = [files[0], (NAME.removesuffix(".xml"), files[1][1]), *files[2:]]
    of_a_mac = [(f"._{name}", b"\0\5\x16\7") for name, _data in files] + files

    assert [one["kind"] for one in lines(tar_of(*renamed), PACKED_NAME)] == ["archive", "EnveloppeCLMISILL", "Acte"]
    found = lines(tar_of(*of_a_mac), PACKED_NAME)
    assert [one["kind"] for one in found] == ["archive", "EnveloppeCLMISILL", "Acte"]
    assert found[0]["reasons"] == ["archive : fichiers d’un Mac (« ._… »), non lus"]
    twice = lines(tar_of(*files, (PACKED_NAME, PACKED)), PACKED_NAME)
    assert "elle n’est pas ouverte" in twice[0]["reasons"][0]
    assert [one["reasons"] for one in twice[1:]] == [[], []]


@pytest.mark.parametrize("size", [120_000, 1_000_000])
def test_a_budget_is_a_document_however_large_and_a_message_is_not(size):
    acte = ACT.replace(b"_1.pdf", b"_1.xml")
    budget = b"<DocumentBudgetaire>" + b"<L V='1'/>" * size + b"</DocumentBudgetaire>"
    name = f"99_DE-{UNIQUE_ID}-1-1_1.xml"

    found = lines(tar_of((NAME, acte), (name, budget)), "x.tar.gz")
    dtd = lines(tar_of((NAME, acte), (name, b"<!DOCTYPE a>" + budget)), "x.tar.gz")
    message = lines(tar_of((NAME, acte), ("b.xml", AR.replace(b"fixe", b"") + b" " * (9 * size))), "x.tar.gz")

    assert [(one["kind"], one["action"]) for one in found] == [("archive", "envelope"), ("Acte", "outgoing")]
    assert {one["action"] for one in dtd} == {"quarantine"}
    assert ({one["action"] for one in message} == {"quarantine"}) == (size == 1_000_000)


# Mails ----------------------------------------------------------------------------------------------------------------


def raw(*parts: tuple[str, bytes]) -> bytes:
    head = b"From: a@b.fr\r\nTo: c@d.fr\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
    return head + b"".join(b"--B\r\n%s\r\n\r\n%s\r\n" % (text.encode(), data) for text, data in parts) + b"--B--\r\n"


IN_BASE64 = "Content-Transfer-Encoding: base64"
SPLIT = [base64.b64encode(part.encode()).decode() for part in (AR_NAME[:22], AR_NAME[22:])]


@pytest.mark.parametrize(
    ("headers", "data"),
    [
        (f'Content-Type: application/xml; name="{AR_NAME}"\r\n{IN_BASE64}', base64.encodebytes(AR).rstrip(b"=\n")),
        (f"Content-Type: application/xml; name={AR_NAME}", AR),
        (f"Content-Disposition: attachment; filename*=utf-8''{AR_NAME.replace('-', '%2D')}", AR),
        (f'Content-Disposition: attachment; filename*0="{AR_NAME[:9]}";\r\n filename*1="{AR_NAME[9:]}"', AR),
        (f'Content-Disposition: attachment; filename="=?UTF-8?B?{SPLIT[0]}?=\r\n =?UTF-8?B?{SPLIT[1]}?="', AR),
        ("Content-Type: text/plain", AR.replace(b"actes:", b"n:").replace(b"xmlns:actes", b"xmlns:n")),
        ("Content-Type: application/octet-stream", AR),
        (f"Content-Type: message/rfc822\r\n{IN_BASE64}", base64.encodebytes(MAIL)),
        (f'Content-Type: application/octet-stream; name="fw.eml"\r\n{IN_BASE64}', base64.encodebytes(MAIL)),
    ],
)
def test_a_receipt_is_found_however_a_program_wrote_its_mail(headers, data):
    found = lines(raw((headers, data)), "x.eml")

    assert (found[0]["kind"], found[0]["siren"]) == ("mail", SIREN)
    assert (found[-1]["action"], found[-1]["unique_id"]) == ("acknowledge", UNIQUE_ID)


def test_what_is_hostile_inside_taints_the_whole_mail():
    with_archive, with_mail, inner = mail_of("envelope", "1-2"), mail_of("envelope", "1-2"), mail_of(html=False)
    hostile = tar_of(("../x.xml", AR))
    with_archive.add_attachment(hostile, maintype="application", subtype="gzip", filename="h.tar.gz")
    inner.add_attachment(b"<!DOCTYPE a><a/>", maintype="text", subtype="xml", filename="b.xml")
    with_mail.add_attachment(inner)

    for mail in (with_archive, with_mail):
        found = lines(mail.as_bytes(), "x.eml")
        assert (len(found) > 3, found[0]["kind"], {one["action"] for one in found}) == (True, "mail", {"quarantine"})
        assert all(one["reasons"] for one in found)


def test_a_mail_without_message_says_what_it_brought():
    found = line(raw(('Content-Type: application/zip; name="x.zip"', zipped())), "x.eml")

    assert found["reasons"] == ["courriel : aucun message ACTES", "courriel : « x.zip », c’est un zip, pas un message"]


@pytest.mark.parametrize(
    "head",
    [
        b'Content-Type: application/xml; name="' + b'\\";' * 300_000,
        b"Content-Type: multipart/mixed; " + b"a=b;" * 300_000 + b"boundary=B",
        b"Content-Disposition: attachment; " + b"".join(b"filename*%d=a;" % rank for rank in range(100_000)),
        b"Content-Type: multipart/mixed; boundary=B\n\n--B\n" * 400 + b"\n-" * 60_000,
        b"Subject: " + b"=?utf-8?q?a?= " * 100_000,
        b"X: y\n" * 1_600_000,
    ],
)
def test_a_mail_made_to_keep_us_busy_does_not(head):
    """Each took minutes or hours: Python's parser grows with the square of a header, and with nested boundaries."""
    began = time.process_time()

    found = lines(b"From: a@b.fr\nTo: c@d.fr\n" + head + b"\n\nBonjour\n", "x.eml")

    assert {one["action"] for one in found} == {"quarantine"}
    assert time.process_time() - began < 3


def test_ordinary_mails_are_far_from_the_bounds():
    mails.check_cost(b"a" * 76 + b"\n" * 800_000, *[MAIL] * 200)
    assert RECEIPT in mails.open_mail(MAIL).parts[2].data.decode("latin-1")
