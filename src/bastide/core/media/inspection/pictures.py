"""Pictures are read by content and drawn again: what is kept holds pixels and nothing else.

So a file that is also a program, an archive or a web page loses that part, and the camera's notes (place, owner,
thumbnail before cropping) go with it. The place is told apart, for who wants to keep it.
"""

from __future__ import annotations

import io
import math
import warnings
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from .base import Checked, Kind, Refused, Seen

LARGEST_BYTES = 40 * 1024 * 1024
#: A JPEG is read at a fraction of its size, so that a phone's 108 and 200 megapixels cost little memory.
MOST_PIXELS_JPEG = 210_000_000
#: The others are drawn whole in memory: four bytes a pixel.
MOST_PIXELS = 50_000_000
#: No page shows more; the original keeps enough for print.
LONGEST_SIDE = 4_000

JPEG = Kind("jpg", "image/jpeg", _("photo JPEG"))
PNG = Kind("png", "image/png", _("image PNG"))
#: Pillow refuses twice this by itself, before we can say how many there are.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS_JPEG // 2
# Else it does not know all of these by name.
Image.init()
READ = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN_AT, _CHANGED_AT = 0x9003, 0x0132


def inspect_picture(content: bytes) -> Checked:
    """The picture drawn again as JPEG or PNG, upright, at most 4,000 pixels wide and high. Raises Refused."""
    if len(content) > LARGEST_BYTES:
        raise Refused(_("Cette image pèse plus de 40 Mo. Envoyez-la plus légère."), code="too_heavy")
    _refuse_what_is_no_picture(content)
    try:
        with warnings.catch_warnings():
            # We count the pixels ourselves, before any is drawn.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=READ) as picture:
                return _drawn_again(picture)
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many(None) from error
    except Exception as error:
        # A decoder meets hostile bytes here: whatever it raises, the picture is not kept.
        raise Refused(
            _("Cette image est abîmée ou incomplète. Enregistrez-la de nouveau, puis renvoyez-la."), code="unreadable"
        ) from error


def _refuse_what_is_no_picture(content: bytes) -> None:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    lower = head.lower()
    if lower.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or b"<svg" in lower:
        raise Refused(
            _("Un dessin SVG peut contenir du programme : il n’est pas accepté. Enregistrez-le en PNG."), code="svg"
        )
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypmsf1"):
        raise Refused(
            _(
                "Cette photo est au format HEIC, que tous les navigateurs ne lisent pas. Sur l’iPhone : Réglages,"
                " Appareil photo, Formats, « Le plus compatible »."
            ),
            code="heic",
        )
    if lower.startswith(b"%pdf"):
        raise Refused(_("Ceci est un PDF, pas une image : publiez-le comme document."), code="pdf")


def _drawn_again(picture: Image.Image) -> Checked:
    width, height = picture.size
    frames = getattr(picture, "n_frames", 1) if picture.format != "MPO" else 1
    limit = MOST_PIXELS_JPEG if picture.format in ("JPEG", "MPO") else MOST_PIXELS
    if width * height * min(frames, 1_000) > limit or max(width, height) > 65_000:
        raise _too_many(width * height)
    if width < 2 or height < 2:
        raise Refused(_("Cette image est vide."), code="empty")
    seen = _told_by_camera(picture)
    colours = picture.info.get("icc_profile")
    if picture.format in ("JPEG", "MPO"):
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture.load()
    upright = ImageOps.exif_transpose(picture) or picture
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    is_see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    is_drawing = picture.format in ("PNG", "GIF")
    plain = _in_screen_colours(upright.convert("RGBA" if is_see_through else "RGB"), colours)
    kept = io.BytesIO()
    if is_see_through or is_drawing:
        _bare(plain).save(kept, "PNG", optimize=False)
        return Checked(PNG, kept.getvalue(), seen)
    _bare(plain).save(kept, "JPEG", quality=90, progressive=True)
    return Checked(JPEG, kept.getvalue(), seen)


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone: no profile, no comment, no note of the camera."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _in_screen_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """In sRGB, which every screen shows; a profile that cannot be read is passed over."""
    if not profile or picture.mode != "RGB":
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB")) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def _told_by_camera(picture: Image.Image) -> Seen:
    try:
        exif = picture.getexif()
        taken = exif.get_ifd(_EXIF_IFD).get(_TAKEN_AT) or exif.get(_CHANGED_AT)
        return Seen(_day(taken), _position(exif.get_ifd(_GPS_IFD)))
    except Exception:
        # Notes that cannot be read are notes that are not kept.
        return Seen()


def _day(written: Any) -> date | None:
    try:
        year, month, day = (int(part) for part in str(written)[:10].replace("-", ":").split(":"))
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1826 <= found.year <= 2100 else None


def _position(gps: Any) -> tuple[float, float] | None:
    try:
        lat = _degrees(gps[2]) * (-1 if str(gps.get(1, "N")).upper().startswith("S") else 1)
        lon = _degrees(gps[4]) * (-1 if str(gps.get(3, "E")).upper().startswith("W") else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    is_real = math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0, 0)
    return (round(lon, 5), round(lat, 5)) if is_real else None


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _too_many(pixels: int | None) -> Refused:
    if pixels is None:
        return Refused(_("Cette image compte trop de points. Envoyez-la plus petite."), code="too_many_pixels")
    millions = round(pixels / 1_000_000)
    return Refused(
        _("Cette image compte %(millions)d millions de points, c’est trop. Envoyez-la plus petite.")
        % {"millions": millions},
        code="too_many_pixels",
    )


#: What a picture needs to be drawn: no place for a note, a profile, or anything else.
_JPEG_PARTS = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0})
_PNG_PARTS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})


def holds_pixels_alone(content: bytes) -> bool:
    """Whether every part of a JPEG or PNG serves to draw it, and nothing follows: so are those that we drew."""
    try:
        return _is_bare_png(content) if content.startswith(b"\x89PNG\r\n\x1a\n") else _is_bare_jpeg(content)
    except (IndexError, ValueError):
        return False


def _is_bare_png(content: bytes) -> bool:
    at = 8
    while at + 12 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if kind not in _PNG_PARTS:
            return False
        at += 12 + length
        if kind == b"IEND":
            return length == 0 and at == len(content)
    return False


def _is_bare_jpeg(content: bytes) -> bool:
    if not content.startswith(b"\xff\xd8"):
        return False
    at = 2
    while content[at] == 0xFF:
        kind, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if kind == 0xD9:
            return at + 2 == len(content)
        if kind not in _JPEG_PARTS or length < 2 or (kind == 0xE0 and (content[at + 4 : at + 9], length) != _JFIF):
            return False
        at += 2 + length
        if kind == 0xDA:
            # The scan goes on until a mark that is neither a stuffed byte nor a restart.
            while not (content[at] == 0xFF and content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7):
                at = content.index(b"\xff", at + 1)
    return False


#: The one application part that Pillow writes, without a thumbnail.
_JFIF = (b"JFIF\x00", 16)
