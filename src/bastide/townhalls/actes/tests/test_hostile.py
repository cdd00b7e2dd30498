"""What whoever wishes us harm may send: the next commune's agent, a false préfecture, an operator, a forged proof."""

import base64
import io
import random
import zipfile
from datetime import date

import pytest
from django.utils import timezone

from bastide.core.accounts.testing import sign_in
from bastide.townhalls.actes import actions, bundle, connections, s2low_urls
from bastide.townhalls.actes.actions import collecting, inbound, verdicts
from bastide.townhalls.actes.models import (
    Acte,
    ClassificationVersion,
    InboundMessage,
    Transaction,
    TransmissionSettings,
)
from bastide.townhalls.actes.testing import make_settings
from bastide.townhalls.actes.tiers.calls import is_elsewhere
from bastide.townhalls.actes.wire import answers
from bastide.townhalls.actes.wire.inspection import inspect
from bastide.townhalls.actes.wire.parsing import parse
from bastide.townhalls.actes.wire.tests.factories import CLASSIFICATION

from .prefecture import letter, receipt
from .sending import message_of, prepared, run, sent, state_of
from .test_proofs import changed

UNIQUE_ID = "099-212499016-20261112-2026_001-DE"
APPLIED, QUARANTINED = InboundMessage.Outcome.APPLIED, InboundMessage.Outcome.QUARANTINED


@pytest.fixture
def waiting(body, people, clock, line):
    """An act under way, whose préfecture has said nothing yet."""
    line.prefecture.is_silent = True
    acte = prepared(body, people)
    sent(acte, people, clock, line)
    line.prefecture.is_silent = False
    return acte


def test_what_is_imported_for_the_wrong_body_is_not_taken_from_the_right_one(
    waiting, valdorne, body, people, clock, line
):  # fmt: skip
    """A secretary works for two bodies; and an agent of one may know the bytes of the other's receipt beforehand."""
    TransmissionSettings.objects.update(tiers=TransmissionSettings.Tiers.MANUAL)
    Transaction.objects.update(tiers=TransmissionSettings.Tiers.MANUAL)
    other = valdorne.le_peyrat.organisation
    make_settings(other, siren="212499024", tiers=TransmissionSettings.Tiers.MANUAL)
    raw = receipt(UNIQUE_ID, message_of(line, "1-1")).encode("iso-8859-1")

    wrong = collecting.import_message(organisation=other, raw=raw, name="ar.xml", at=clock())
    again = collecting.import_message(organisation=other, raw=raw, name="ar.xml", at=clock())
    right = collecting.import_message(organisation=body, raw=raw, name="ar.xml", at=clock())
    twice = collecting.import_message(organisation=body, raw=raw, name="ar.xml", at=clock())

    assert (wrong.outcome, again.pk, right.outcome, twice.pk) == (QUARANTINED, wrong.pk, APPLIED, right.pk)
    assert (right.organisation, wrong.organisation) == (body, other)
    assert state_of(waiting) == Acte.State.RECEIVED
    # Nor is it from the mailbox that all share, whose copy is known as the one that was applied.
    shared = {"raw": raw, "name": "ar.xml", "origin": "direct", "reference": "7", "organisation": None}
    assert inbound.keep_message(**shared, at=clock()).pk == right.pk


def test_the_shared_mailbox_is_not_deaf_to_what_somebody_imported_too_early(waiting, body, people, clock, line):
    raw = receipt(UNIQUE_ID, message_of(line, "1-1")).encode("iso-8859-1")
    early = collecting.import_message(organisation=body, raw=raw, name="ar.xml", at=clock())
    assert early.outcome == QUARANTINED  # what went to the simulator is answered by the simulator

    line.prefecture.say(raw)
    run(clock, line)
    run(clock, line)

    assert state_of(waiting) == Acte.State.RECEIVED
    assert InboundMessage.objects.filter(sha256=early.sha256).count() == 2


def test_a_message_that_makes_us_stumble_stops_no_other(waiting, people, clock, line, monkeypatch):
    xml = message_of(line, "1-1")
    real = verdicts.receive

    def stumbling(*, found, context):
        if found.reading.received_on == "2026-11-23":
            raise OverflowError
        real(found=found, context=context)

    monkeypatch.setattr(verdicts, "receive", stumbling)
    line.prefecture.say(receipt(UNIQUE_ID, xml, "2026-11-23"))
    line.prefecture.say(receipt(UNIQUE_ID, xml, "9999-12-31"))
    line.prefecture.say(receipt(UNIQUE_ID, xml))
    run(clock, line)

    said = [" ".join(message.reasons) for message in InboundMessage.objects.quarantined().order_by("pk")]
    assert ("n’attendait pas" in said[0], "dans l’avenir" in said[1], len(said)) == (True, True, 2)
    assert state_of(waiting) == Acte.State.RECEIVED


