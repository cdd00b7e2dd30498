"""What is proved, and by whom: signatures inside PDFs, trusted time stamps, the antivirus, transfers to archives."""

import contextlib
import importlib.util
import io
import os
import socket
import struct
import threading
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from lxml import etree

from bastide.core.accounts.testing import sign_in
from bastide.core.journal.models import JournalLine
from bastide.townhalls.actes import bundle, checks, queries, seda, timestamps
from bastide.townhalls.actes.actions import archiving, drafting, files, transmission
from bastide.townhalls.actes.documents import antivirus, checking, signatures
from bastide.townhalls.actes.models import Acte, ActeFile, ExchangeFile
from bastide.townhalls.actes.testing import NOON, make_acte, make_entry, pdf_of

from .prefecture import Line, Prefecture, letter
from .sending import Clock, run
from .signing import Authority

PDF = frozenset({"application/pdf"})


@pytest.fixture(scope="module")
def authority():
    return Authority("Autorité de test")


@pytest.fixture(scope="module")
def signed(authority):
    return authority.signed(pdf_of())


def checked(content):
    return checking.check(io.BytesIO(content), allowed=PDF)


def without_pyhanko(monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "pyhanko" else real(name, *more)
    )


def test_a_signature_says_who_when_and_whether_the_document_is_the_one_that_was_signed(
    authority, signed, settings, tmp_path, monkeypatch
):
    (plain,) = checked(signed).signatures
    assert (plain["name"], plain["issuer"], plain["is_intact"], plain["trust"]) == (
        "Aline Dutilh", "Autorité de test", True, "no_roots",
    )  # fmt: skip
    assert "Signé par Aline Dutilh le" in signatures.sentence_of(plain)

    (tmp_path / "racine.pem").write_bytes(authority.pem)
    (tmp_path / "autre.txt").write_bytes(b"ceci n'est pas un certificat")
    settings.SIGNATURE_ROOTS = str(tmp_path)
    assert checked(signed).signatures[0]["trust"] == "trusted"
    stranger = Authority("Autorité inconnue").signed(pdf_of(), "Quelqu'un")
    assert checked(stranger).signatures[0]["trust"] == "unknown"

    # The page was made narrower after it was signed.
    swapped = signed.replace(b"/MediaBox[0 0", b"/MediaBox[1 0")
    assert swapped != signed
    (forged,) = checked(swapped).signatures
    assert forged["is_intact"] is False
    assert "ne correspond pas" in signatures.sentence_of(forged)
    assert signatures.broken([forged]) == [forged]
    assert checked(pdf_of()).signatures is None
    assert not checked(pdf_of()).is_signed

    without_pyhanko(monkeypatch)
    unread = checked(signed)
    assert (unread.is_signed, unread.signatures) == (True, None)
    assert "n’a pas pu être vérifiée" in signatures.lines_of(None, is_signed=True)[0][1]


def put(acte, people, content, **changes):
    files.add_file(
        acte=acte,
        file=io.BytesIO(content),
        name="deliberation.pdf",
        checked=replace(checked(content), **changes),
        type_code="99_DE",
        is_main=True,
        by=people.secretary,
        at=NOON,
    )


def test_a_broken_signature_stops_an_act_and_an_unread_one_is_said(body, people, signed, client):
    acte = make_acte(body, with_file=False)
    put(acte, people, signed)
    assert [problem.code for problem in checks.blocking(acte, NOON)] == []
    page = sign_in(client, people.secretary).get(acte.get_absolute_url()).content.decode()
    assert "Signé par Aline Dutilh" in page

    put(acte, people, signed, signatures=[{**checked(signed).signatures[0], "is_intact": False}])
    with pytest.raises(drafting.NotReady) as refused:
        drafting.make_ready(acte=acte, by=people.secretary, at=NOON)
    assert [problem.code for problem in refused.value.problems] == ["signature_broken"]

    put(acte, people, signed, signatures=None, scan=antivirus.Scan.SKIPPED)
    said = [problem.code for problem in checks.problems_of(acte, NOON)]
    assert {"signature_unread", "not_scanned"} <= set(said)
    drafting.make_ready(acte=acte, by=people.secretary, at=NOON)


