"""The stamp that says when an act reached the préfecture, on a copy: the original is never touched."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

import pikepdf
from django.utils.translation import gettext as _

from bastide.kit.ui.language import in_french

from .making import make_pdf

#: In points; and the space left to the edge of the page.
WIDTH, HEIGHT, MARGIN = 190.0, 55.0, 14.0
#: On a narrow page the stamp takes no more than this share of the width.
WIDEST_SHARE = 0.6
Matrix = tuple[float, float, float, float, float, float]


@in_french
def stamp_lines(
    *, sent_on: date | None, received_on: date | None, published_on: date | None, unique_id: str
) -> list[tuple[str, str]]:
    """The four lines that people and software know: "Envoyé en préfecture le 25/11/2026"… "ID : 024-…"."""
    return [
        (_("Envoyé en préfecture le"), _numbers(sent_on)),
        (_("Reçu en préfecture le"), _numbers(received_on)),
        (_("Publié le"), _numbers(published_on)),
        (_("ID :"), unique_id),
    ]


def stamped(content: bytes, lines: Sequence[tuple[str, str]], *, corner: str, at: datetime) -> bytes:
    """A copy of the PDF with the stamp on each page, upright for whoever reads it, whatever the page's rotation.

    A PDF that cannot be stamped is given back as it is.
    """
    stamp = make_pdf("stamp", {"lines": [list(line) for line in lines]}, at=at, is_accessible=False)
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf, pikepdf.open(io.BytesIO(stamp)) as drawn:
            form = pdf.copy_foreign(drawn.pages[0].as_form_xobject())
            for page in pdf.pages:
                _put(page, form, corner)
            written = io.BytesIO()
            pdf.save(written, deterministic_id=True)
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, OverflowError, RuntimeError):
        return content
    return written.getvalue()


def _put(page: pikepdf.Page, form: pikepdf.Object, corner: str) -> None:
    left, bottom, right, top = _box(page)
    turn = int(page.obj.get("/Rotate", _inherited_turn(page)) or 0) % 360
    width, height = (right - left, top - bottom) if turn in (0, 180) else (top - bottom, right - left)
    scale = min(1.0, WIDEST_SHARE * width / WIDTH)
    margin = MARGIN * scale
    across = margin if "left" in corner else width - margin - WIDTH * scale
    up = margin if "bottom" in corner else height - margin - HEIGHT * scale
    a, b, c, d, e, f = _towards_page((left, bottom, right, top), turn)
    matrix: Matrix = (a * scale, b * scale, c * scale, d * scale, a * across + c * up + e, b * across + d * up + f)
    name = page.add_resource(form, pikepdf.Name.XObject)
    placed = " ".join(f"{number:.4f}" for number in matrix)
    # What stands on the page may have moved its own ground: it is put between "q" and "Q".
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"\nQ\n/Artifact BMC\nq {placed} cm {name} Do Q\nEMC\n".encode())


def _box(page: pikepdf.Page) -> tuple[float, float, float, float]:
    numbers = [float(number) for number in page.cropbox]
    left, right = sorted((numbers[0], numbers[2]))
    bottom, top = sorted((numbers[1], numbers[3]))
    if right - left < 1 or top - bottom < 1:
        raise ValueError("A page without surface.")
    return left, bottom, right, top


def _inherited_turn(page: pikepdf.Page) -> int:
    node = page.obj.get("/Parent")
    for _level in range(50):
        if not isinstance(node, pikepdf.Dictionary):
            return 0
        if "/Rotate" in node:
            return int(node["/Rotate"])
        node = node.get("/Parent")
    return 0


def _towards_page(box: tuple[float, float, float, float], turn: int) -> Matrix:
    """From what the reader sees (origin at the lower left) to the page's own ground."""
    left, bottom, right, top = box
    return {
        0: (1.0, 0.0, 0.0, 1.0, left, bottom),
        90: (0.0, 1.0, -1.0, 0.0, right, bottom),
        180: (-1.0, 0.0, 0.0, -1.0, right, top),
        270: (0.0, -1.0, 1.0, 0.0, left, top),
    }.get(turn, (1.0, 0.0, 0.0, 1.0, left, bottom))


def _numbers(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
