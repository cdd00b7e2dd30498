"""In which encoding a text file was written, found in its bytes: French spreadsheets write half a dozen."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 20
#: Signs of French written right, and those that betray a wrong guess.
_FRENCH = frozenset("éèêëàâäîïôöùûüçœÉÈÊÀÂÎÔÙÛÇŒ’«»–…€°")
_ODD = re.compile("[�‚„\x80-\x9f¤¦¨±¶¹¼½¾¿ÃŠŽžƒ†‡ˆ‰√∂∆◊￼├┤┬┴┼╔╗║═█▒░]")
#: A capital with an accent within a word in small letters.
_WITHIN = re.compile("[a-zà-ÿ][ÇÉÈÊÀÂÎÔÛ]")
#: What older programs wrote, most likely first.
CANDIDATES = ("cp1252", "mac_roman", "cp850")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: UTF-8 whose every byte was read as cp1252, then written as UTF-8 again: "MÃ©diathÃ¨que".
_TWICE = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ ]|â€[™œ“”˜¦]")


def encoding_of(path: Path) -> str:
    """The encoding to open `path` with; "mixed" opens with `errors="bastide-mixed"`, see `open_text`."""
    with path.open("rb") as file:
        start = file.read(_CHUNK)
        for bom, name in _BOMS:
            if start.startswith(bom):
                return name
        if (sixteen := _sixteen_bits(start)) is not None:
            return sixteen
        return _eight_bits(file, start)


def _sixteen_bits(start: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of western text is null."""
    sample = start[:4096]
    if len(sample) < 8 or b"\0" not in sample:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > half * 0.7 else None


def _eight_bits(file: BinaryIO, start: bytes) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunk = start
    try:
        while chunk:
            decoder.decode(chunk)
            chunk = file.read(_CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        if not chunk:
            return "mixed"  # All of it was UTF-8, but for a sign that was cut at the end of the file.
        # Lines of two makers in one file: some UTF-8, some not.
        valid = len(re.findall(rb"[\xc3][\x80-\xbf]|\xe2\x80[\x80-\xbf]", chunk))
        wrong = len(chunk.decode("utf-8", errors="replace").split("�")) - 1
        if valid > 3 * wrong:
            return "mixed"
        return max(CANDIDATES, key=lambda name: _score(chunk.decode(name, errors="replace")))
    return "utf-8"


def _score(text: str) -> float:
    """How French a reading looks; the first candidate wins a draw."""
    return sum(sign in _FRENCH for sign in text) - 2 * len(_ODD.findall(text)) - 2 * len(_WITHIN.findall(text))


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("bastide-mixed", _as_cp1252)


def text_arguments(encoding: str) -> dict[str, str]:
    """What `open` takes to read a file of that encoding without ever failing on a byte."""
    if encoding == "mixed":
        return {"encoding": "utf-8", "errors": "bastide-mixed"}
    return {"encoding": encoding, "errors": "replace"}


def written_once(text: str) -> str:
    """ "Médiathèque" for "MÃ©diathÃ¨que"; anything else as it is."""
    if not _TWICE.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