def test_a_refused_envelope_is_named_in_full_or_by_its_only_act(waiting, clock, line):
    name, content = line.prefecture.archives[0]
    xml = next(each.data for each in inspect(io.BytesIO(content), name) if b"EnveloppeCL" in each.data)

    def refusal(detail, old=b"", new=b""):
        found = answers.envelope_anomaly(parse(xml).root, "3", detail, on=date(2026, 11, 24))
        return found.replace(old, new) if old else found

    message = f"{UNIQUE_ID}-1-1_0.xml".encode()
    line.prefecture.say(refusal("illisible", message, b".xml"))
    line.prefecture.say(refusal(name.replace("-1.tar.gz", "-21.tar.gz")))
    line.prefecture.say(refusal("illisible", message, message.replace(b"2026_001", b"2026_002")))
    run(clock, line)
    assert (state_of(waiting), InboundMessage.objects.quarantined().count()) == (Acte.State.SENDING, 3)

    line.prefecture.say(refusal("illisible"))
    run(clock, line)
    assert state_of(waiting) == Acte.State.FAILED


def test_words_about_paper_are_filed_and_other_words_are_examined(waiting, clock, line):
    head = b"From: a@b.fr\nTo: c@d.fr\nSubject: Envoi multicanal\nContent-Type: text/html\n\n"
    mail = head + b"<p>Nous attendons la suite, sur papier.</p>"
    line.prefecture.say(mail)
    run(clock, line)
    (message,) = InboundMessage.objects.exclude(outcome=APPLIED)
    assert message.outcome == QUARANTINED

    Acte.objects.update(has_paper=True)
    assert inbound.take_in(message=message, at=clock()).outcome == InboundMessage.Outcome.DISMISSED
    clock.later(days=90)
    line.prefecture.say(mail + b"\n")
    run(clock, line)
    assert InboundMessage.objects.quarantined().count() == 1


def test_a_classification_is_taken_with_its_doubles_and_never_from_the_future(body, clock, line):
    double = CLASSIFICATION.replace(b'Matiere="5"', b'Matiere="10"').replace(b"2025-09-01", b"2026-03-01")
    line.prefecture.say(double)
    line.prefecture.say(CLASSIFICATION.replace(b"2025-09-01", b"9999-12-31"))
    for message in line.incoming():
        given = {"raw": message.raw, "name": "7-2.xml", "origin": "s2low", "reference": "", "organisation": body}
        inbound.take_in(message=inbound.keep_message(**given, at=clock()), at=clock())

    version = ClassificationVersion.objects.get(dated_on=date(2026, 3, 1))
    assert list(version.matieres.values_list("code", flat=True)) == ["7", "7.1", "7.10", "7.10.1"]
    assert "avenir" in " ".join(InboundMessage.objects.quarantined().get().reasons)


@pytest.mark.parametrize(
    ("address", "fits"),
    [(f"https://{host}", True) for host in ("s2low.example", "tdt.be", "s2low.interne:8443/s2low")]
    + [
        (address, False)
        for address in (
            "http://s2low.example", "https://localhost", "https://a.localhost.", "https://127.0.0.1", "https://127.1",
            "https://0x7f000001", "https://2130706433", "https://[::1]", "https://10.0.0.5:8443", "https://a:b@c.example",
            "https://s2low.example:x", "https://", "file:///etc/passwd", "https://①②⑦.①",
        )
    ],
)  # fmt: skip
def test_an_operator_is_called_by_its_name_and_is_no_service_of_this_machine(address, fits):
    assert is_elsewhere(address) is fits


def test_the_address_of_an_operator_leads_nowhere_inside(client, body, people):
    settings = TransmissionSettings.objects.get()
    settings.tiers, settings.address = TransmissionSettings.Tiers.S2LOW, "http://localhost:8000"
    with pytest.raises(connections.NotConnected, match="https"):
        connections.connect(settings, timezone.now())
    values = {
        "siren": "212499016", "department": "099", "arrondissement": "1", "body_nature": "31", "tiers": "s2low",
        "mode": "electronic", "stamp_corner": "top_left", "late_hours": 24,
    }  # fmt: skip
    sign_in(client, people.secretary)
    here = f"/espace/organismes/{body.slug}/actes/reglages/"
    assert client.post(here, values | {"address": "http://127.0.0.1:9000/x"}).status_code == 422
    assert client.post(here, values | {"address": "https://s2low.example"}).status_code == 302