def test_a_proof_bears_a_stamp_that_is_verified_without_its_authority(authority, settings, tmp_path, monkeypatch):
    facts, held = {"numero": "2026_001", "nature": "Délibération"}, {"documents/01-a.pdf": b"un acte"}
    assert bundle.STAMP not in names_of(bundle.write_bundle(held, facts))
    with authority.stamping() as tsa:
        settings.TIMESTAMP_URL = tsa.url
        proof = bundle.write_bundle(held, facts)
        other = bundle.write_bundle({"documents/01-a.pdf": b"un autre"}, facts)
        tsa.sends = b"pas un jeton"
        unstamped = bundle.write_bundle(held, facts)
    # The authority is gone.
    verdict = bundle.verify_bundle(proof)
    assert verdict.holds
    assert (verdict.stamp.is_intact, verdict.stamp.trust, "Horodatage de test" in verdict.stamp.by) == (
        True, "no_roots", True,
    )  # fmt: skip
    assert bundle.verify_bundle(unstamped).remarks == ["sans horodatage : l’autorité n’avait pas répondu"]
    assert bundle.verify_bundle(bundle.write_bundle(held, facts)).remarks  # nobody listens any more
    swapped = changed(proof, {bundle.STAMP: zipfile.ZipFile(io.BytesIO(other)).read(bundle.STAMP)})
    for hostile in (swapped, changed(proof, {bundle.STAMP: None}), changed(proof, {bundle.STAMP: b"0"})):
        assert bundle.verify_bundle(hostile).faults

    (tmp_path / "preuve.zip").write_bytes(proof)
    (tmp_path / "racine.pem").write_bytes(authority.pem)
    settings.SIGNATURE_ROOTS = str(tmp_path / "racine.pem")
    out = io.StringIO()
    call_command("verify_act", str(tmp_path / "preuve.zip"), stdout=out)
    assert "Horodaté le 20" in out.getvalue()
    assert "À savoir" not in out.getvalue()
    without_pyhanko(monkeypatch)
    assert "installez" in bundle.verify_bundle(proof).remarks[0]
    assert timestamps.stamp(b"x") == b""


def names_of(content):
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def changed(content, instead):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(target, "w") as written:
        for name in packed.namelist():
            data = instead.get(name, packed.read(name))
            if data is not None:
                written.writestr(name, data)
    return target.getvalue()


@contextlib.contextmanager
def clamd(folder, *, answer=b""):
    """A daemon that finds EICAR's word, or says `answer` whatever it is given."""
    path = str(folder / "c")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen()

    def serve():
        while True:
            try:
                line, _from = listening.accept()
            except OSError:
                return
            with line, line.makefile("rb") as read:
                assert read.readline() == b"nINSTREAM\n"
                content = b""
                while size := struct.unpack("!L", read.read(4))[0]:
                    content += read.read(size)
                found = b"stream: Eicar-Test FOUND\n" if b"EICAR" in content else b"stream: OK\n"
                line.sendall(answer or found)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield path
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
        os.unlink(path)


def test_an_infected_file_is_refused_at_the_field_and_a_daemon_that_is_away_as_the_setting_says(
    settings, tmp_path, monkeypatch
):
    infected = pdf_of() + b"%EICAR"
    assert checked(infected).scan == ""
    with clamd(tmp_path) as path:
        settings.ANTIVIRUS_SOCKET = path
        assert checked(pdf_of()).scan == antivirus.Scan.CLEAN
        with pytest.raises(checking.Unfit, match="Eicar-Test"):
            checked(infected)
    with clamd(tmp_path, answer=b"INSTREAM size limit exceeded. ERROR\n") as path, pytest.raises(checking.Unfit):
        checked(pdf_of())
    # Nobody listens: by socket, by port, or because the extra is missing.
    for place in (str(tmp_path / "c"), "127.0.0.1:1", "no port"):
        settings.ANTIVIRUS_SOCKET = place
        with pytest.raises(checking.Unfit, match="ne répond pas"):
            checked(infected)
    settings.ANTIVIRUS_WHEN_AWAY = "accept"
    assert checked(pdf_of()).scan == antivirus.Scan.SKIPPED
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None)
    assert antivirus.scan(io.BytesIO(b"x")) == antivirus.Scan.SKIPPED


def schema(version):
    """The standard's own, from a package that is never imported."""
    spec = importlib.util.find_spec("cubicweb_seda")
    if spec is None:
        pytest.skip("the package cubicweb_seda carries the schemas")
    folder = Path(spec.submodule_search_locations[0]) / "xsd"
    return etree.XMLSchema(etree.parse(folder / f"seda-{version}-main.xsd"))


