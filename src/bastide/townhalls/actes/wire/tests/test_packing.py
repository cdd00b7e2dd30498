"""Names, signs, envelopes and archives of what leaves."""

from __future__ import annotations

import io
import tarfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bastide.townhalls.actes.wire import packing, rules
from bastide.townhalls.actes.wire.building import NotConform, envelope_xml
from bastide.townhalls.actes.wire.charset import decode_xml, sendable
from bastide.townhalls.actes.wire.names import (
    archive_name,
    base_name,
    envelope_name,
    message_name,
    piece_name,
    read_acte_id,
    read_envelope_name,
    read_message_name,
)

from .factories import ACTE, ADDRESSES, LETTER_DATE, OUTGOING, SENDER, SIREN, TODAY, UNIQUE_ID, piece, xml_of


def packed(*messages, **changes):
    options = {"trigramme": "BAS", "mode": "TACT", "day": TODAY, "serial": 4, "return_addresses": ADDRESSES}
    return packing.pack(SENDER, messages or (ACTE,), **{**options, **changes})


def test_an_archive_has_the_names_and_the_order_of_the_reference():
    package = packed()

    assert package.archive_name == f"BAS-TACT--{SIREN}--20260302-4.tar.gz"
    assert [file.name for file in package.files] == [
        f"TACT--{SIREN}--20260302-4.xml",
        f"{UNIQUE_ID}-1-1_0.xml",
        f"99_DE-{UNIQUE_ID}-1-1_1.pdf",
        f"99_SE-{UNIQUE_ID}-1-1_2.pdf",
        f"70_PL-{UNIQUE_ID}-1-1_3.png",
    ]


def test_an_archive_is_flat_plain_and_always_the_same():
    first, second = io.BytesIO(), io.BytesIO()
    written = packing.write_archive(packed(), first)
    assert packing.write_archive(packed(), second) == written
    assert first.getvalue() == second.getvalue()
    assert len(first.getvalue()) == written.size
    with tarfile.open(fileobj=io.BytesIO(first.getvalue())) as tar:
        for member, file in zip(tar, packed().files, strict=True):
            assert (member.name, member.isreg(), member.mtime, member.uid) == (file.name, True, 0, 0)
            assert tar.extractfile(member).read() == file.content.open().read()


def test_every_message_in_one_archive_is_named_by_its_act():
    names = [one.xml.name for one in packed(*OUTGOING[:3], *OUTGOING[4:7], OUTGOING[11]).messages]

    assert names == [
        f"{UNIQUE_ID}-1-1_0.xml",
        f"024-{SIREN}-20260220-X-DE-1-1_0.xml",
        f"{UNIQUE_ID}-6-1_0.xml",
        f"{UNIQUE_ID}-3-3_0.xml",
        f"{UNIQUE_ID}-3-4_0.xml",
        f"{UNIQUE_ID}-4-3_0.xml",
        f"024-{SIREN}----7-1_0.xml",
    ]


def test_what_cannot_leave_is_not_written():
    for refused in ({"serial": 0}, {"serial": 10_000}, {"trigramme": "BA"}, {"trigramme": "É12"}):
        with pytest.raises(packing.PackingRefused):
            packed(**refused)
    with pytest.raises(packing.PackingRefused, match="deux fois"):
        packed(ACTE, ACTE)
    with pytest.raises(packing.PackingRefused, match="PDF"):
        packed(replace(ACTE, document=piece(b"bonjour")))
    with pytest.raises(NotConform, match="Objet"):
        packed(replace(ACTE, subject="x" * 501))
    with pytest.raises(NotConform, match="Email"):
        envelope_xml(SENDER, ["x"], ["a+b@c.fr"])
    with pytest.raises(NotConform, match="Annulation"):
        packed(replace(OUTGOING[2], unique_id="D1"))


