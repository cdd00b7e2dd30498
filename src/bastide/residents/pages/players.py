"""Films on other sites: which player shows them, called only when the reader asked for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

#: The query parameter by which a reader asks for one player: the identifier of its block.
ASKED = "lecteur"


@dataclass(frozen=True)
class Player:
    """`frame` is the address of a page made for frames, "" when this site has none that we know."""

    host: str
    address: str
    frame: str = ""

    @property
    def origin(self) -> str:
        parts = urlsplit(self.frame)
        return f"{parts.scheme}://{parts.netloc}" if self.frame else ""


_WORD = re.compile(r"[\w-]{3,64}")


def player_of(address: str) -> Player:
    """Knows YouTube (in its mode without cookies), Vimeo, Dailymotion and PeerTube; others are a link."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    steps = [step for step in parts.path.split("/") if step]
    frame = ""
    if host in ("youtube.com", "youtu.be", "youtube-nocookie.com"):
        named = parse_qs(parts.query).get("v", [steps[-1] if steps else ""])[0]
        frame = _frame("https://www.youtube-nocookie.com/embed/", named)
    elif host in ("vimeo.com", "player.vimeo.com"):
        frame = _frame("https://player.vimeo.com/video/", steps[-1] if steps else "")
    elif host in ("dailymotion.com", "dai.ly"):
        frame = _frame("https://www.dailymotion.com/embed/video/", steps[-1] if steps else "")
    elif parts.scheme == "https" and (steps[:1] == ["w"] or steps[:2] in (["videos", "watch"], ["videos", "embed"])):
        frame = _frame(f"https://{parts.netloc.rpartition('@')[2]}/videos/embed/", steps[-1])
    return Player(host, address, frame)


def _frame(start: str, name: str) -> str:
    return start + name if _WORD.fullmatch(name) else ""
