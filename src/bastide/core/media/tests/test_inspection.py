"""Files as they are and as an attacker makes them: kept clean, or refused in words."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from bastide.core.media.fields import picture_as_it_was
from bastide.core.media.inspection import Refused, holds_pixels_alone, inspect_document, inspect_picture
from bastide.core.media.inspection.documents import TEXT
from bastide.core.media.testing import (
    HTML_TAIL,
    SVG,
    docx_bytes,
    huge_picture,
    javascript,
    odt_bytes,
    pdf_bytes,
    picture_bytes,
    zip_bytes,
)

pytestmark = pytest.mark.one_database


def opened(checked):
    return Image.open(io.BytesIO(checked.content))


def test_a_picture_is_drawn_again_without_what_the_camera_noted():
    checked = inspect_picture(picture_bytes(position=True, turned=True))

    kept = opened(checked)
    assert (checked.kind.ending, kept.size, dict(kept.getexif())) == ("jpg", (480, 640), {})
    assert b"Marque" not in checked.content
    assert checked.seen.taken_on.isoformat() == "2026-10-15"
    assert checked.seen.position == pytest.approx((0.48333, 44.79167))
    # Lying on its side, what was above is at the right once it stands upright.
    assert kept.getpixel((400, 320))[0] > 150 > kept.getpixel((80, 320))[0]


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (picture_bytes(form="WEBP"), "jpg"),
        (picture_bytes(form="AVIF"), "jpg"),
        (picture_bytes(form="PNG"), "png"),
        (picture_bytes(form="GIF"), "png"),
        # A phone's film after its photo, an archive, a web page: one file that is two, of which only the pixels stay.
        (picture_bytes() + b"\0\0\0\x18ftypmp42" + b"film" * 50, "jpg"),
        (picture_bytes() + zip_bytes(x=b"payload"), "jpg"),
        (picture_bytes(form="GIF") + HTML_TAIL, "png"),
    ],
)
def test_what_is_kept_of_a_picture_is_its_pixels(content, ending):
    checked = inspect_picture(content)

    assert checked.kind.ending == ending
    assert opened(checked).size == (640, 480)
    for part in (b"film", b"PK\x03\x04", b"script"):
        assert part not in checked.content


def test_a_wide_picture_is_made_smaller_and_a_phone_s_200_megapixels_pass():
    checked = inspect_picture(picture_bytes(size=(6000, 1500)))

    assert opened(checked).size == (4000, 1000)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (huge_picture(), "too_many_pixels"),
        (SVG, "svg"),
        (b"\xef\xbb\xbf  " + SVG, "svg"),
        (b'<?xml version="1.0"?>' + SVG, "svg"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "heic"),
        (pdf_bytes(), "pdf"),
        (picture_bytes()[:2000], "unreadable"),
        (b"", "unreadable"),
        (b"GIF89a" + b"\xff" * 40, "unreadable"),
        (b"BM" + b"\0" * 80, "unreadable"),
        (HTML_TAIL, "unreadable"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(content, code):
    with pytest.raises(Refused) as refused:
        inspect_picture(content)

    assert refused.value.code == code
    assert str(refused.value.message).endswith((".", "».", "»."))


@pytest.mark.parametrize(
    ("content", "name", "ending"),
    [
        (pdf_bytes("Procès-verbal"), "pv.pdf", "pdf"),
        (b"\xef\xbb\xbf\r\n" + pdf_bytes(), "espaces.pdf", "pdf"),
        (pdf_bytes(attached="facture.xml"), "f.pdf", "pdf"),
        (pdf_bytes(), "menteur.docx", "pdf"),
        (docx_bytes("Bonjour"), "lettre.docx", "docx"),
        (odt_bytes("Bonjour"), "lettre.odt", "odt"),
        (b"nom;prix\ncantine;3,20\n", "tarifs.csv", "csv"),
        ("été\n".encode("cp1252"), "note.txt", "txt"),
        (b"WEBVTT\n\n00:00.000 --> 00:02.000\nBonjour", "sous-titres.vtt", "vtt"),
        (b"\0\0\0\x20ftypisom" + b"\0" * 60, "film.mp4", "mp4"),
        (b"ID3\x04" + b"\0" * 60, "son.mp3", "mp3"),
    ],
)
def test_a_document_is_known_by_its_content_and_kept_as_it_came(content, name, ending):
    checked = inspect_document(content, name)

    assert (checked.kind.ending, checked.content) == (ending, content)
    assert checked.as_file(name).name.endswith(f".{ending}")


JS, LAUNCH = javascript(), pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pdf_bytes(catalog={"/OpenAction": JS}), "javascript"),
        (
            pdf_bytes(catalog={"/Names": pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", JS]))}),
            "javascript",
        ),
        (pdf_bytes(page_extra={"/AA": pikepdf.Dictionary(O=JS)}), "javascript"),
        (
            pdf_bytes(page_extra={"/Annots": pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=JS)])}),
            "javascript",
        ),
        (
            pdf_bytes(catalog={"/OpenAction": pikepdf.Dictionary(S=pikepdf.Name.URI, Next=pikepdf.Array([JS]))}),
            "javascript",
        ),
        (pdf_bytes(catalog={"/OpenAction": LAUNCH}), "active"),
        (pdf_bytes(catalog={"/AcroForm": pikepdf.Dictionary(XFA=pikepdf.String("x"))}), "active"),
        (
            pdf_bytes(page_extra={"/Annots": pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.RichMedia)])}),
            "active",
        ),
        (pdf_bytes(attached="virus.exe"), "attached"),
        (pdf_bytes(password="secret"), "encrypted"),
        (HTML_TAIL + pdf_bytes(), "polyglot"),
        (pdf_bytes() + zip_bytes(a=b"hidden"), "polyglot"),
        (b"%PDF-1.7\nrien du tout", "unreadable"),
        (zip_bytes(a=b"1"), "archive"),
        (zip_bytes(**{"[Content_Types].xml": b"<Types/>"}), "unknown_kind"),
        (docx_bytes("x", **{"word/vbaProject.bin": b"macro"}), "macros"),
        (docx_bytes("x", **{"word/media/big.bin": b"\0" * 40_000_000}), "bomb"),
        (
            docx_bytes(
                "x",
                **{
                    "word/_rels/settings.xml.rels": b'<R><Relationship Type="http://x/attachedTemplate"'
                    b' Target="http://evil.example/t" TargetMode="External"/></R>'
                },
            ),
            "remote_part",
        ),
        (docx_bytes("x")[:-30], "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
        (SVG, "markup"),
        (HTML_TAIL, "markup"),
        (b"{\\rtf1 x}", "markup"),
        (b"#!/bin/sh\nrm -rf\n", "program"),
        (b"MZ\x90\x00" + b"\0" * 60, "unknown_kind"),
        (picture_bytes(), "unknown_kind"),
        (b"", "empty"),
    ],
)
def test_a_document_that_could_act_or_hides_another_is_refused(content, code):
    with pytest.raises(Refused) as refused:
        inspect_document(content, "document.pdf")

    assert refused.value.code == code
    assert refused.value.message


def test_a_door_may_take_fewer_kinds_than_the_library():
    with pytest.raises(Refused, match="Ici, envoyez"):
        inspect_document(pdf_bytes(), "x.txt", allowed=(TEXT,))


def test_an_odt_closed_by_a_password_is_refused():
    manifest = b"<manifest><encryption-data/></manifest>"
    closed = zip_bytes(mimetype=b"application/vnd.oasis.opendocument.text", **{"META-INF/manifest.xml": manifest})

    with pytest.raises(Refused) as refused:
        inspect_document(closed)

    assert refused.value.code == "encrypted"
    assert zipfile.is_zipfile(io.BytesIO(closed))


def test_a_picture_that_we_drew_holds_pixels_alone_and_keeps_its_bytes():
    for form in ("JPEG", "PNG"):
        drawn = inspect_picture(picture_bytes(form=form)).content
        assert holds_pixels_alone(drawn)
        assert picture_as_it_was("a.jpg", drawn).read() == drawn
    noted = picture_bytes(position=True)
    touched = [noted, drawn + b"<script>", drawn[:-12], b"", b"\xff\xd8", inspect_picture(noted).content + b"\xff\xd9"]
    assert [holds_pixels_alone(content) for content in touched] == [False] * len(touched)
    assert b"Marque" not in picture_as_it_was("a.jpg", noted).read()
