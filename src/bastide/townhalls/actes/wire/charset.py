"""ISO-8859-1 is all the format carries: what it lacks is replaced on the way out, and guessed right on the way in."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

#: What operators write for signs that ISO-8859-1 lacks.
_WRITTEN = {
    "’": "'", "‘": "'", "‚": "'", "‛": "'", "ʼ": "'", "′": "'", "‹": "'", "›": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"',
    "–": "-", "—": "-", "‒": "-", "―": "-", "‐": "-", "‑": "-", "−": "-", "•": "-", "▪": "-", "‣": "-",
    "…": "...", "œ": "oe", "Œ": "OE", "€": "EUR", "™": "(TM)", "‰": " pour mille", "№": "n°", "Ÿ": "Y",
    "ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ĳ": "ij", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
    "≤": "<=", "≥": ">=", "≠": "<>", "→": "->", "←": "<-", "⁄": "/", "\u202f": "\xa0", "\u2028": " ", "\u2029": " ",
}  # fmt: skip
_NOTHING = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e", "\u200f", "\xad"}


@dataclass(frozen=True, slots=True)
class Replacement:
    """A sign that cannot be sent, what is sent instead ("" for nothing), and where it stood first."""

    position: int
    sign: str
    written: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Sendable:
    text: str
    replacements: tuple[Replacement, ...] = ()


def sendable(text: str) -> Sendable:
    """`text` as it can be sent, and each sign that had to be replaced, once, in the order in which they come."""
    # A letter and its accent typed apart are one letter here: that is no replacement.
    text = unicodedata.normalize("NFC", text)
    written: list[str] = []
    found: dict[str, Replacement] = {}
    for position, sign in enumerate(text):
        if _is_sendable(sign):
            written.append(sign)
            continue
        instead = _instead_of(sign)
        written.append(instead)
        seen = found.get(sign)
        found[sign] = Replacement(seen.position if seen else position, sign, instead, seen.count + 1 if seen else 1)
    return Sendable("".join(written), tuple(found.values()))


def _is_sendable(sign: str) -> bool:
    """In ISO-8859-1, allowed in XML, and seen by whoever reads."""
    return (" " <= sign <= "~" or "\xa0" <= sign <= "\xff" or sign in "\t\n\r") and sign not in _NOTHING


def _instead_of(sign: str) -> str:
    if sign in _WRITTEN:
        return _WRITTEN[sign]
    if sign in _NOTHING or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Mn"):
        return ""
    if unicodedata.category(sign) == "Zs":
        return " "
    plain = "".join(one for one in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(one))
    plain = "".join(_WRITTEN.get(one, one) for one in plain)
    return plain if plain and plain != sign and all(map(_is_sendable, plain)) else "?"


# ---------------------------------------------------------------------------------------------------------------------
# In
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    reason: str = ""  # French, when the bytes are not what they are said to be


_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LATIN = {"iso8859-1", "cp1252", "iso8859-15", "ascii"}
#: Codecs of Python that decode bytes into something that is not text, or that cost without end.
_CHARSETS = re.compile(
    r"(utf[-_]?(8|16|32)|iso[-_]?8859|latin|l1$|windows|cp[0-9]|ascii|us-ascii|mac|ansi)", re.IGNORECASE
)


#: The mark of UTF-8, taken for signs and written again: what a program that appends does.
_MARK_TWICE = "ï»¿".encode()


def decode_xml(data: bytes) -> Decoded:
    """The text of an XML file, by its bytes first and what it declares second; never raises."""
    data = data.removeprefix(_MARK_TWICE)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _with_mark(data, mark, name)
    if data[:4] in (b"<\0?\0", b"<\0a\0", b"\0<\0?", b"\0<\0a"):
        name = "utf-16-le" if data[:1] == b"<" else "utf-16-be"
        return Decoded(data.decode(name, errors="replace"), name, "encodage : UTF-16 sans marque")
    declared = _DECLARATION.match(data[:300])
    said = declared[1].decode("ascii") if declared else "utf-8"
    codec = _codec(said)
    if data.isascii():
        return Decoded(data.decode("ascii"), codec or "ascii", _unknown(said, codec))
    is_utf8 = _decodes(data, "utf-8")
    if codec == "utf-8":
        if is_utf8:
            return Decoded(data.decode("utf-8"), "utf-8")
        words = f"annoncé {said}" if declared else "sans annonce"
        return Decoded(_as_latin(data), "cp1252", f"encodage : {words}, les octets sont en ISO-8859-1 ou windows-1252")
    if is_utf8 and (codec in _LATIN or codec is None or codec.startswith("utf")):
        return Decoded(data.decode("utf-8"), "utf-8", f"encodage : annoncé {said}, les octets sont en UTF-8")
    if codec == "iso8859-1":
        if any(0x80 <= octet <= 0x9F for octet in data):
            return Decoded(_as_latin(data), "cp1252", f"encodage : annoncé {said}, les octets sont en windows-1252")
        return Decoded(data.decode("iso8859-1"), "iso8859-1")
    if codec is not None and _decodes(data, codec):
        return Decoded(data.decode(codec), codec)
    reason = _unknown(said, codec) or f"encodage : annoncé {said}, les octets sont en ISO-8859-1 ou windows-1252"
    return Decoded(_as_latin(data), "cp1252", reason)


def _with_mark(data: bytes, mark: bytes, name: str) -> Decoded:
    body = data[len(mark) :]
    if not _decodes(body, name):
        return Decoded(_as_latin(body), "cp1252", f"encodage : la marque annonce {name}, les octets n’en sont pas")
    text = body.decode(name).lstrip("\ufeff")
    declared = _DECLARATION.match(text[:300].encode("ascii", errors="replace"))
    said = declared[1].decode("ascii") if declared else name
    if name == "utf-8" and _codec(said) != "utf-8":
        return Decoded(text, name, f"encodage : annoncé {said}, la marque et les octets sont en UTF-8")
    return Decoded(text, name)


def _unknown(said: str, codec: str | None) -> str:
    return "" if codec else f"encodage : « {said} » est inconnu"


def _codec(said: str) -> str | None:
    if not _CHARSETS.match(said):
        return None
    try:
        return codecs.lookup(said).name
    except LookupError:
        return None


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _as_latin(data: bytes) -> str:
    """windows-1252, its five holes as in ISO-8859-1."""
    return "".join(_LATIN_TABLE[octet] for octet in data)


_LATIN_TABLE = [
    bytes([octet]).decode("cp1252") if octet not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(octet)
    for octet in range(256)
]