def test_a_transfer_to_archives_is_valid_and_whole(body, people, client, settings, tmp_path):
    line, clock = Line(Prefecture()), Clock()
    acte = make_acte(body, object="Tarifs — l’été & l’hiver <2026> \u00a0€")
    drafting.make_ready(acte=acte, by=people.secretary, at=NOON)
    transmission.transmit_acte(acte=acte, by=people.mayor, at=clock())
    run(clock, line)
    acte.refresh_from_db()
    line.prefecture.say(letter("CourrierSimple", acte.unique_id))
    run(clock, line)
    exchange = acte.transactions.get(kind=2)
    kept = ExchangeFile(
        transaction=exchange, rank=1, original_name="../lettre n°1.pdf", content_type="application/pdf",
        size=len(pdf_of()), sha256=acte.files.get().sha256,
    )  # fmt: skip
    kept.content.save("lettre.pdf", io.BytesIO(pdf_of()), save=True)
    make_entry(body, acte=acte)
    make_acte(body, is_training=True, state=Acte.State.KEPT)
    make_acte(body)
    make_acte(body, state=Acte.State.KEPT, duty="free", decided_on=NOON.date() - timedelta(days=400))
    here = f"/espace/organismes/{body.slug}/actes/archives/"
    asked = {"since": "2026-01-01", "until": "2026-12-31", "agency": "22240001000014", "agreement": "ACTES-24"}

    answer = sign_in(client, people.secretary).post(here, asked)

    content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        root = etree.fromstring(packed.read(seda.MANIFEST))
        assert schema("2.1").validate(root), schema("2.1").error_log
        n = {"s": root.nsmap[None]}
        digests = {
            each.findtext("s:Uri", namespaces=n): each.findtext("s:MessageDigest", namespaces=n)
            for each in root.iterfind(".//s:BinaryDataObject", n)
        }
        assert set(digests) == set(packed.namelist()) - {seda.MANIFEST}
        for name, digest in digests.items():
            assert bundle.digest(packed.read(name)) == digest
    titles = [each.text for each in root.iterfind(".//s:Title", n)]
    assert sum("Tarifs" in title for title in titles) == 1
    for words in ("Acte", "Archive transmise", "Message reçu", "Accusé de réception", "Version publiée"):
        assert any(title.startswith(words) for title in titles), words
    assert not any("/.." in name or "°" in name for name in digests)
    assert root.findtext("s:ArchivalAgency/s:Identifier", namespaces=n) == "22240001000014"
    assert JournalLine.objects.filter(verb="actes.archived").count() == 1

    # One act alone, from its own page; and the other version of the standard, by the command.
    alone = client.post(f"/espace/organismes/{body.slug}/actes/{acte.pk}/archives/", asked)
    with zipfile.ZipFile(io.BytesIO(b"".join(alone.streaming_content))) as packed:
        assert schema("2.1").validate(etree.fromstring(packed.read(seda.MANIFEST)))
    out = tmp_path / "versement.zip"
    call_command("export_seda", body.slug, str(out), agency="A", seda="2.2", stdout=io.StringIO())
    with zipfile.ZipFile(out) as packed:
        root = etree.fromstring(packed.read(seda.MANIFEST))
    assert schema("2.2").validate(root), schema("2.2").error_log
    assert len(root.findall("{*}DataObjectPackage/{*}DescriptiveMetadata/{*}ArchiveUnit")) == 2

    # Refusals: nothing there, no archives named, a file that changed under our hands.
    assert client.post(here, asked | {"since": "2020-01-01", "until": "2020-12-31"}).status_code == 422
    with pytest.raises(CommandError, match="identifier"):
        call_command("export_seda", body.slug, str(out))
    ActeFile.objects.filter(acte=acte).update(sha256="0" * 64)
    assert client.post(here, asked).status_code == 422
    assert sign_in(client, people.neighbour).post(here, asked).status_code == 404
    with pytest.raises(archiving.TooMuchToArchive):
        archiving.export_transfer(
            organisation=body, actes=[acte] * 501, agency="A", target=io.BytesIO(), at=NOON, by=people.secretary
        )
    assert queries.actes_to_archive(body).count() == 2
