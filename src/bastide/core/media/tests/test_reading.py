"""The words of documents, page by page, read once and again when the file changes."""

import stat
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from bastide.core.media import actions, health
from bastide.core.media.models import DocumentPage, DocumentReading, MediaDocument, MediaImage
from bastide.core.media.reading import Unreadable, read_words
from bastide.core.media.retention import ended
from bastide.core.media.testing import a_document, a_picture, docx_bytes, odt_bytes, pdf_bytes
from bastide.core.retention import actions as retention
from bastide.kit.health.registry import Level
from bastide.kit.tasks.models import DueWork

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("content", "ending", "pages"),
    [
        (pdf_bytes("Le lavoir", "La can-\ntine est ouverte"), "pdf", ["Le lavoir", "La cantine est ouverte"]),
        (docx_bytes("Première", "Seconde"), "docx", ["Première", "Seconde"]),
        (odt_bytes("Première", "Seconde"), "odt", ["Première", "Seconde"]),
        ("\ufeffété;3\n".encode(), "csv", ["été;3"]),
        (b"\xff\xfb", "mp3", []),
    ],
)
def test_words_are_read_page_by_page(content, ending, pages):
    assert read_words(content, ending).pages == pages


@pytest.mark.one_database
@pytest.mark.parametrize("ending", ["pdf", "docx", "odt"])
def test_a_file_that_cannot_be_opened_says_so(ending):
    with pytest.raises(Unreadable):
        read_words(b"rien", ending)


@pytest.mark.one_database
def test_an_xml_that_asks_for_a_file_of_the_machine_gets_nothing():
    hostile = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:t>a&x;b</w:t></w:p></w:document>'

    words = read_words(docx_bytes("", **{"word/document.xml": hostile}), "docx").pages

    assert "root:" not in "".join(words)


@pytest.mark.one_database
def test_a_scanned_page_is_read_by_the_command_when_there_is_one(settings, tmp_path):
    scanned = pdf_bytes("")
    assert read_words(scanned, "pdf").pages == [""]

    command = tmp_path / "lecteur"
    command.write_text("#!/bin/sh\ncat > /dev/null\necho 'Séance du 15 octobre 2026, reconnue'\n")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    settings.OCR_COMMAND = str(command)
    read = read_words(scanned, "pdf")

    assert (read.pages, read.used_ocr) == (["Séance du 15 octobre 2026, reconnue"], True)


def test_a_document_is_read_once_and_again_when_its_file_changes(people, valdorne):
    kept = actions.keep_document(
        organisation=valdorne.valbrune.organisation,
        file=a_document("pv.pdf", "Première page", "Seconde page"),
        title="PV",
        by=people.secretary,
        at=NOON,
    )

    assert actions.read_due(clock=lambda: NOON).done == 1
    assert actions.queue_unread(at=NOON) == 0
    assert list(DocumentPage.objects.values_list("number", "text")) == [(1, "Première page"), (2, "Seconde page")]
    assert MediaDocument.objects.get().page_count == 2

    actions.replace_document(document=kept, file=a_document("pv.pdf", "Une seule"), by=people.secretary, at=NOON)
    actions.read_due(clock=lambda: NOON)

    assert list(DocumentPage.objects.values_list("text", flat=True)) == ["Une seule"]


def test_what_came_in_without_us_is_found_and_what_cannot_be_read_is_given_up(people, valdorne, monkeypatch):
    MediaDocument.objects.create(title="Import", file=a_document())
    assert actions.queue_unread(at=NOON) == 1
    monkeypatch.setattr(actions.documents, "read_words", lambda *args: (_ for _ in ()).throw(Unreadable("x")))

    for day in range(4):
        actions.read_due(clock=lambda day=day: NOON + timedelta(days=day))

    assert DocumentReading.objects.get().state == DueWork.State.FAILED
    assert health.words(NOON).level is Level.WARNING


def test_a_document_is_not_given_up_because_its_bucket_was_away_for_the_night(people, valdorne, monkeypatch):
    MediaDocument.objects.create(title="Import", file=a_document())
    actions.queue_unread(at=NOON)
    with monkeypatch.context() as patched:
        patched.setattr(MediaDocument, "open_file", lambda document: (_ for _ in ()).throw(OSError("no route")))
        for hour in range(12):
            actions.read_due(clock=lambda hour=hour: NOON + timedelta(hours=hour))
        assert DocumentReading.objects.get().attempts == 0

    actions.read_due(clock=lambda: NOON + timedelta(days=1))

    assert DocumentReading.objects.get().state == DueWork.State.DONE


def test_the_doctor_says_whether_scanned_pages_are_read(db, settings):
    assert health.words(NOON).level is Level.OFF
    settings.OCR_COMMAND = "un-programme-qui-n-existe-pas"
    assert health.words(NOON).level is Level.BAD


def test_a_consent_that_ended_hides_the_picture_and_is_forgotten(people, valdorne):
    image = actions.keep_picture(
        organisation=valdorne.valbrune.organisation,
        file=a_picture(),
        title="Doyenne",
        by=people.secretary,
        at=NOON,
        licence="etalab-2.0",
        people="consented",
    )
    MediaImage.objects.update(consent_note="Papier au secrétariat", consent_until=date(2026, 1, 1))
    assert list(ended(timezone.now())) == [image]

    retention.purge(at=timezone.now(), say=lambda line: None)

    image.refresh_from_db()
    assert (image.consent_note, image.is_publishable) == ("", False)
    assert not ended(timezone.now()).exists()
