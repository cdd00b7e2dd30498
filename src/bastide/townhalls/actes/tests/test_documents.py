import io
import re
from datetime import date

import pikepdf
import pypdfium2
import pytest

from bastide.townhalls.actes.documents import checking, stamping, words
from bastide.townhalls.actes.documents.checking import Unfit, check
from bastide.townhalls.actes.testing import NOON, pdf_of

PDF_ONLY = frozenset({"application/pdf"})
ANY = PDF_ONLY | {"text/xml", "image/jpeg", "image/png"}
LINES = stamping.stamp_lines(
    sent_on=date(2026, 11, 17),
    received_on=date(2026, 11, 18),
    published_on=None,
    unique_id="099-212499016-20261112-2026_001-DE",
)


def made(change, *, encryption=None):
    """The small PDF after `change(pdf)`."""
    with pikepdf.open(io.BytesIO(pdf_of())) as pdf:
        change(pdf)
        written = io.BytesIO()
        pdf.save(written, encryption=encryption) if encryption else pdf.save(written)
    return written.getvalue()


def with_script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_launch(pdf):
    pdf.pages[0].Annots = pikepdf.Array(
        [pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, A=pikepdf.Dictionary(S=pikepdf.Name.Launch)))]
    )


def with_attachment(pdf):
    pdf.attachments["tableau.ods"] = b"PK"


def with_bomb(pdf):
    import zlib

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(12)) + packer.flush()
    stream = pikepdf.Stream(pdf, b"")
    stream.write(packed, filter=pikepdf.Name.FlateDecode)
    pdf.pages[0].obj.Bomb = pdf.make_indirect(stream)


def nothing(pdf):
    pass


REFUSED = {
    "encrypted": lambda: made(nothing, encryption=pikepdf.Encryption(owner="a", user="b")),
    "locked": lambda: made(nothing, encryption=pikepdf.Encryption(owner="a", user="")),
    "script": lambda: made(with_script),
    "launch": lambda: made(with_launch),
    "attachment": lambda: made(with_attachment),
    "bomb": lambda: made(with_bomb),
    "exe": lambda: b"MZ\x90\x00" + pdf_of(),
    "text": lambda: "Délibération".encode(),
    "empty": lambda: b"",
    "cut": lambda: pdf_of()[:300],
    "zip": lambda: b"PK\x03\x04" + bytes(100),
}


@pytest.mark.one_database
@pytest.mark.parametrize("case", REFUSED)
def test_what_no_prefecture_would_take_is_refused_in_words(case, monkeypatch):
    monkeypatch.setattr(checking, "MOST_UNFOLDED", 8 * 1024 * 1024)
    with pytest.raises(Unfit) as refusal:
        check(io.BytesIO(REFUSED[case]()), allowed=PDF_ONLY)

    assert str(refusal.value).endswith(".")


@pytest.mark.one_database
def test_what_may_go_is_known_by_its_bytes():
    checked = check(io.BytesIO(pdf_of()), allowed=PDF_ONLY)

    assert (checked.content_type, checked.pages) == ("application/pdf", 1)
    assert check(io.BytesIO(b"\xff\xd8\xff\xe0" + bytes(20)), allowed=ANY).content_type == "image/jpeg"
    assert check(io.BytesIO(b"<?xml version='1.0'?><a/>"), allowed=ANY).content_type == "text/xml"
    with pytest.raises(Unfit):
        check(io.BytesIO(b"\xff\xd8\xff\xe0" + bytes(20)), allowed=PDF_ONLY)


@pytest.mark.one_database
def test_151_megabytes_are_refused_without_being_held(monkeypatch):
    class Endless(io.RawIOBase):
        def __init__(self):
            self.left = 151 * 1024 * 1024

        def seek(self, *_args):
            return 0

        def read(self, count=-1):
            taken = min(count, self.left)
            self.left -= taken
            return b"%PDF-" + bytes(taken - 5) if taken > 5 else b""

    with pytest.raises(Unfit, match="150"):
        check(Endless(), allowed=PDF_ONLY)


@pytest.mark.one_database
@pytest.mark.parametrize("turn", [0, 90, 180, 270, 450])
@pytest.mark.parametrize("corner", ["top_left", "bottom_right"])
def test_the_stamp_stands_upright_in_its_corner_whatever_the_rotation(turn, corner):
    def turned(pdf):
        pdf.pages[0].obj.Rotate = turn
        pdf.pages[0].obj.MediaBox = pikepdf.Array([-50, 20, 545, 862])

    original = made(turned)

    copy = stamping.stamped(original, LINES, corner=corner, at=NOON)

    pdf = pypdfium2.PdfDocument(copy)
    page = pdf[0]
    text = page.get_textpage()
    found = text.search("Envoyé en préfecture le")
    index, _count = found.get_next()
    left, bottom, right, top = text.get_charbox(index)
    box = page.get_mediabox()
    seen_left, seen_top = seen(box, turn % 360, (left + right) / 2, (bottom + top) / 2)
    width, height = page.get_size()
    text.close()
    page.close()
    pdf.close()
    assert (seen_left < width / 2) == (corner == "top_left")
    assert (seen_top < height / 2) == (corner == "top_left")
    assert "Reçu en préfecture le 18/11/2026" in words.text_of(copy)


def seen(box, turn, x, y):
    """(from the left, from the top) of a point, as the reader sees the turned page."""
    left, bottom, right, top = box
    return {
        0: (x - left, top - y),
        90: (y - bottom, x - left),
        180: (right - x, y - bottom),
        270: (top - y, right - x),
    }[turn]


@pytest.mark.one_database
def test_what_cannot_be_stamped_is_given_back_as_it_is():
    assert stamping.stamped(b"%PDF-1.4 abime", LINES, corner="top_left", at=NOON) == b"%PDF-1.4 abime"


@pytest.mark.one_database
def test_personal_data_are_pointed_at_and_plain_acts_are_not():
    assert words.personal_data_in("Nomination de Mme Dupuis, née le 3 mai 1980, 06 12 34 56 78") == [
        "une date de naissance",
        "le nom d’une personne",
        "un numéro de téléphone portable",
    ]
    assert words.personal_data_in("Le conseil fixe le tarif de la cantine à 3,20 euros.") == []
    assert "cantine" in words.text_of(pdf_of())
    assert words.text_of(b"rien") == ""


def test_what_is_odd_in_a_pdf_stops_nothing():
    two = made(lambda pdf: pdf.pages.append(pdf.pages[0]))
    first_broken = re.sub(rb"/Kids \[ \d+ 0 R (\d+) 0 R", rb"/Kids [ 1 0 R \1 0 R", two)
    assert first_broken != two
    assert "Le conseil décide" in words.text_of(first_broken)

    def turned(pdf):
        pdf.pages[0].obj.Rotate = pikepdf.Name.Autrement

    odd = made(turned)
    assert stamping.stamped(odd, LINES, corner="top_left", at=NOON) == odd

    def padded(pdf):
        pdf.Root.Plus = pdf.make_stream(b"x" * 99, Filter=pikepdf.Name.FlateDecode)

    with pytest.raises(Unfit, match="abîmé"):
        check(io.BytesIO(made(padded).replace(b"/Length 99", b"/Length /A")), allowed=PDF_ONLY)