def test_an_archive_past_the_limit_is_not_finished(monkeypatch):
    monkeypatch.setattr(packing, "MOST_BYTES", 1_000)

    with pytest.raises(packing.ArchiveTooLarge):
        packing.write_archive(packed(), io.BytesIO())
    assert rules.MOST_BYTES == 150 * 1024 * 1024


def test_signs_that_cannot_leave_are_replaced_and_shown():
    subject = "L’œuvre « d’art » à 5 € – Ça…"
    package = packed(replace(ACTE, subject=subject))
    root = etree.fromstring(package.messages[0].xml.content.open().read())

    assert root.findtext("{*}Objet") == "L'oeuvre « d'art » à 5 EUR - Ça..."
    found = [(one.sign, one.written, one.position, one.count) for one in package.replacements]
    assert found == [("’", "'", 1, 2), ("œ", "oe", 2, 1), ("€", "EUR", 22, 1), ("–", "-", 24, 1), ("…", "...", 28, 1)]
    assert package.messages[0].xml.content.open().read().startswith(b"<?xml version='1.0' encoding='ISO-8859-1'?>")


@given(st.text())
def test_whatever_is_typed_can_be_sent_and_says_what_changed(text):
    found = sendable(text)

    written = found.text.encode("latin-1")
    assert etree.fromstring(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>" + _escaped(written) + b"</a>") is not None
    assert sendable(found.text).replacements == ()
    assert all(one.sign not in found.text for one in found.replacements)


def _escaped(data: bytes) -> bytes:
    return data.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


@given(st.binary(max_size=200))
def test_any_bytes_become_a_text(data):
    assert isinstance(decode_xml(data).text, str)


NUMBERS = st.from_regex(rules.NUMBER, fullmatch=True)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@given(NUMBERS, DAYS, st.sampled_from([1, 2, 3, 4, 5, 6]), st.integers(1, 999))
def test_names_say_what_they_were_made_of(number, day, nature, rank):
    message = replace(ACTE, number=number, decision_date=day, nature=nature)
    name, _data = xml_of(message)
    document = piece_name(name.removesuffix("_0.xml"), "99_DE", rank, "pdf")

    for read in (read_message_name(name), read_message_name(document), read_message_name(f"kept_{name}")):
        assert (read.departement, read.siren, read.number) == ("024", SIREN, number)
        assert (read.day, read.code) == (f"{day:%Y%m%d}", "1-1")
    assert (read_message_name(document).rank, read_message_name(document).type_code) == (str(rank), "99_DE")
    parts = read_acte_id(message.unique_id(SENDER))
    assert (parts.number, parts.letters, parts.siren) == (number, read_message_name(name).letters, SIREN)
    assert len(document) <= 100


@given(st.sampled_from(["EACT", "TACT"]), st.integers(0, 999_999_999), DAYS, st.integers(1, 9_999))
def test_names_of_envelopes_say_what_they_were_made_of(mode, siren, day, serial):
    envelope = envelope_name(mode, f"{siren:09}", day, serial)

    for name in (envelope, archive_name("BAS", envelope), f"ANO_{envelope}", f"C:\\mail\\{envelope}"):
        read = read_envelope_name(name)
        assert (read.mode, read.emitter, read.day, read.serial) == (mode, f"{siren:09}", f"{day:%Y%m%d}", str(serial))
        assert read.stem == envelope.removesuffix(".xml")
        assert read.is_anomaly == name.startswith("ANO_")


@given(st.text())
def test_any_name_can_be_looked_at(name):
    read_message_name(name)
    read_envelope_name(name)
    read_acte_id(name)
    assert not set("/\\\0") & set(base_name(name))


def test_a_year_is_that_of_the_calendar_not_of_the_week():
    # 29 December 2025 stands in the first week of 2026.
    assert "-20251229-" in xml_of(replace(ACTE, decision_date=date(2025, 12, 29)))[0]
    assert message_name("x") == "x_0.xml"
    assert LETTER_DATE.isoformat() == "2026-02-26"