def test_a_letter_names_what_people_download_without_orders(waiting, clock, line, people, client):
    line.prefecture.say(receipt(UNIQUE_ID, message_of(line, "1-1")))
    run(clock, line)
    name = "lettre&#13;&#10;Set-Cookie: a=b.pdf"
    mail = b"From: a@b.fr\nTo: c@d.fr\nContent-Type: multipart/mixed; boundary=B\n\n"
    xml = letter("CourrierSimple", UNIQUE_ID, document=name).encode()
    for head, data in (
        (b"Content-Type: text/xml; name=a.xml", xml),
        (b'Content-Type: a/b; name="lettre Set-Cookie: a=b.pdf"', b"%PDF-1.4"),
    ):
        mail += b"--B\n" + head + b"\n\n" + data + b"\n"
    line.prefecture.say(mail + b"--B--\n")
    run(clock, line)

    exchange = Transaction.objects.letters().get()
    document = exchange.documents.get()
    sign_in(client, people.secretary)
    here = f"/espace/organismes/{exchange.organisation.slug}/actes/{waiting.pk}/courriers/{exchange.pk}/"
    assert document.original_name == "lettre Set-Cookie: a=b.pdf"
    found = client.get(f"{here}{document.pk}/")
    assert (found.status_code, found.cookies.get("a")) == (200, None)


ASKED = (
    "transaction", "unique_id", "id", "trans_id", "transaction_id", "file", "status_id", "offset",
    "limit", "min_submission_date", "max_submission_date", "tampon", "date_affichage", "type_envoie", "number",
    "nature_code", "classif1", "classif2", "decision_date", "subject", "acte_attachments[0]", "type_pj[9999]",
)  # fmt: skip


@pytest.mark.one_database
def test_a_program_that_asks_nonsense_is_told_so(client, body, people):
    key, password = actions.make_key(organisation=body, label="Étrange", by=people.pole, at=timezone.now())
    shown = {"HTTP_AUTHORIZATION": f"Basic {base64.b64encode(f'{key.login}:{password}'.encode()).decode()}"}
    posted = {"create", "cancel", "answer"}
    for address in s2low_urls.urlpatterns:
        if "confirm" in str(address.name):
            continue
        asks = client.post if address.name in posted else client.get
        for value in ("--1", "9" * 15, "9" * 40, "\x00é\r\nSet-Cookie: a=b", "0001-01-01"):
            said = asks(f"/{address.pattern}", dict.fromkeys(ASKED, value), **shown)
            assert said.status_code in (200, 302), (address.name, said.status_code)
            assert "Set-Cookie: a" not in str(said.headers)
    for kind in ("env", "courrier"):
        asked = {kind: "9" * 15}
        assert client.get("/modules/actes/actes_download_file.php", asked, **shown).content.startswith(b"KO")


# Proofs ---------------------------------------------------------------------------------------------------------------


PROOF = {"documents/01-a.pdf": b"un acte" * 50, "journal.json": b"[]"}


@pytest.fixture(scope="module")
def proof():
    return bundle.write_bundle(PROOF, {"numero": "2026_001", "nature": "Délibération"})


def test_a_proof_shows_the_same_files_to_every_program(proof):
    assert bundle.verify_bundle(proof).holds
    assert bundle.verify_bundle(changed(proof, {})).holds  # packed anew by somebody's own program
    other = changed(proof, {"documents/01-a.pdf": b"un autre acte"})
    end = proof.index(b"PK\x01\x02")
    for forged in (other + proof, proof + other, proof + b"x", b"x" + proof, proof[:end] + other[:400] + proof[end:]):
        assert not bundle.verify_bundle(forged).holds
    link = io.BytesIO(proof)
    with zipfile.ZipFile(link, "a") as packed:
        info = zipfile.ZipInfo("journal.lien")
        info.external_attr = 0o120777 << 16
        packed.writestr(info, "/etc/passwd")
    assert not bundle.verify_bundle(link.getvalue()).holds
    assert bundle.verify_bundle(changed(proof, {bundle.KEY: b"00" * 32})).faults == [
        "cle-publique.txt n’est pas la clé qui a signé"
    ]


def test_a_manifest_of_any_sort_is_a_fault_and_orders_nothing(proof):
    head = '{"format": "bastide-preuve-1", '
    odd = ["[]", "3", "[" * 100_000, head + '"fichiers": [], "acte": 3}', head + '"fichiers": 3}', '{"a": "\ud800"}']
    odd += [head + '"acte": {}, "fichiers": {"a": 3}}', head + '"fichiers": {"\\u001b[31m\\u009b\\u2028": {}}}']
    for text in odd:
        verdict = bundle.verify_bundle(changed(proof, {bundle.MANIFEST: text.encode("utf-8", "replace")}))
        assert not verdict.holds
        assert all(fault.isprintable() for fault in verdict.faults)
    many = {f"{rank}.txt": b"x" for rank in range(80)}
    crowded = bundle.write_bundle({**PROOF, **many}, {})
    assert len(bundle.verify_bundle(changed(crowded, dict.fromkeys(many, b"y"))).faults) == bundle.MOST_FAULTS


def test_nothing_makes_a_verification_stumble(proof):
    chance = random.Random(4)
    for _turn in range(400):
        data = bytearray(proof)
        for _change in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        verdict = bundle.verify_bundle(bytes(data[: chance.randrange(len(data))] if chance.random() < 0.2 else data))
        assert verdict.holds or verdict.faults
